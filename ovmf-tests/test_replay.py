# test_replay.py - replay: an image of configuration space becomes a segment of the machine.
# SPDX-License-Identifier: BSD-2-Clause

import struct

import pytest

import listing
from machine import BUILD, Machine, applications
from replay import mcfg

BUS = 1 << 20
FUNCTION = 4096

RUN = ["replay", "1:0@low.bin", "fffe:40-41@high.bin", "gpus.efi", "-a", "--all-buses"]
STATUS = ["replay", "1:0@low.bin", "gpus.efi", "-s", "two words"]
PLAIN = ["gpus", "-a"]
NO_FILE = ["replay", "1:0@none.bin", "gpus.efi"]
TOO_LARGE = ["replay", "1:0@high.bin", "gpus.efi"]
NO_APP = ["replay", "1:0@low.bin", "none.efi"]
ALONE = ["replay", "--alone", "gpus.efi", "-a"]
TABLE = ["replay", "@table.bin", "gpus.efi"]
NO_MEMORY = ["replay", "d0000000+1000", "@table.bin", "gpus.efi"]  # nowhere is RAM there
USAGE = ["replay", "gpus.efi"]


def function(vendor, device, klass):
    """Configuration space of a function that has a header and nothing else."""
    header = struct.pack("<HHHHBBBB", vendor, device, 0, 0, 0, klass & 0xff, klass >> 8 & 0xff,
                         klass >> 16)
    return header.ljust(FUNCTION, b"\0")


@pytest.fixture(scope="module")
def booted(arch, tmp_path_factory):
    """The low image ends with its one function; the high one has one on its second bus."""
    images = tmp_path_factory.mktemp("images")
    (images / "low.bin").write_bytes(function(0x10de, 0x2330, 0x030200))
    high = bytearray(b"\xff" * BUS) + function(0x1002, 0x73bf, 0x030000)
    (images / "high.bin").write_bytes(high)
    files = {name: images / name for name in ("low.bin", "high.bin")}
    (images / "table.bin").write_bytes(mcfg([(0, 5, 1, 2)])[:-1])
    files.update(applications(["gpus"], arch))
    files["table.bin"] = images / "table.bin"
    commands = [RUN, STATUS, ALONE, TABLE, NO_MEMORY, PLAIN, NO_FILE, TOO_LARGE, NO_APP, USAGE]
    with Machine(commands, files, timeout=120, arch=arch,
                 log=BUILD / "ovmf-tests" / ("replay-%s.log" % arch)) as machine:
        yield machine


def test_segments(booted):
    """The images' functions are listed beside those of the machine, which stay."""
    result = booted.run(RUN)
    assert result.status == 0
    found = listing.functions(result.output)
    ids = {address: (f.vendor, f.device, f.klass) for address, f in found.items()
           if not address.startswith("0000:")}
    assert ids == {"0001:00:00.0": (0x10de, 0x2330, 0x0302),
                   "fffe:41:00.0": (0x1002, 0x73bf, 0x0300)}
    assert any(address.startswith("0000:") for address in found)


def test_arguments_and_status(booted):
    """The application gets its arguments as they are, and its status comes back."""
    result = booted.run(STATUS)
    assert result.status == 2
    assert "two words" in result.output


def test_alone(booted):
    """The machine's own table is not there then."""
    said = booted.run(ALONE).output
    assert "ECAM: " not in said
    assert said.startswith("RootBridgeIo: segment 0000, buses 00-00 (no MCFG)\n")


def test_table_of_a_file(booted):
    """As it is, up to its last byte, which is missing."""
    said = booted.run(TABLE).output
    assert "MCFG: ends within an entry, using the whole ones\n" in said


def test_no_memory(booted):
    result = booted.run(NO_MEMORY)
    assert (result.output, result.status) == ("replay: no memory, or it is in use\n", 9)


def test_removed(booted):
    """Afterwards the machine is what it was."""
    booted.run(ALONE)
    output = booted.run(PLAIN).output
    assert output.count("ECAM: ") == 1
    assert "0001:" not in output


@pytest.mark.parametrize("command, status, text", [
    (NO_FILE, 0xe, "replay: none.bin: no such file"), (TOO_LARGE, 2, "replay: high.bin: is larger"),
    (NO_APP, 0xe, "replay: none.efi: cannot be loaded"), (USAGE, 2, "Usage: replay ")])
def test_refuses(booted, command, status, text):
    result = booted.run(command)
    assert result.status == status
    assert text in result.output
