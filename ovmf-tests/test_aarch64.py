# test_aarch64.py - gpus and lspci on QEMU's machine virt with AAVMF, against QEMU's own word.
# SPDX-License-Identifier: BSD-2-Clause

import json

import pytest

import listing
from machine import BUILD, FirmwareException, Machine

GPUS = ["gpus"]
VERBOSE = ["gpus", "-a", "-v"]
LSPCI = ["lspci", "-vvv"]
LSPCI_JSON = ["lspci", "--json"]
LSPCI_SIZES = ["lspci", "--json", "--size-bars"]
ENABLE = "mm 000001000004 2 -w 2 -PCI -n"  # memory decode of the bochs-display, off in AAVMF
CRASH = "mm FFFFFFFFFFF0 -mmio -n -w 4"  # above all that is mapped
DEVICES = """
    -device pcie-root-port,id=rp0,bus=pcie.0,chassis=1,slot=1,addr=2
    -device pcie-root-port,id=rp1,bus=pcie.0,chassis=1,slot=2,addr=3
    -device bochs-display,bus=rp0
    -device virtio-gpu-pci,bus=rp1,aer=on
"""


@pytest.fixture(scope="module")
def booted():
    with Machine([ENABLE, GPUS, VERBOSE, LSPCI, LSPCI_JSON, LSPCI_SIZES, CRASH],
                 qemu_args=DEVICES.split(), timeout=120, arch="aarch64",
                 log=BUILD / "ovmf-tests" / "aarch64.log") as machine:
        assert machine.run(ENABLE).status == 0
        yield machine


def test_gpus(booted):
    """Both GPUs with QEMU's IDs and BARs, through the ECAM above 4 GiB, and not one write."""
    result = booted.run_traced(GPUS)
    assert result.status == 0
    assert result.output.startswith("ECAM: segment 0000, buses 00-ff, at 4010000000 (not in the memory map)\n")
    assert not result.writes
    found = listing.functions(result.output)
    truth = listing.true_functions(booted.query_pci())
    assert set(found) == {address for address, true in truth.items() if true.klass >> 8 == 3}
    assert len(found) == 2
    for address, got in found.items():
        assert got._replace(lines=[]) == truth[address]


def test_verbose(booted):
    """Every function is there, decoded, and a register read through a BAR."""
    result = booted.run(VERBOSE)
    assert result.status == 0
    found = listing.functions(result.output)
    assert set(found) == set(listing.true_functions(booted.query_pci()))
    assert "Advanced Error Reporting" in result.output
    assert "    Bochs DISPI ID: b0c5" in found["0000:01:00.0"].lines


def test_lspci(booted):
    """Every function with QEMU's IDs and BARs, as text and as JSON, and not one write."""
    result = booted.run_traced(LSPCI)
    assert result.status == 0 and not result.writes
    found = listing.functions(result.output)
    truth = listing.true_functions(booted.query_pci())
    assert set(found) == set(truth)
    for address, got in found.items():
        assert got.regions == truth[address].regions
    result = booted.run_traced(LSPCI_JSON)
    assert result.status == 0 and not result.writes
    assert {f["address"] for f in json.loads(result.output)["functions"]} == set(truth)


def test_lspci_sizes(booted):
    """Sizes that are measured are QEMU's, of the ROM too."""
    found = {f["address"]: f for f in json.loads(booted.run(LSPCI_SIZES).output)["functions"]}
    for device in booted.query_pci():
        got = found["0000:%02x:%02x.%x" % (device["bus"], device["slot"], device["function"])]
        assert "not_measured" in got or listing.sizes_agree(got, device)


def test_exception(booted):
    """Last, for the machine stands still then: the harness sees it at once."""
    with pytest.raises(FirmwareException, match="Synchronous\nPC=[0-9A-F]{16}"):
        booted.run(CRASH)
