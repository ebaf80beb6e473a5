# test_aarch64.py - what there is on Arm alone: exception levels, their tables, no ACPI.
# SPDX-License-Identifier: BSD-2-Clause

import re

import pytest

import listing
from arch import ARCHS
from machine import BUILD, FirmwareException, Machine, applications
from replay import Tables, mcfg

GPU = ["-device", "pcie-root-port,id=rp,slot=1,addr=2", "-device", "bochs-display,bus=rp"]
ECAM = ARCHS["aarch64"].ecam
# Registers of the board, beside ECAM and memory: an address of each window of the PCI bus.
MAPPED = [ECAM, 0x10000000, 0x8000000000]
# Behind memory, behind ECAM, behind the last window, and far above: nobody describes these.
UNMAPPED = [0x60000000, 0x4020000000, 0x10000000000, 0x7ff00000000]
LEVELS = {1: "off", 2: "on"}  # where firmware runs, by virt's own option
READ = "mm %x -w 4 -MMIO -n"


@pytest.fixture(scope="module", params=LEVELS)
def booted(request, tmp_path_factory):
    """A machine whose firmware runs at EL1 or EL2, and a table that lists each address above."""
    entries = [(address, 0x10 + n, 0, 0) for n, address in enumerate(MAPPED + UNMAPPED)]
    tables = Tables(tmp_path_factory.mktemp("tables"), [mcfg(entries)], "aarch64")
    gpus, listed = ["gpus", "-a"], tables.command(["gpus", "-a"])
    lines = [READ % address for address in MAPPED + UNMAPPED]
    args = ["-machine", "virt,virtualization=" + LEVELS[request.param]] + GPU
    with Machine([gpus, listed, *lines], {**applications(["gpus"], "aarch64"), **tables.files},
                 args, timeout=120, arch="aarch64",
                 log=BUILD / "ovmf-tests" / ("aarch64-el%d.log" % request.param)) as machine:
        machine.switch_on()
        machine.level, machine.gpus, machine.listed = request.param, gpus, listed
        yield machine


def test_level(booted):
    registers = booted.qmp.command("human-monitor-command", **{"command-line": "info registers"})
    assert re.search(r"PSTATE=\w+ \S+ (?:NS )?EL%d" % booted.level, registers)


def test_functions(booted):
    result = booted.run_traced(booted.gpus)
    assert result.status == 0 and result.reads and not result.writes
    found = listing.functions(result.output)
    truth = listing.true_functions(booted.query_pci())
    assert {a: f._replace(lines=[]) for a, f in found.items()} == {
        a: f._replace(subsystem=found[a].subsystem) for a, f in truth.items()}


@pytest.mark.parametrize("address", MAPPED)
def test_mapped(booted, address):
    """It is taken for a window, and firmware itself can read there."""
    output = booted.run(booted.listed).output
    assert re.search(r"^ECAM: segment 001\w, buses 00-00, at %x \(not in the memory map, no root "
                     r"bridge\)$" % address, output, re.MULTILINE)
    assert re.fullmatch(r"0x\w{8}\n", booted.run(READ % address).output)


@pytest.mark.parametrize("address", UNMAPPED)
def test_unmapped(booted, address):
    """It is refused before it is read."""
    output = booted.run(booted.listed).output
    assert re.search(r"^ECAM: segment 001\w, buses 00-00, at %x, not used: not mapped$" % address,
                     output, re.MULTILINE)


def test_fault(booted):
    """Last, for the machine stands still then: a read there is what the check is for."""
    with pytest.raises(FirmwareException, match=ARCHS["aarch64"].exception):
        booted.run(READ % UNMAPPED[booted.level - 1])


def test_no_acpi():
    """Firmware has a device tree instead; its root bridge leads to all functions."""
    command = ["gpus", "-a"]
    with Machine([command], qemu_args=["-machine", "acpi=off", *GPU], timeout=120, arch="aarch64",
                 log=BUILD / "ovmf-tests" / "aarch64-no-acpi.log") as machine:
        result = machine.run_traced(command)
        truth = listing.true_functions(machine.query_pci())
    lines = result.output.splitlines()
    assert lines[0] == "RootBridgeIo: segment 0000, buses 00-01 (no ACPI tables)"
    assert result.status == 0 and result.reads and not result.writes
    assert set(listing.functions(result.output)) == set(truth) and len(truth) == 3
