# test_aarch64.py - gpus on QEMU's machine virt with AAVMF, against QEMU's own word.
# SPDX-License-Identifier: BSD-2-Clause

import pytest

import listing
from machine import BUILD, FirmwareException, Machine

GPUS = ["gpus"]
VERBOSE = ["gpus", "-a", "-v"]
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
    with Machine([ENABLE, GPUS, VERBOSE, CRASH], qemu_args=DEVICES.split(), timeout=120, arch="aarch64",
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


def test_exception(booted):
    """Last, for the machine stands still then: the harness sees it at once."""
    with pytest.raises(FirmwareException, match="Synchronous\nPC=[0-9A-F]{16}"):
        booted.run(CRASH)
