# test_dump.py - what is taken for a dump: layouts as people have them, and what lspci makes of them.
# SPDX-License-Identifier: BSD-2-Clause

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from cli import NOTFOUND, OK, config, real_dumps, run, text

IDS = Path("/usr/share/misc/pci.ids")
LSPCI = shutil.which("lspci", path="/usr/bin:/usr/sbin:/bin:/sbin")
needs_lspci = pytest.mark.skipif(not LSPCI or not IDS.is_file(), reason="no lspci, or no pci.ids")

PORT = """\
00:02.0 PCI bridge: Red Hat, Inc. QEMU PCIe Root port
00: 36 1b 0c 00 07 00 10 00 00 00 04 06 00 00 01 00
10: 00 90 20 c1 00 00 00 00 00 01 01 00 60 60 00 00
20: 00 c1 10 c1 01 00 f1 1f e0 00 00 00 e0 00 00 00
30: 00 00 00 00 54 00 00 00 00 00 00 00 0b 01 00 00
"""
XXD = """\
00000000: 361b 0c00 0700 1000 0000 0406 0000 0100  6...............
00000010: 0090 20c1 0000 0000 0001 0100 6060 0000  .. .........``..
00000020: 00c1 10c1 0100 f11f e000 0000 e000 0000  ................
00000030: 0000 0000 5400 0000 0000 0000 0b01 0000  ....T...........
"""
XXD_G1 = """\
00000000: 36 1b 0c 00 07 00 10 00 00 00 04 06 00 00 01 00  6...............
00000010: 00 90 20 c1 00 00 00 00 00 01 01 00 60 60 00 00  .. .........``..
00000020: 00 c1 10 c1 01 00 f1 1f e0 00 00 00 e0 00 00 00  ................
00000030: 00 00 00 00 54 00 00 00 00 00 00 00 0b 01 00 00  ....T...........
"""
XXD_OLD_8_COLUMNS = """\
0000000: 361b 0c00 0700 1000  6.......
0000008: 0000 0406 0000 0100  ........
0000010: 0090 20c1 0000 0000  .. .....
0000018: 0001 0100 6060 0000  ....``..
0000020: 00c1 10c1 0100 f11f  ........
0000028: e000 0000 e000 0000  ........
0000030: 0000 0000 5400 0000  ....T...
0000038: 0000 0000 0b01 0000  ........
"""
HEXDUMP = """\
00000000  36 1b 0c 00 07 00 10 00  00 00 04 06 00 00 01 00  |6...............|
00000010  00 90 20 c1 00 00 00 00  00 01 01 00 60 60 00 00  |.. .........``..|
00000020  00 c1 10 c1 01 00 f1 1f  e0 00 00 00 e0 00 00 00  |................|
00000030  00 00 00 00 54 00 00 00  00 00 00 00 0b 01 00 00  |....T...........|
00000040
"""
SHELL = """\
  PCI Segment 00 Bus 00 Device 02 Func 00 [EFI 0000020000]
  00000000: 36 1B 0C 00 07 00 10 00-00 00 04 06 00 00 01 00  *6...............*
  00000010: 00 90 20 C1 00 00 00 00-00 01 01 00 60 60 00 00  *.. .........``..*
  00000020: 00 C1 10 C1 01 00 F1 1F-E0 00 00 00 E0 00 00 00  *................*
  00000030: 00 00 00 00 54 00 00 00-00 00 00 00 0B 01 00 00  *....T...........*

"""
SHELL_TEXT = """\
  Vendor ID(0): 1B36               Device ID(2): 000C

  Command(4): 0007
    (00)I/O space access enabled:       1  (01)Memory space access enabled:    1
  Status(6): 0010
    (04)New Capabilities linked list:   1  (05)66MHz Capable:                  0
"""


def functions(contents, *words):
    """What gpus lists, with all registers, and what it said before that."""
    data = contents if isinstance(contents, bytes) else contents.encode()
    document = json.loads(run("gpus", "-a", "-v", "--json", *words, "-F", "-", stdin=data)[0])
    assert document["status"] == OK
    return document["functions"], document["notes"][:-1]


def quoted(contents, mark):
    return "".join(mark + line for line in contents.splitlines(keepends=True))


def as_path(contents):
    return contents.replace("00:02.0 ", "00:01.0/00:02.0 ")


