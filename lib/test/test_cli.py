# test_cli.py - gpus on a host: dumps of real machines, and dumps as bad as they come.
# SPDX-License-Identifier: BSD-2-Clause

import json
import struct

import pytest

from cli import COLUMNS, DUMPS, LOST, NOTFOUND, OK, USAGE, config, real_dumps, run, text, tool

LAPTOP = DUMPS / "linux-pci-2024-adl-ga104m-laptop.txt"
GPU = "0000:01:00.0 3D controller [0302]: 10de:2330"


def gpus(*words, stdin=None):
    return run("gpus", *words, stdin=stdin)


@pytest.fixture
def read(tmp_path):
    """A function that runs gpus on the text of a dump."""
    def run_on(contents, *words):
        dump = tmp_path / "dump"
        dump.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
        return gpus(*words, "-F", dump)
    return run_on


def test_cut_bar(read):
    """Of an address whose upper half is not in the dump nothing is made up."""
    data = bytearray(config(32))
    struct.pack_into("<III", data, 0x14, 0, 0, 0xfe000004)
    output, _ = read(text(data=bytes(data)))
    assert "    Region 3: Memory at fe000000 (64-bit, non-prefetchable)" \
           " [cut by the dump]\n" in output
    bars = json.loads(read(text(data=bytes(data)), "--json")[0])["functions"][0]["regions"]
    assert bars[-1]["cut"] is True and bars[-1]["base"] == "0xfe000000"


@pytest.mark.parametrize("path", real_dumps())
def test_real_dump(path):
    """Nothing is too long, nothing is no JSON, and both outputs have the same functions."""
    for words in (["-a"], ["-a", "-v"]):
        output, status = gpus(*words, "-F", path)
        document = tool(gpus(*words, "--json", "-F", path)[0])
        assert [line for line in output.splitlines()[1:] if len(line) > COLUMNS] == []
        assert status == document["status"] == OK
        assert [f["address"] for f in document["functions"]] == [
            line.split()[0] for line in output.splitlines()
            if line[:4].isalnum() and line[4:5] == ":" and "]: " in line]


@pytest.mark.skipif(not LAPTOP.is_file(), reason="no dumps in %s" % DUMPS)
def test_laptop():
    """What is known of this one: lspci's own decode is in the dump."""
    functions = json.loads(gpus("--json", "-F", LAPTOP)[0])["functions"]
    found = {(f["vendor"], f["device"]): f for f in functions}
    nvidia, intel = found["0x10de", "0x24a0"], found["0x8086", "0x46a6"]

    def extended(f):
        return [(int(c["offset"], 16), int(c["id"], 16), c["version"])
                for c in f["capabilities"] if c["extended"]]

    assert nvidia["address"] == "0000:01:00.0" and nvidia["config_size"] == 4096
    assert nvidia["path"] == ["0000:00:01.0", "0000:01:00.0"]
    assert nvidia["link"] == {"speed": "16GT/s", "width": 8, "max_speed": "16GT/s",
                              "max_width": 16}
    assert extended(nvidia) == [
        (0x100, 0x02, 1), (0x250, 0x18, 1), (0x258, 0x1e, 1), (0x128, 0x04, 1), (0x420, 0x01, 2),
        (0x600, 0x0b, 1), (0x900, 0x19, 1), (0xbb0, 0x15, 1), (0xc1c, 0x26, 1), (0xd00, 0x27, 1),
        (0xe00, 0x25, 1)]
    assert [r["base"] for r in nvidia["regions"]] == [
        "0x83000000", "0x6000000000", "0x6200000000", "0x4000", "0x84000000"]
    assert all(r["size"] is None for r in nvidia["regions"])
    assert intel["address"] == "0000:00:02.0" and intel["total_vfs"] == 7
    assert extended(intel) == [(0x100, 0x1b, 1), (0x200, 0x0f, 1), (0x300, 0x13, 1),
                               (0x320, 0x10, 1)]


