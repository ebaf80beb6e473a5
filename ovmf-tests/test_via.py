# test_via.py - ways to configuration space: each lists the same, and a table that lies is caught.
# SPDX-License-Identifier: BSD-2-Clause

import json
import re

import pytest

import listing
from arch import MAIN
from machine import BUILD, Machine, applications
from replay import Domain, Replay, dump_functions

WAYS = {"ecam": "ECAM", "rootbridge": "RootBridgeIo", "pciio": "PciIo", "cf8": "CF8"}
DEFAULT = ["gpus", "-a"]
LISTINGS = {way: ["gpus", "-a", "--via", way] for way in WAYS}
DUMPS = {way: ["lspci", "-n", "-xxx", "--via", way] for way in WAYS}
CHECK = ["gpus", "--cross-check"]
CHECKS = {way: ["lspci", "--cross-check", "--via", way] for way in WAYS}
SIZES = ["lspci", "--json", "--size-bars", "--via", "cf8"]
COMMANDS = [DEFAULT, CHECK, *LISTINGS.values(), *DUMPS.values(), *CHECKS.values(), SIZES]

PORTS = """
    -device pcie-root-port,id=rp0,bus=pcie.0,chassis=1,slot=1,addr=2
    -device pcie-root-port,id=rp1,bus=pcie.0,chassis=1,slot=2,addr=3
    -device pcie-root-port,id=rp2,bus=pcie.0,chassis=1,slot=3,addr=4
    -device bochs-display,bus=rp0
    -device virtio-gpu-pci,bus=rp1,aer=on
    -device nvme,bus=rp2,serial=0
""".split()
PC = """
    -machine pc -device secondary-vga -device pci-bridge,chassis_nr=1,id=br
    -device virtio-net-pci,romfile=,bus=br,addr=3
""".split()
# No ports on virt, and none of its machines has PCI without an MCFG but with ACPI tables.
MACHINES = {
    "q35": ("x86_64", PORTS, ["ecam", "rootbridge", "pciio", "cf8"]),
    "pc": ("x86_64", PC, ["rootbridge", "pciio", "cf8"]),
    "virt": ("aarch64", PORTS, ["ecam", "rootbridge", "pciio"]),
}
REFUSALS = {"ecam": "gpus: no MCFG table: this machine describes no ECAM\n",
            "cf8": "gpus: no CF8 on this machine\n"}
# What CF8 and CFC do not reach.
EXTENDED = re.compile(r"    (Config space: .*|Capabilities: \[\w+ v\d+\] .*)\n")


@pytest.fixture(scope="module", params=MACHINES)
def booted(request):
    arch, args, ways = MACHINES[request.param]
    with Machine(COMMANDS, qemu_args=args, timeout=240, arch=arch,
                 log=BUILD / "ovmf-tests" / ("via-%s.log" % request.param)) as machine:
        machine.ways = ways
        yield machine


def split(output):
    """The lines about the way, and the functions."""
    lines = output.splitlines(keepends=True)
    about = [line for line in lines if re.match(r"(%s): " % "|".join(WAYS.values()), line)]
    return about, "".join(line for line in lines if line not in about)


@pytest.mark.parametrize("way", WAYS)
def test_same_listing(booted, way):
    """A way that is there lists QEMU's functions, as the usual one does; another is refused."""
    result = booted.run_traced(LISTINGS[way])
    assert not result.writes
    if way not in booted.ways:
        assert (result.status, result.output) == (3, REFUSALS[way])
        return
    about, text = split(result.output)
    expected = split(booted.run(DEFAULT).output)[1]
    assert result.status == 0 and result.reads
    assert about and all(line.startswith(WAYS[way] + ": segment 0000, buses ") for line in about)
    if way == "cf8":
        text, expected = EXTENDED.sub("", text), EXTENDED.sub("", expected)
    assert text == expected
    assert set(listing.functions(result.output)) == set(listing.true_functions(booted.query_pci()))


