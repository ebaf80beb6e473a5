# test_mmio.py - mmio reads what QEMU reads, writes what it is told, and nothing stops the shell.
# SPDX-License-Identifier: BSD-2-Clause

import json
import re
import struct

import pytest

import snapshot
from arch import ARCHS, MAIN
from machine import BUILD, Machine

OK, USAGE, DEVICE, NOTFOUND, ABORTED = 0, 2, 7, 0xe, 0x15
BOCHS, EDU, VIRTIO, SHARED, AHCI, HOST = "0:3.0", "0:4.0", "0:5.0", "0:6.0", "0:1f.2", "0:0.0"
HIGH = 8 << 30  # bytes of the shared memory's BAR
FAR = (4 << 30) + 0x123450  # where in it there is something
DATA = bytes(range(0xa0, 0xc0))
CTRL_C = b"\x03"
OUTSIDE = "outside the region of %x bytes"
NOREAD = "not read: reading it has side effects (--force reads it)"
OFF = "decoding is off: --enable switches it on meanwhile"
XRES = 0x502

REFUSED = {
    BOCHS + " bar2+1000 1": ("bar2+1000: " + OUTSIDE % 0x1000, USAGE),
    BOCHS + " bar2+ffd": ("bar2+ffd: " + OUTSIDE % 0x1000, USAGE),
    BOCHS + " bar2+501 2": ("bar2+501: misaligned", USAGE),
    BOCHS + " bar2+ffffffffffffffff 1": ("bar2+ffffffffffffffff: " + OUTSIDE % 0x1000, USAGE),
    BOCHS + " bar2+500 2 ffffffffffffff": ("bar2+500: " + OUTSIDE % 0x1000, USAGE),
    BOCHS + " bar1": ("bar1: no address assigned", NOTFOUND),
    BOCHS + " config 8": ("config: access width not available here", USAGE),
    HOST + " bar0": ("bar0: no address assigned", NOTFOUND),
    SHARED + " bar3": ("bar3: not found", NOTFOUND),
    AHCI + " bar4 8": ("bar4: access width not available here", USAGE),
    VIRTIO + " config+94": ("config+94: " + NOREAD, USAGE),
    "7:0.0 bar0": ("7:0.0: no such function", NOTFOUND),
    "0:1f bar0": ("0:1f: 3 functions, name one", USAGE),
    BOCHS + " bar2+500 2 --write 10000": ("no number of that width: 10000 (-h shows the options)",
                                          USAGE),
}


def command(line):
    return ["mmio", *line.split()]