def test_whole(read):
    output, status = read(text())
    assert status == OK and GPU in output
    assert "    Config space: 4096 bytes\n" in output
    assert "    Region 0: Memory at 4000000000 (64-bit, prefetchable)\n" in output
    assert "    Capabilities: [100 v1] Device Serial Number (0003)\n" in output


@pytest.mark.parametrize("first", [0x01, 0x1c])
def test_every_title_fits(read, first):
    """A line for each extended capability, with an offset and a version as wide as can be."""
    data = bytearray(config())
    for i in range(0x1c):
        at = 0x400 + i * 0x40
        struct.pack_into("<I", data, at, first + i | 15 << 16 | (at + 0x40) % 0xb00 << 20)
    struct.pack_into("<I", data, 0x100, 0x40010003)
    output = read(text(data=bytes(data)), "-v")[0]
    assert output.count(" v15] ") == 0x1c
    assert max(map(len, output.splitlines()[1:])) <= COLUMNS


@pytest.mark.parametrize("size", [64, 96, 256, 512])
def test_missing_bytes(read, size):
    """A dump that ends early leaves the size open; nothing is made up."""
    output, status = read(text(data=config(size)))
    assert status == OK and GPU in output
    assert "    Config space: size unknown, the dump has %d bytes\n" % size in output
    assert ("    Capabilities: [40] " in output) == (size > 64)
    assert ("    Capabilities: [100 v1] " in output) == (size > 256)
    document = tool(read(text(data=config(size)), "--json")[0])
    assert document["functions"][0]["config_size"] is None


def test_cut_header(read):
    """Registers of the header that the dump lacks are no values."""
    output, status = read(text(data=config(32)))
    assert status == OK and GPU in output
    assert "Subsystem" not in output and "ROM" not in output and "fffff" not in output


def test_many_bad_lines(read):
    """They do not bury what is good."""
    output, status = read(text() + 1000 * "44: 10\n")
    assert status == OK and output.count("left out\n") == 16
    assert "and 984 more notes\n" in output


@pytest.mark.parametrize("contents", [
    b"", b"\n", b"no dump\n", b"\0" * 4096, bytes(range(256)) * 64, b"01:00.0 no bytes\n",
    b"\xff" * 100000, b"01:00.0 x\n10:" + b" 00" * 16],
    ids=["empty", "a line end", "words", "zeroes", "all bytes", "a head", "one line", "no start"])
def test_nothing_in_it(read, contents):
    """One clear line."""
    output, status = read(contents)
    lines = [line for line in output.splitlines() if "left out" not in line]
    assert status == NOTFOUND and len(lines) == 1
    assert lines[0].startswith("gpus: ") and lines[0].endswith("/dump: no function in it")
    assert tool(read(contents, "--json")[0])["status"] == NOTFOUND


def test_no_gpu(read):
    output, status = read(text(data=config(klass=0x020000)))
    assert status == NOTFOUND
    assert output.endswith("\ngpus: no display controller and no accelerator found\n")


def test_no_file(tmp_path):
    missing = tmp_path / "nothere"
    output, status = gpus("-F", missing)
    assert status == NOTFOUND and output.count("\n") == 1 and output.endswith(": no such file\n")
    assert gpus("-F", tmp_path)[1] in (LOST, NOTFOUND)


def test_standard_input():
    output, status = gpus("-F", "-", stdin=text().encode())
    assert status == OK and GPU in output


@pytest.mark.parametrize("words", [["-F"], ["-s"], ["-vs"], ["-x"], ["--what"], ["-s", "xyz"], ["1", "2", "3", "4"]])
def test_usage(words):
    output, status = gpus(*words)
    assert status == USAGE and output.count("\n") == 1 and output.startswith("gpus: ")


def test_no_hardware():
    output, status = gpus()
    assert status == USAGE and "-F FILE" in output