def test_same_bytes(booted):
    """The first 256 bytes of every function are the same by each way."""
    dumps = {way: booted.run(DUMPS[way]).output for way in booted.ways}
    assert dumps[booted.ways[0]].count("\nf0: ") == len(booted.query_pci())
    assert set(dumps.values()) == {dumps[booted.ways[0]]}


def test_cross_check(booted):
    """Each way is compared with each other one; nothing differs, and no device is written to."""
    functions = len(booted.query_pci())
    for used, command in [(booted.ways[0], CHECK)] + [(way, CHECKS[way]) for way in booted.ways]:
        result = booted.run_traced(command)
        about, text = split(result.output)
        assert about[0].startswith(WAYS[used] + ": ")
        assert text == "".join("0 differences in %d functions by %s\n" % (functions, WAYS[way])
                               for way in booted.ways if way != used)
        assert result.status == 0
        assert result.reads and not result.writes


@pytest.mark.parametrize("booted", ["q35"], indirect=True)
def test_sizes(booted):
    """BARs are measured through the ports, too: writes go where reads come from."""
    found = {f["address"]: f for f in json.loads(booted.run(SIZES).output)["functions"]}
    for device in booted.query_pci():
        got = found["0000:%02x:%02x.%x" % (device["bus"], device["slot"], device["function"])]
        assert "not_measured" in got or listing.sizes_agree(got, device)
    assert sum("not_measured" not in f for f in found.values()) > len(found) // 2


def lie(dump):
    """What a machine's own functions would be with a GPU that is none, and two wrong registers."""
    functions = {address[1]: bytearray(data) for address, data in dump_functions(dump) if address}
    functions[0, 0, 0][0x2c] ^= 0x0f
    functions[0, 1, 0][0x40] ^= 0x80
    del functions[0, 2, 0]
    functions[0, 0x1e, 0] = bytearray(64)
    functions[0, 0x1e, 0][:12] = bytes.fromhex("de1030230000 0000a1000203")
    return functions


# Machines to lie about: what they have, by which way it is seen, and which others there are.
TWO = ["-device", "e1000,romfile=,addr=1", "-device", "secondary-vga,addr=2"]
LIES = {"x86_64": (PC, "cf8", ("RootBridgeIo", "PciIo", "CF8")),
        "aarch64": (TWO, "rootbridge", ("RootBridgeIo", "PciIo"))}


def test_lying_table(arch):
    """An MCFG table that leads to other registers: gpus believes it, --cross-check does not."""
    args, way, others = LIES[arch]
    log = str(BUILD / "ovmf-tests" / ("via-%%s-%s.log" % arch))
    with Machine([DUMPS[way]], qemu_args=args, timeout=240, arch=arch, log=log % "dump") as machine:
        dump = machine.run(DUMPS[way]).output.encode()
    with Replay([Domain("lie", 0, lie(dump))], 0, arch=arch, alone=arch != MAIN) as replay:
        default, check = map(replay.command, (DEFAULT, CHECK))
        files = {**applications(["gpus"], arch), **replay.files}
        with Machine([default, check], files, args + replay.qemu_args, timeout=240, arch=arch,
                     log=log % "lie") as machine:
            believed = machine.run(default)
            result = machine.run_traced(check)
            functions = len(machine.query_pci())
        replay.check()
    assert believed.status == 0
    assert "\n0000:00:1e.0 3D controller [0302]: 10de:2330 " in believed.output
    assert (result.status, result.writes) == (7, [])
    for way in others:
        assert re.findall(r"(.*\b%s\b.*)\n" % way, split(result.output)[1]) == [
            "0000:00:00.0 +2c: ECAM 11001afb, %s 11001af4" % way,
            "0000:00:01.0 +40: ECAM 00000080, %s 00000000" % way,
            "0000:00:1e.0: seen by ECAM, not by %s" % way,
            "0000:00:02.0: seen by %s, not by ECAM" % way,
            "4 differences in %d functions by %s" % (functions + 1, way)]