@pytest.mark.parametrize("contents", [
    "00:02.0\n" + XXD, "0000:00:02.0:\n" + XXD_G1, "00:02.0\n" + XXD_OLD_8_COLUMNS,
    "/sys/bus/pci/devices/0000:00:02.0/config\n" + XXD,
    "/sys/devices/pci0000:00/0000:00:01.0/0000:00:02.0:\n" + HEXDUMP,
    "00:02.0 x\n" + HEXDUMP, "00:02.0 x\n" + HEXDUMP.upper(), as_path(PORT),
    SHELL.replace("\n", "\r\n"), (SHELL + SHELL_TEXT).replace("\n", "\r\n"),
    ("\ufeff" + SHELL + SHELL_TEXT).replace("\n", "\r\n").encode("utf-16le"),
    ("\ufeff" + PORT).encode("utf-16be"), ("\ufeff" + PORT).encode(),
    PORT.replace("20:", "a note\n\n20:"), PORT.replace("20: ", "00000020: "),
    PORT.replace("00\n", "00  |text 00 11|\n"), PORT.replace("\n", "\ttext\n")],
    ids=["xxd", "xxd -g1", "xxd -c 8", "sysfs", "sysfs, hexdump -C", "hexdump -C",
         "hexdump -C, capitals", "lspci -PP", "UEFI shell", "UEFI shell -i",
         "UEFI shell, UTF-16", "UTF-16, the other order", "UTF-8 with a mark", "text between",
         "an offset of 8 digits", "a column of text", "a column behind a tab"])
def test_layout(contents):
    """The same function in each, and nothing that is said about it."""
    assert functions(contents) == (functions(PORT)[0], [])
    [port] = functions(PORT)[0]
    assert port["address"] == "0000:00:02.0"


@pytest.mark.parametrize("contents", [
    text(end="\r\n"), text().rstrip("\n"), text("0000:01:00.0"), text("00000000:01:00.0"),
    text().upper(), text().replace("\n", " \t\n"), "Hello,\n\n" + text() + "-- \nA signature\n",
    text().replace("\n", "\n\n"), "\ufeff\n" + text(), text().replace("Device", 4000 * "x"),
    text() + 5000 * "0: 00 ", text() + "\0\n", quoted(text(), "> "), quoted(text(), ">> > "),
    quoted(text(), "    "), quoted(text(), "\t"), quoted(text(), "\u00a0 "),
    quoted(text(), 3000 * " "), text().replace("\n", 3000 * " " + "x\n"), "\xff" + text()],
    ids=["CRLF", "no last line end", "domain", "domain of 32 bits", "capitals", "blanks at ends",
         "a mail", "empty lines", "garbage", "a long line", "a long last line", "a NUL", "quoted",
         "quoted twice", "indented", "tabs", "blanks of HTML", "far right", "long lines",
         "a character before"])
def test_same_whole(contents):
    """Whatever is around it or at its lines' ends, the function is the same."""
    assert functions(contents) == (functions(text())[0], [])


def test_line_order():
    """Offsets say where bytes belong."""
    head, *lines = text().rstrip("\n").split("\n")
    assert functions("\n".join([head, *reversed(lines)])) == functions(text())


REPEAT = """\
00:02.0
00000000  de 10 30 23 00 00 10 00  00 00 02 03 00 00 00 00  |..0#............|
00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
*
00000030  00 00 00 00 60 00 00 00  00 00 00 00 00 00 00 00  |....`...........|
00000040  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
*
00000100
"""


def test_repeats():
    """hexdump writes a line once, then a star."""
    data = bytearray(256)
    data[0:12] = bytes.fromhex("de10302300001000000002 03")
    data[0x34] = 0x60
    assert functions(REPEAT) == functions(text("00:02.0", bytes(data)))
    [function], notes = functions(REPEAT.replace("00000100\n", ""))
    assert notes == ["line 7: a repeat without an end, left out"]
    assert functions(REPEAT.replace("00000100\n", "00002000\n"))[0] == [function]
    assert functions(REPEAT.replace("*\n00000030", "note\n*\n00000030"))[1] == [
        "line 1: bytes behind a gap in the header, left out"]