DISPI = command(BOCHS + " bar2+500 2")
LINES = command(BOCHS + " bar2+4f8 2 c")
JSON = command(BOCHS + " bar2+500 2 3 --json")
CONFIG = command(BOCHS + " config 2 8")
ID, LIVE = command(EDU + " bar0"), command(EDU + " bar0+4 --write 12345678")
BLIND = command(EDU + " bar0+4 --write 1 --no-read")
WRITE, READ = command(BOCHS + " bar2+%x 2 --write 320" % XRES), command(BOCHS + " bar2+502 2")
WIDTHS = {width: command(SHARED + " bar2+%x %x %x" % (FAR, width, len(DATA) // width))
          for width in (1, 2, 4, 8)}
PORTS = command(AHCI + " bar4 1 4")
SWITCH_OFF = command(EDU + " config+4 2 --write 0")
ENABLE = command(EDU + " bar0 4 --enable")
COMMAND = command(EDU + " config+4 2")
LONG = command(BOCHS + " bar0 4 400000")
ALIVE = "echo alive"


# What a q35 has at 1f; and a bridge, which gets the ports that AAVMF gives out first, from 0 on.
OTHERS = ["virtio-rng-pci,addr=1f.0,multifunction=on", "ich9-ahci,addr=1f.2,multifunction=on",
          "virtio-rng-pci,addr=1f.3,multifunction=on", "pcie-root-port,addr=7,slot=1,id=rp",
          "e1000,romfile=,bus=rp"]


@pytest.fixture(scope="module")
def booted(arch, tmp_path_factory):
    shared = tmp_path_factory.mktemp("mmio") / "shared"
    with open(shared, "wb") as memory:  # sparse
        memory.truncate(HIGH)
        memory.seek(FAR)
        memory.write(DATA)
    devices = ["bochs-display,addr=3", "edu,addr=4", "virtio-gpu-pci,addr=5",
               "ivshmem-plain,memdev=m,addr=6"]
    devices += [] if arch == MAIN else OTHERS
    args = ["-object", "memory-backend-file,id=m,share=on,mem-path=%s,size=%d" % (shared, HIGH)]
    for device in devices:
        args += ["-device", device]
    commands = [DISPI, LINES, JSON, CONFIG, ID, LIVE, BLIND, WRITE, READ, *WIDTHS.values(), PORTS,
                SWITCH_OFF, ENABLE, COMMAND, LONG, ALIVE, *map(command, REFUSED)]
    with Machine(commands, qemu_args=args, timeout=300, arch=arch,
                 log=BUILD / "ovmf-tests" / ("mmio-%s.log" % arch)) as machine:
        machine.switch_on()
        machine.devices = {"%x:%x.%x" % (d["bus"], d["slot"], d["function"]): d
                           for d in machine.query_pci()}
        yield machine


def bar(machine, function, number):
    region, = (r for r in machine.devices[function]["regions"] if r["bar"] == number)
    return region["address"]


def qemu_reads(machine, address, width, count=1, ports=False):
    """What QEMU's monitor reads there: values."""
    size = {1: "b", 2: "h", 4: "w", 8: "g"}[width]
    if ports and ARCHS[machine.arch].ports_at:
        address, ports = address + ARCHS[machine.arch].ports_at, False
    values = []
    for i in range(count):
        line = ("i /x%s 0x%x" if ports else "xp /1x%s 0x%x") % (size, address + i * width)
        said = machine.qmp.command("human-monitor-command", **{"command-line": line})
        values.append(int(re.search(r"0x([0-9a-f]+)\s*$", said)[1], 16))
    return values


def values(output):
    return [int(word, 16) for line in output.splitlines() for word in line.split()[1:]]


def test_read(booted):
    """One access of that width: the ID that a Bochs display has."""
    output, status, reads, writes = booted.run_traced(DISPI)
    assert (output, status) == ("bar2+500: 0xb0c5\n", OK)
    assert reads and not writes
    assert qemu_reads(booted, bar(booted, BOCHS, 2) + 0x500, 2) == [0xb0c5]


def test_lines(booted):
    """Registers one behind the other are QEMU's, sixteen bytes in a line."""
    output, status, _, writes = booted.run_traced(LINES)
    assert status == OK and not writes
    assert [line.partition(":")[0] for line in output.splitlines()] == ["bar2+000004f8", "bar2+00000508"]
    assert values(output) == qemu_reads(booted, bar(booted, BOCHS, 2) + 0x4f8, 2, 0xc)


def test_json(booted):
    result = booted.run(JSON)
    document = json.loads(result.output)
    function, = document["functions"]
    assert result.status == document["status"] == OK and function["address"] == "0000:00:03.0"
    assert [int(value, 16) for value in function["values"]] == qemu_reads(
        booted, bar(booted, BOCHS, 2) + 0x500, 2, 3)


def test_config(booted):
    """The IDs are QEMU's."""
    output, status, reads, writes = booted.run_traced(CONFIG)
    found = booted.devices[BOCHS]["id"]
    assert status == OK and reads and not writes
    assert values(output)[:2] == [found["vendor"], found["device"]]


@pytest.mark.parametrize("width", WIDTHS)
def test_far(booted, width):
    """Above 4 GiB, in a BAR above 4 GiB."""
    assert bar(booted, SHARED, 2) >= 1 << 32
    code = {1: "B", 2: "H", 4: "I", 8: "Q"}[width]
    result = booted.run_traced(WIDTHS[width])
    assert result.status == OK and not result.writes
    assert result.output.startswith("bar2+%x: " % FAR)
    assert values(result.output) == list(struct.unpack("<%d%s" % (len(DATA) // width, code), DATA))


def test_ports(booted):
    """A BAR of I/O is read by the processor's instructions for it."""
    output, status, _, writes = booted.run_traced(PORTS)
    assert status == OK and not writes
    assert values(output) == qemu_reads(booted, bar(booted, AHCI, 4), 1, 4, ports=True)


def test_write(booted):
    """Old and new value; the register has it then, and configuration space has no write."""
    before, = values(booted.run(READ).output)
    saved = snapshot.save(booted)
    output, status, _, writes = booted.run_traced(WRITE)
    changed = snapshot.differences(saved, snapshot.save(booted))
    lines = "mmio: 0:3.0 drives the console\n" * ARCHS[booted.arch].enables
    lines += "bar2+502: 0x%04x -> 0x0320\n" % before
    assert (output, status) == (lines, OK) and not writes and before != 0x320
    assert qemu_reads(booted, bar(booted, BOCHS, 2) + XRES, 2) == [0x320]
    assert "00:03.0 bar2+502: %02x -> 20" % (before & 0xff) in changed
    assert all(line.startswith("00:03.0 bar2+50") for line in changed)


def test_read_back_differs(booted):
    """A register that answers the complement of what was written says so."""
    assert booted.run(ID) == ("bar0+0: 0x010000ed\n", OK)
    old, = qemu_reads(booted, bar(booted, EDU, 0) + 4, 4)
    assert booted.run(LIVE) == ("bar0+4: 0x%08x -> 0x12345678\nbar0+4: reads back 0xedcba987\n"
                                % old, OK)
    assert booted.run(BLIND) == ("bar0+4: -> 0x00000001\n", OK)
    assert qemu_reads(booted, bar(booted, EDU, 0) + 4, 4) == [0xfffffffe]


@pytest.mark.parametrize("line", REFUSED)
def test_refused(booted, line):
    """One line says what is wrong, nothing is written, and the shell lives on."""
    text, expected = REFUSED[line]
    output, status, _, writes = booted.run_traced(command(line))
    assert (output, status) == ("mmio: %s\n" % text, expected) and not writes
    assert booted.run(ALIVE) == ("alive\n", OK)


def command_writes(result):
    """Values written to Command; that is all that is written."""
    found = [re.search(r"@0x([0-9a-f]+) <- 0x([0-9a-f]+)", line) for line in result.writes]
    assert all(int(match[1], 16) == 4 for match in found)
    return [int(match[2], 16) for match in found]


def test_interrupted(booted):
    """Ctrl-C ends it with a whole line."""
    output, status = booted.run(LONG, [(b"bar0+00001000", CTRL_C)])
    assert status == ABORTED and len(output) < 1 << 20
    *lines, last = output.splitlines()
    assert last == "mmio: interrupted, this is incomplete"
    assert all(len(line) == len("bar0+00000000:") + 4 * 9 for line in lines)


def test_enable(booted):
    """Decoding is on for as long as it takes, and Command is then what it was."""
    result = booted.run_traced(SWITCH_OFF)
    assert result.status == OK and command_writes(result) == [0]
    assert booted.run_traced(ID)[:2] == ("mmio: bar0: %s\n" % OFF, DEVICE)
    result = booted.run_traced(ENABLE)
    assert result[:2] == ("bar0+0: 0x010000ed\n", OK)
    assert command_writes(result) == [2, 0]
    assert booted.run(COMMAND) == ("config+4: 0x0000\n", OK)


ARM = {name: command("1:0.0 " + rest) for name, rest in {
    "command": "config+4 2", "read": "bar2+500 2", "enable": "bar2+500 2 --enable"}.items()}


def test_decoding_is_off():
    """AAVMF leaves the display's decoding off: that is said, and --enable helps."""
    args = ["-device", "pcie-root-port,id=rp,bus=pcie.0,chassis=1,slot=1,addr=2",
            "-device", "bochs-display,bus=rp"]
    with Machine(ARM.values(), qemu_args=args, timeout=300, arch="aarch64",
                 log=BUILD / "ovmf-tests" / "mmio-off.log") as machine:
        before = machine.run(ARM["command"])
        assert before.status == OK and not values(before.output)[0] & 2
        assert machine.run(ARM["read"]) == ("mmio: bar2+500: %s\n" % OFF, DEVICE)
        result = machine.run_traced(ARM["enable"])
        assert result[:2] == ("bar2+500: 0xb0c5\n", OK)
        old, = values(before.output)
        assert command_writes(result) == [old | 2, old]
        assert machine.run(ARM["command"]) == before
