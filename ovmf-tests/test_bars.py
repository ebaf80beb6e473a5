# test_bars.py - BARs as regions, in memory and ports, against what QEMU's devices saw.
# SPDX-License-Identifier: BSD-2-Clause

import re
from collections import Counter, namedtuple

import pytest

from arch import ARCHS
from machine import BUILD, Machine

COMMAND = ["selftest", "bars"]
SAFE = ["00000001", "00000002", "00004100"]  # what selftest knows, as the shell's mm has it
OFF = "mm %s0004 0 -w 2 -PCI -n" % SAFE[1]  # decoding, that AAVMF leaves off everywhere
ON = ["mm %s0004 3 -w 2 -PCI -n" % safe for safe in SAFE]  # or QEMU has no addresses
TESTDEV = 0x1b360005
# The bridge's ports come first: AAVMF gives out 0, which no BAR can tell from not assigned.
DEVICES = """
    -device bochs-display
    -device pci-testdev,membar=8G
    -device pcie-root-port,id=rp0,chassis=1,slot=1
    -device e1000,bus=rp0,romfile=
    -device pxb-pcie,bus_nr=64,id=pxb
    -device pcie-root-port,id=rp1,bus=pxb,chassis=2,slot=2
    -device pci-testdev,bus=rp1
"""
WINDOW = re.compile(r"window: 0000:(..)-(..): (ports|memory) (\w+)-(\w+) at (\w+)")
BAR = re.compile(r"0000:(..):(..)\.0: BAR (\d): (ports|memory) (\w+) at (\w+), (\d+) passed, 0 failed")
WRITE = re.compile(r"pci_cfg_write (\S+) (\S+) @0x(\w+) <- 0x(\w+)")
READ = re.compile(r"memory_region_ops_read .* addr 0x(\w+) value 0x\w+ size 1 name '(.*)'")

Window = namedtuple("Window", "buses kind base limit cpu")
Bar = namedtuple("Bar", "bus slot kind base cpu")
EVENTS = ("pci_cfg_write", "memory_region_ops_read")


def windows(output):
    return [Window(range(int(first, 16), int(last, 16) + 1), kind, int(base, 16), int(limit, 16),
                   int(cpu, 16)) for first, last, kind, base, limit, cpu in WINDOW.findall(output)]


def bars(output):
    return [Bar(int(bus, 16), int(slot), kind, int(base, 16), int(cpu, 16))
            for bus, _, slot, kind, base, cpu, _ in BAR.findall(output)]


def true_bars(functions):
    """QEMU's own: those that selftest knows."""
    safe = {0x12341111: [2], TESTDEV: [0, 1]}
    return {(f["bus"], r["bar"], "ports" if r["type"] == "io" else "memory", r["address"])
            for f in functions for r in f["regions"]
            if r["bar"] in safe.get(f["id"]["vendor"] << 16 | f["id"]["device"], [])}


@pytest.fixture(scope="module")
def ran(arch):
    """What selftest said, QEMU's functions, and what was traced meanwhile."""
    with Machine([COMMAND, OFF, *ON], qemu_args=DEVICES.split(), timeout=180, arch=arch,
                 log=BUILD / "ovmf-tests" / ("bars-%s.log" % arch)) as machine:
        assert machine.run(OFF).status == 0
        for name in EVENTS:
            machine.qmp.command("trace-event-set-state", name=name, enable=True)
        result = machine.run(COMMAND)
        for name in EVENTS:
            machine.qmp.command("trace-event-set-state", name=name, enable=False)
        trace = machine.trace_lines()
        assert not any(machine.run(on).status for on in ON)
        functions = machine.query_pci()
    print(result.output)
    return arch, result, functions, trace


def test_every_check_passes(ran):
    _, result, functions, _ = ran
    found = bars(result.output)
    assert {(bar.bus, bar.slot, bar.kind, bar.base) for bar in found} == true_bars(functions)
    assert len(found) == 5
    assert re.fullmatch(r"5 BARs, \d\d passed, 0 failed", result.output.splitlines()[-1])
    assert result.status == 0


def test_windows(ran):
    """Each root bridge passes its functions' BARs on, whoever they are, where the bus has them."""
    _, result, functions, _ = ran
    found = windows(result.output)
    assert len({window.buses for window in found}) == 2
    assert all(window.cpu == window.base for window in found)
    regions = [(f["bus"], r) for f in functions for r in f["regions"]
               if r["address"] not in (-1, 2**64 - 1)]
    assert len(regions) >= 6
    for bus, r in regions:
        kind = "ports" if r["type"] == "io" else "memory"
        assert [w for w in found if bus in w.buses and w.kind == kind and w.base <= r["address"]
                and r["address"] + r["size"] - 1 <= w.limit], (bus, r)


def test_the_device_was_read(ran):
    """Where QEMU has it: the ports of aarch64 are memory, which no firmware's list says.

    Each byte by each width; these devices see bytes. Behind an expander the trace has the bus's
    own address."""
    arch, result, _, trace = ran
    seen = {}
    for address, name in (m.groups() for m in map(READ.search, trace) if m):
        seen.setdefault(name, Counter())[int(address, 16)] += 1
    for bar in bars(result.output):
        if bar.kind == "ports":
            name, start, widths = "pci-testdev-portio", bar.base, 3
            start += ARCHS[arch].ports_at if bar.bus == 0 else 0
        else:
            name, start, widths = "edid" if bar.slot else "pci-testdev-mmio", bar.base, 4
        assert all(seen[name][at] >= widths for at in range(start, start + 256)), bar


def test_only_decoding_is_written(ran):
    """On, and off again, for each BAR of a function whose decoding is off."""
    _, result, _, trace = ran
    writes = [m.groups() for m in map(WRITE.search, trace) if m]
    for on, off in zip(writes[::2], writes[1::2]):
        assert on[:3] == off[:3] and on[2] == "4"
        bit = int(on[3], 16) ^ int(off[3], 16)
        assert bit in (1, 2) and int(on[3], 16) & bit
    assert len(writes) <= 2 * len(bars(result.output))
    assert [int(value, 16) & 3 for name, at, _, value in writes if at == "00:02.0"] == [2, 0, 1, 0]