def test_raw_configuration_space():
    """A file of sysfs, and nothing that says whose: one function's bytes, or nobody's."""
    expected = functions(text("00:00.0", config(64)))[0]
    raw = "".join(text(data=config(64)).splitlines(keepends=True)[1:])
    assert functions(raw) == (
        expected, ["line 1: bytes without an address, taken for 0000:00:00.0"])
    assert functions("\n" + raw)[1][0].startswith("line 2: ")
    for size in (256, 4096):
        lines = text(data=config(size)).split("\n")[1:]
        assert len(functions("\n".join(lines))[0]) == 1
    for contents in (raw + raw, raw + PORT, raw[:40], raw.rstrip("\n ")[:-3],
                     "\n".join(text(data=config(128)).split("\n")[1:])):
        output = run("gpus", "-a", "-F", "-", stdin=contents.encode())[0]
        assert output.count("line 1: bytes of no function, left out\n") == 1


@pytest.mark.parametrize("line, what", [
    ("40:" + 17 * " 00", "more than 16 bytes"), ("40: 10 00 text", "text among the bytes"),
    ("40: 10 00-00", "text among the bytes"), ("40: 10 000", "text among the bytes"),
    ("44:" + 16 * " 00", "offset out of place"), ("1000:" + 16 * " 00", "offset out of place"),
    ("80000000:" + 16 * " 00", "offset out of place"),
    ("ffffffff:" + 16 * " 00", "offset out of place"),
    ("40:" + 16 * " 00", "not the bytes that were there before"),
    ("00000040: 233010de 00000000 00000000 00000000  ..0#............",
     "groups whose byte order it does not say"),
    ("0000040 10de 2330 0000 0000 0000 0000 0000 0000",
     "neither the layout of hexdump -C nor of xxd"),
    ("0000100 de 10 30 23 00 00 00 00 00 00 00 00 00 00 00 00",
     "neither the layout of hexdump -C nor of xxd"),
    ("01:20.0 no such device", "no address of a function"),
    ("01:00.8 no such function", "no address of a function"),
    ("00:01.0/00.0 PCI bridge", "a path that does not name the bus"),
    ("0000:00:01.0/00.1", "a path that does not name the bus")])
def test_line_that_cannot_be_taken(line, what):
    """It is named and left out, and what is good is listed."""
    found, notes = functions(text() + line + "\n" + text("03:00.0"))
    assert [f["address"] for f in found] == ["0000:01:00.0", "0000:03:00.0"]
    assert notes == ["line %d: %s, left out" % (text().count("\n") + 1, what)]


def test_bytes_of_a_refused_function():
    """They do not count for the one before."""
    found, notes = functions(text(data=config(64)) + "01:20.0 x\n40:" + 16 * " 11" + "\n")
    assert found == functions(text(data=config(64)))[0] and len(notes) == 1


def test_bytes_of_no_function():
    output, status = run("gpus", "-F", "-", stdin=b"00:" + 16 * b" 00" + b"\n")
    assert status == NOTFOUND
    assert output.startswith("line 1: bytes of no function, left out\n")


@pytest.mark.parametrize("size", [1, 4, 63, 65, 100, 128, 200, 257, 4095])
def test_any_size(size):
    """A line that was cut counts as far as it goes."""
    output, status = run("gpus", "-a", "-F", "-", stdin=text(data=config(size)).encode())
    assert status == OK and "functions: 1\n" in output
    assert ("the dump has %d bytes\n" % size in output) == (size < 4096)


def test_gap():
    """What is behind a gap is kept, unless the header is not whole."""
    lines = text().split("\n")
    del lines[1 + 9:1 + 12]
    [function], notes = functions("\n".join(lines))
    assert notes == ["line 1: no bytes from 90 to bf of this function"]
    assert function["config_size"] is None
    assert [c["offset"] for c in function["capabilities"]] == ["0x40", "0x100"]
    lines = text().split("\n")
    del lines[1 + 3]
    [function], notes = functions("\n".join(lines))
    assert notes == ["line 1: bytes behind a gap in the header, left out"]
    assert function["capabilities"] == []


def test_equal_addresses():
    """All are listed, in the order of the dump, each with its own bytes."""
    contents = "".join(text("01:00.0", config(device=device)) for device in (3, 1, 2))
    found, notes = functions(text("02:00.0") + contents)
    assert [(f["address"], f.get("copy"), f["device"]) for f in found] == [
        ("0000:01:00.0", None, "0x0003"), ("0000:01:00.0", 1, "0x0001"),
        ("0000:01:00.0", 2, "0x0002"), ("0000:02:00.0", None, "0x2330")]
    assert all(f["capabilities"] and f["status"] == "ok" for f in found) and not notes
    assert [f["device"] for f in functions(contents, "-s", "1:0.0")[0]] == [
        "0x0003", "0x0001", "0x0002"]


