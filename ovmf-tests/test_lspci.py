# test_lspci.py - lspci against QEMU's own word: what it lists, and what it writes.
# SPDX-License-Identifier: BSD-2-Clause

import json
import re

import pytest

import listing
import snapshot
import topologies
from arch import ARCHS
from cases import cases

READERS = ["lspci -n", "lspci -v", "lspci -vvv", "lspci --json"]
SIZES = "lspci --json --size-bars"
AFTER = "lspci -vvv -n"
LINE = re.compile(r"([0-9a-f:.]+) ([0-9a-f]{4}): ([0-9a-f]{4}):([0-9a-f]{4})(?: \(rev [0-9a-f]{2}\))?")


@pytest.fixture(scope="module", params=cases(topologies.TOPOLOGIES, ["root-ports", "sriov"],
                                             topologies.ON_Q35_ONLY))
def booted(request, boot_machine):
    """One boot of each topology, switched off when the next one is due."""
    arch, name = request.param
    booted = boot_machine("lspci-" + name, READERS + [SIZES, AFTER], topologies.arguments(name),
                          arch)
    booted.console = ARCHS[arch].enables  # AAVMF has a driver of virtio-gpu alone
    booted.machine.switch_on()
    booted.before = snapshot.save(booted.machine)
    booted.devices = booted.query_pci()
    booted.truth = {address: true for address, true
                    in listing.true_functions(booted.devices).items() if true.vendor}
    yield booted
    booted.machine.close()


def run_json(booted, line):
    result = booted.run(line)
    document = json.loads(result.output)
    assert result.status == document["status"] == 0
    return {f["address"]: f for f in document["functions"]}


def test_lines(booted):
    """Without -v a line a function, as lspci -n prints it, and notes only about what is odd."""
    result = booted.run("lspci -n")
    assert result.status == 0
    lines = [line for line in result.output.splitlines()
             if not any(line.startswith(note + ": ") for note in listing.notes(result.output))]
    assert {"0000:" + m[1]: (int(m[3], 16), int(m[4], 16), int(m[2], 16))
            for m in map(LINE.fullmatch, lines)} == {
        address: (true.vendor, true.device, true.klass) for address, true in booted.truth.items()}


@pytest.mark.parametrize("line", ["lspci -v", "lspci -vvv"])
def test_functions(booted, line):
    """IDs, subsystems and regions are QEMU's."""
    result = booted.run(line)
    assert result.status == 0
    found = listing.functions(result.output)
    assert set(found) == set(booted.truth)
    for address, got in found.items():
        true = booted.truth[address]
        assert (got.vendor, got.device, got.klass) == (true.vendor, true.device, true.klass)
        assert true.subsystem in (None, got.subsystem), address
        assert (got.regions, got.rom) == (true.regions, true.rom), address


def test_json(booted):
    """The same facts as JSON, and every register of -vvv."""
    found = run_json(booted, "lspci --json")
    assert set(found) == set(booted.truth)
    for address, got in found.items():
        true = booted.truth[address]
        assert (int(got["vendor"], 16), int(got["device"], 16)) == (true.vendor, true.device)
        assert int(got["class"], 16) >> 8 == true.klass
        assert got["status"] == "ok" and "COMMAND" in got["header"]
        assert {r["slot"]: int(r["base"] or "0", 16) for r in got["regions"] if "slot" in r} == {
            slot: region.address for slot, region in true.regions.items()}
        assert all("registers" in cap for cap in got["capabilities"])


def test_buses(booted):
    """Bridges have the buses that QEMU says."""
    found = listing.functions(booted.run("lspci -v").output)
    for device in booted.devices:
        if "pci_bridge" in device:
            bus = device["pci_bridge"]["bus"]
            lines = found["0000:%02x:%02x.%x" % (device["bus"], device["slot"],
                                                 device["function"])].lines
            assert "    Bus: primary=%02x, secondary=%02x, subordinate=%02x, sec-latency=0" % (
                bus["number"], bus["secondary"], bus["subordinate"]) in lines


@pytest.mark.parametrize("line", READERS)
def test_reads_only(booted, line, record_property):
    """QEMU sees config reads while lspci runs and not one write."""
    result = booted.run(line)
    record_property("config_reads", len(result.reads))
    assert result.writes == []
    assert result.reads


@pytest.mark.parametrize("line", READERS)
def test_text(booted, line):
    """Lines fit a terminal and have nothing to hide."""
    output = booted.run(line).output
    assert output.endswith("\n")
    for text in output.splitlines():
        assert len(text) <= 79 and text == text.rstrip() and (text.isprintable() or not text)


def test_size_bars(booted):
    """Sizes that are measured are QEMU's, of the ROM too, and everything is put back."""
    before = booted.run("lspci -vvv").output
    found = run_json(booted, SIZES)
    written = {match[1] for match in (re.search(r" (\w\w:\w\w\.\w) @", line)
                                      for line in booted.run(SIZES).writes) if match}
    assert written
    for device in booted.devices:
        address = "%02x:%02x.%x" % (device["bus"], device["slot"], device["function"])
        got = found.get("0000:" + address)
        if got is None:
            continue
        if "not_measured" in got:
            assert address not in written
            continue
        assert listing.sizes_agree(got, device), address
    after = booted.run(AFTER).output
    assert [line for line in after.splitlines() if line.startswith(" ")] == [
        line for line in before.splitlines() if line.startswith(" ")]


def test_nothing_has_changed(booted):
    """What all of them leave, --size-bars too: each register has what it had before the first."""
    for line in READERS + [SIZES]:
        booted.run(line)
    assert snapshot.differences(booted.before, snapshot.save(booted.machine)) == []


def test_console_is_left_alone(booted):
    """The host bridge and the display that the firmware prints to are not measured."""
    found = run_json(booted, SIZES)
    assert "not_measured" in found["0000:00:00.0"]
    displays = [f for f in found.values() if f["class"].startswith("0x03")
                and (booted.console or f["vendor"] == "0x1af4")]
    assert any("not_measured" in f for f in displays) or not displays
