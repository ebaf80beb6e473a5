# test_lspci_forms.py - the forms of lspci that programs read, byte for byte those of Debian's lspci.
# SPDX-License-Identifier: BSD-2-Clause

import random
import re
import shutil
import struct
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest

from cli import DUMPS, LOST, NOTFOUND, OK, ROOT, real_dumps

PCI_IDS = Path("/usr/share/misc/pci.ids")
pytestmark = [
    pytest.mark.skipif(not shutil.which("lspci"), reason="no lspci"),
    pytest.mark.skipif(not PCI_IDS.is_file(), reason="no %s" % PCI_IDS),
]

FORMS = ["", "-n", "-nn", "-m", "-mm", "-vm", "-vmm", "-t", "-tn", "-tv", "-tnv", "-tnnv", "-P",
         "-PP", "-D", "-x", "-xxx", "-xxxx"]
TOGETHER = ["-nnvmm", "-mmx", "-vmmxxx", "-mmP", "-mmD", "-nDPP", "-nnP", "-tvvmmDPx", "-nxx", "-nnn"]
FILTERS = [["-s", ".0"], ["-s", "0:"], ["-d", "::0604"], ["-d", "8086:"], ["-s", "*:*:*.1"]]
NONE = "lspci: no such function\n"
# What is said where lspci leaves functions out, or ends by a signal.
NOT_SHOWN = re.compile(r"    not in the tree: \d+, whose bridges lead in a circle\n")


def ours(dump, ids, *words):
    """The output; a sanitizer's report is on standard error and fails."""
    done = subprocess.run([ROOT / "build" / "asan" / "lspci", "-i", ids, "-F", dump, *words],
                          capture_output=True)
    assert done.stderr == b"" and done.returncode in (OK, LOST, NOTFOUND)
    return done.stdout.decode()


def theirs(dump, ids, *words):
    """Debian's, or None where it ends by a signal."""
    done = subprocess.run(["lspci", "-O", "hwdb.disable=1", "-i", ids, "-F", dump, *words],
                          capture_output=True)
    return None if done.returncode < 0 else done.stdout.decode()


def compare(dump, ids, *words):
    """Whether lspci printed anything to compare with; what there is equals ours."""
    words = [word for word in words if word]
    wanted, got = theirs(dump, ids, *words), ours(dump, ids, *words)
    if wanted is None:
        return False
    if got == NONE:
        got = "-\n" if any(re.match("-[a-zA-Z]*t", word) for word in words) else ""
    assert NOT_SHOWN.sub("", got) == wanted, words
    return True


@pytest.fixture(scope="module")
def ids(tmp_path_factory):
    """The part of pci.ids that tells of what is in the dumps: the whole takes long to read."""
    vendors = set(re.findall(r"^00: (\w\w) (\w\w)", "".join(
        path.read_text(errors="replace") for path in DUMPS.glob("*.txt")), re.MULTILINE))
    wanted = {b + a for a, b in vendors} | {"8086", "10de", "1043", "1af4"}
    path = tmp_path_factory.mktemp("ids") / "pci.ids"
    keep, lines = False, []
    for line in PCI_IDS.read_text().splitlines(keepends=True):
        if line[0] not in "\t#\n":
            keep = line[:4] in wanted or line.startswith("C ")
        lines += [line] * keep
    path.write_text("".join(lines))
    return path


@pytest.mark.parametrize("path", real_dumps())
def test_dumps(path, ids):
    for form in FORMS + TOGETHER:
        assert compare(path, ids, form)


@pytest.mark.parametrize("path", real_dumps())
def test_filters(path, ids):
    for words in FILTERS:
        for form in ("-n", "-t", "-P", "-mm"):
            assert compare(path, ids, form, *words)


def lines(data):
    return "".join("%02x: %s\n" % (at, data[at:at + 16].hex(" ")) for at in range(0, len(data), 16))


@lru_cache
def known_boards():
    return [tuple(int(n, 16) for n in match) for match in re.findall(
        r"^\t\t([0-9a-f]{4}) ([0-9a-f]{4})  ", PCI_IDS.read_text(), re.MULTILINE)]


def numbers(rng):
    """Vendor and device; some are in pci.ids, in parts or not at all."""
    return rng.choice([rng.choice(known_boards()), rng.choice(known_boards()),
                       (0x8086, rng.randrange(1 << 16)), (0xffff, 0xffff), (0, rng.randrange(2))])


def function(rng, bus, buses):
    """Bytes of a function: an endpoint, or a bridge to where others are or not."""
    data = bytearray(4096)
    bridge = rng.random() < 0.5
    klass = rng.choice([0x0604, 0x0604, 0x0604, 0x0607, 0x0609] if bridge else [
        0x0200, 0x0300, 0x0101, 0x0c03, 0x0600, 0xff00, 0x1300, rng.randrange(1 << 16)])
    layout = rng.choice([1, 1, 1, 1, 2, 0] if bridge else [0, 0, 0, 0, 0, 0, 1, 2, 3])
    vendor, device = numbers(rng)
    struct.pack_into("<HH4xBBHxxB", data, 0, vendor, device, rng.choice([0, 0, 3]),
                     rng.choice([0, 0x80, 5]), klass, layout | rng.choice([0, 0x80]))
    struct.pack_into("<HH", data, {0: 0x2c, 2: 0x40}.get(layout, 0x84), *numbers(rng))
    if layout == 1:  # a capability with the subsystem
        data[6], data[0x34], data[0x80] = rng.choice([0, 0x10]), rng.choice([0x80, 0x80, 0x40]), 0x0d
    if layout in (1, 2):
        first = rng.choice([bus + 1, bus + 1, rng.randrange(buses + 1)])
        last = min(rng.choice([first, first, first + 1, rng.randrange(buses + 1), 255]), 255)
        data[0x18:0x1b] = rng.choice([bus, 0]), first, last
    sizes = [64, 64, 64, 128, 256, 256, 256, 272, 4096]
    if layout not in (1, 2):  # for lspci a bridge that has less is none
        sizes += [32, 48]
    return bytes(data[:rng.choice(sizes)])