def test_all_ones():
    """A function that was gone is said to be gone; that is what the dump is read for."""
    contents = text() + text("02:00.0", b"\xff" * 64)
    output, status = run("gpus", "-F", "-", stdin=contents.encode())
    assert status == OK and "0000:01:00.0 3D controller [0302]: 10de:2330" in output
    assert output.count("    incomplete: the device is gone\n") == 1
    assert [f["status"] for f in functions(contents)[0]] == ["ok", "the device is gone"]
    assert run("gpus", "-s", "2:0.0", "-F", "-", stdin=contents.encode())[1] == OK


def test_no_bytes():
    """An address alone, as in a list before the dump: it is listed, as lspci does it."""
    contents = "01:00.0 3D controller: NVIDIA\n" + text()
    output, status = run("gpus", "-a", "-F", "-", stdin=contents.encode())
    assert status == OK and output.count("    incomplete: not found\n") == 1
    assert output.startswith("Dump: -, functions: 2\n0000:01:00.0 ")
    [function] = json.loads(run("gpus", "--json", "-F", "-", stdin=contents.encode())[0])["functions"]
    assert function["device"] == "0x2330"
    found, notes = functions(text() + "02:00.0\n10:" + 16 * " 00")
    assert notes == ["line 259: bytes behind a gap in the header, left out"]
    assert [f["status"] for f in found] == ["ok", "not found"]


def test_virtual_function():
    """Its IDs are all ones, and it is there."""
    data = bytearray(config(256))
    data[:4] = b"\xff\xff\xff\xff"
    data[0x10:0x28] = b"\xff" * 24
    [function], notes = functions(text(data=bytes(data)))
    assert function["status"] == "ok" and function["capabilities"] and not notes


def test_domains_beyond_firmwares():
    """Linux's VMD gives its functions a domain from 10000 on."""
    contents = text("10000:e1:00.0") + text("0000:e1:00.0", config(device=1)) + text(
        "ffffffff:e1:00.0", config(device=2))
    assert [(f["address"], f["device"], f["path"]) for f in functions(contents)[0]] == [
        ("0000:e1:00.0", "0x0001", ["0000:e1:00.0"]),
        ("10000:e1:00.0", "0x2330", ["10000:e1:00.0"]),
        ("ffffffff:e1:00.0", "0x0002", ["ffffffff:e1:00.0"])]
    for address, device in (("10000:e1:00.0", "0x2330"), ("ffffffff:e1:0.0", "0x0002")):
        assert [f["device"] for f in functions(contents, "-s", address)[0]] == [device]
    output = run("gpus", "-F", "-", stdin=contents.encode())[0]
    assert "\n10000:e1:00.0 3D controller" in output


def check_beside_lspci(path):
    """Our lspci prints what Debian's does, byte for byte."""
    for words in (["-n"], ["-n", "-D"]):
        done = subprocess.run([LSPCI, "-O", "hwdb.disable=1", "-i", IDS, *words, "-F", path],
                              text=True, capture_output=True, check=True)
        assert done.stdout and run("lspci", *words, "-F", path) == (done.stdout, OK)


@needs_lspci
@pytest.mark.parametrize("path", real_dumps())
def test_real_dump_beside_lspci(path):
    check_beside_lspci(path)


@needs_lspci
@pytest.mark.parametrize("contents", [
    text("02:00.0") + "".join(text("01:00.0", config(device=n)) for n in (5, 1, 9, 9, 2)),
    text() + text("02:00.0", b"\xff" * 64) + text("00:1f.0", b"\xff" * 4096),
    text("10000:e1:00.0") + text("0001:e1:00.0") + text("0000:e1:00.0"),
    text("0001:00:00.0", config(16)) + text("00:00.0", config(12)), text(end="\r\n"),
    text().upper().replace("3D", "x"), "01:00.0 x\n" + text("02:00.0") + "02:00.0 x\n"],
    ids=["equal addresses", "all ones", "domains", "cut", "CRLF", "capitals", "no bytes"])
def test_dump_beside_lspci(tmp_path, contents):
    path = tmp_path / "dump"
    path.write_text(contents, newline="")
    check_beside_lspci(path)
