# test_gpus.py - gpus against QEMU's own word: what it lists, and that it writes nothing.
# SPDX-License-Identifier: BSD-2-Clause

import pytest

import listing
import snapshot
import topologies
from arch import ARCHS
from cases import cases

LINES = ["gpus", "gpus -a", "gpus -v", "gpus -a -v"]


@pytest.fixture(scope="module", params=cases(topologies.TOPOLOGIES, ["root-ports", "pxb"],
                                             topologies.ON_Q35_ONLY))
def booted(request, boot_machine):
    """One boot of each topology, switched off when the next one is due."""
    arch, name = request.param
    booted = boot_machine(name, LINES, topologies.arguments(name), arch)
    booted.machine.switch_on()
    booted.before = snapshot.save(booted.machine)
    booted.truth = listing.true_functions(booted.query_pci())
    booted.name, booted.arch = name, arch
    yield booted
    booted.machine.close()


def is_gpu(function):
    return function.klass >> 8 in (0x03, 0x12)


def test_all_functions(booted):
    """Addresses and IDs are QEMU's; a function without a vendor is mentioned instead."""
    result = booted.run("gpus -a")
    assert result.status == 0
    nameless = {address for address, true in booted.truth.items() if not true.vendor}
    found = listing.functions(result.output)
    assert set(found) == set(booted.truth) - nameless
    assert listing.notes(result.output) >= nameless
    for address, got in found.items():
        true = booted.truth[address]
        assert (got.vendor, got.device, got.klass) == (true.vendor, true.device, true.klass)
        assert true.subsystem in (None, got.subsystem), address


def test_regions(booted):
    """Every region is there with QEMU's kind, address and size, and no other one."""
    for address, got in listing.functions(booted.run("gpus -a").output).items():
        assert got.regions == booted.truth[address].regions, address
        assert got.rom == booted.truth[address].rom, address


def test_gpus_only(booted):
    """Without options: the functions of class 03 and 12, with the same lines as in -a."""
    result = booted.run("gpus")
    assert result.status == 0
    every = listing.functions(booted.run("gpus -a").output)
    expected = {address for address, true in booted.truth.items() if is_gpu(true)}
    assert expected, "the topology has no GPU"
    assert listing.functions(result.output) == {a: every[a] for a in expected}


def test_verbose(booted):
    """-v adds lines, and leaves those that were there."""
    result = booted.run("gpus -v")
    assert result.status == 0
    brief = listing.functions(booted.run("gpus").output)
    verbose = listing.functions(result.output)
    assert list(verbose) == list(brief)
    for address, function in brief.items():
        assert set(function.lines) < set(verbose[address].lines)


IDENTITIES = {(0x1234, 0x1111): "    Bochs DISPI ID: b0c5", (0x1af4, 0x1050): "    Scanouts: 1"}


def test_identity(booted):
    """-v reads what a display's own registers say."""
    for function in listing.functions(booted.run("gpus -v").output).values():
        ids = function.vendor, function.device
        if ids in IDENTITIES:
            assert IDENTITIES[ids] in function.lines


@pytest.mark.parametrize("line", LINES)
def test_reads_only(booted, line, record_property):
    """QEMU sees config reads while gpus runs and not one write."""
    result = booted.run(line)
    record_property("config_reads", len(result.reads))
    assert result.writes == []
    assert result.reads


def test_nothing_has_changed(booted):
    """What all of them leave: each register has what it had before the first."""
    for line in LINES:
        booted.run(line)
    assert snapshot.differences(booted.before, snapshot.save(booted.machine)) == []


@pytest.mark.parametrize("line", LINES)
def test_lines(booted, line):
    """First the access method; lines fit a terminal and have nothing to hide."""
    output = booted.run(line).output
    arch = ARCHS[booted.arch]
    assert output.startswith("ECAM: segment 0000, buses 00-ff, at %x (%s)\n" % (
        arch.ecam, arch.ecam_is))
    assert output.endswith("\n")
    for text in output.splitlines():
        assert text and len(text) <= 79 and text == text.rstrip() and text.isprintable()


# What QEMU's devices are known to have, by topology, vendor and device.
EIGHT_GIB = {"x86_64": 0xe000000000, "aarch64": 0x8000000000}  # where so large a BAR is
KNOWN = [
    ("root-ports", (0x1af4, 0x1050), "    Link: 2.5GT/s x1 (maximum 2.5GT/s x1)"),
    ("root-ports", (0x1af4, 0x1050), "    Capabilities: [40] Express (10)"),
    ("root-ports", (0x1af4, 0x1050),
     "    Capabilities: [100 v2] Advanced Error Reporting (0001)"),
    ("root-ports", (0x1af4, 0x1050),
     "    Capabilities: [148 v1] Address Translation Service (000f)"),
    ("root-ports", (0x1af4, 0x1050), "    Path: 00:03.0/02:00.0"),
    ("root-ports", (0x1b36, 0x0005),
     "    Region 2: Memory at %x (64-bit, prefetchable) [size=8G]"),
    ("secondary-vga", (0x1234, 0x1111), "    Config space: 256 bytes"),
    ("switch", (0x1af4, 0x1050), "    Path: 00:02.0/01:00.0/02:01.0/04:00.0"),
    ("pxb", (0x1234, 0x1111), "    Path: 40:00.0/41:00.0"),
    ("cxl", (0x8086, 0x0d93), "    Capabilities: [190 v1] Data Object Exchange (002e)"),
    ("sriov", (0x1b36, 0x0010), "    SR-IOV: TotalVFs 4"),
]


@pytest.mark.parametrize("topology", topologies.TOPOLOGIES)
def test_known_lines_are_tried(topology):
    assert topology in [known[0] for known in KNOWN]


def test_known_lines(booted):
    """Facts about QEMU's devices that query-pci does not tell."""
    every = listing.functions(booted.run("gpus -a").output).values()
    for topology, ids, line in KNOWN:
        if topology == booted.name:
            lines = [text for f in every if (f.vendor, f.device) == ids for text in f.lines]
            assert line.replace("%x", "%x" % EIGHT_GIB[booted.arch]) in lines


def test_no_sriov_elsewhere(booted):
    for function in listing.functions(booted.run("gpus -a").output).values():
        has_line = any(line.startswith("    SR-IOV: ") for line in function.lines)
        assert has_line == any("(0010)" in line for line in function.lines)