def machine_text(rng, count):
    """A dump of up to that many functions, on few buses, so that bridges meet."""
    buses = rng.choice([2, 4, 8])
    segments = rng.choice([[0], [0], [0, 1], [1, 0xffff], [0, 0x10000]])
    addresses = sorted({(rng.choice(segments), rng.randrange(buses), rng.randrange(4),
                         rng.randrange(2)) for _ in range(count)})
    return "".join("%s%02x:%02x.%x x\n%s\n" % (
        "%04x:" % segment if segments != [0] else "", bus, dev, fn,
        lines(function(rng, bus, buses))) for segment, bus, dev, fn in addresses)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    """Machines that are not, 24 of them."""
    rng, folder = random.Random(7), tmp_path_factory.mktemp("made-up")
    paths = [folder / str(i) for i in range(24)]
    for i, path in enumerate(paths):
        path.write_text(machine_text(rng, 1 + i % 20))
    return paths


@pytest.mark.parametrize("form", ["", "-mm", "-vmm", "-tvnn"])
def test_names(form, tmp_path):
    """With all of pci.ids, many functions at once."""
    dump = tmp_path / "dump"
    rng = random.Random(5)
    dump.write_text("".join("%02x:%02x.%x x\n%s\n" % (
        i >> 8, i >> 3 & 31, i & 7, lines(function(rng, 254, 255)[:256])) for i in range(2048)))
    assert compare(dump, PCI_IDS, form)


@pytest.mark.parametrize("form", ["-n", "-t", "-tvn", "-nP", "-nPP", "-nmm", "-nvmm", "-nD", "-nx",
                                  "-nxxx", "-nxxxx", "-nmmP"])
def test_made_up(made_up, ids, form):
    """Bridges that overlap, lead nowhere, or to themselves, and dumps of every length."""
    assert sum(compare(path, ids, form) for path in made_up) > len(made_up) // 3


@pytest.mark.parametrize("form", ["-t", "-nP", "-nmm"])
def test_made_up_filters(made_up, ids, form):
    for words in FILTERS + [["-s", "1:"], ["-s", "1::"], ["-s", "2:", "-d", "::0604"]]:
        assert any([compare(path, ids, form, *words) for path in made_up])


def chain(depth):
    """A bridge below a bridge, as deep as there are buses, and a function at the end."""
    for bus in range(depth):
        data = bytearray(64)
        struct.pack_into("<HH6xH2xB9xBBB", data, 0, 0x8086, 1, 0x0604, 1, bus, bus + 1, 255)
        yield "%02x:01.0 x\n%s\n" % (bus, lines(data))
    yield "%02x:00.0 x\n%s\n" % (depth, lines(bytes(64)))


def test_deep(ids, tmp_path):
    """As deep as lspci's lines go, and to the last bus."""
    dump = tmp_path / "dump"
    dump.write_text("".join(chain(8)))
    assert compare(dump, ids, "-t") and compare(dump, ids, "-PP")
    dump.write_text("".join(chain(255)))
    assert compare(dump, ids, "-nPP")
    assert ours(dump, ids, "-t").endswith("-[ff]----00.0\n")


def test_circle(ids, tmp_path):
    """Nothing is lost where lspci loses it: it is said."""
    data = bytearray(64)
    struct.pack_into("<HH6xH2xB9xBBB", data, 0, 0x8086, 1, 0x0604, 1, 1, 1, 1)
    dump = tmp_path / "dump"
    dump.write_text("01:00.0 x\n" + lines(data))
    assert ours(dump, ids, "-t") == (
        "-[0000:00]-\n    not in the tree: 1, whose bridges lead in a circle\n")
    assert ours(dump, ids, "-nPP") == "01:00.0 0604: 8086:0001\n"


@pytest.mark.parametrize("path", real_dumps())
def test_dump_of_dump(path, ids, tmp_path):
    """What -xxxx prints is a dump for both, and the same one."""
    again = tmp_path / "again"
    again.write_text(ours(path, ids, "-xxxx").replace(
        "WARNING: Cannot show hex-dump of the config space\n", ""))
    for form in ("-n", "-mm", "-xxxx"):
        assert theirs(again, ids, *form.split()) == theirs(path, ids, *form.split())
        assert ours(again, ids, form) == theirs(path, ids, form)


def test_standard_input(ids):
    text = "00:01.0 x\n" + lines(bytes(64))
    done = subprocess.run([ROOT / "build" / "asan" / "lspci", "-nF", "-"], input=text.encode(),
                          capture_output=True)
    assert (done.stdout, done.returncode) == (b"00:01.0 0000: 0000:0000\n", OK)


def test_no_names(tmp_path):
    """-i must be a file; without one -n does."""
    for words, status, text in (
            (["-i", "none"], NOTFOUND, "lspci: none: no such file\n"),
            (["-ni", "none"], OK, "00:01.0 0000: 0000:0000\n")):
        done = subprocess.run([ROOT / "build" / "asan" / "lspci", *words, "-F", "-"],
                              input=b"00:01.0 x\n" + lines(bytes(64)).encode(),
                              capture_output=True, cwd=tmp_path)
        assert (done.stdout.decode(), done.returncode) == (text, status)
