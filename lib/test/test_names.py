# test_names.py - names from pci.ids beside those of lspci, of everything that the file names.
# SPDX-License-Identifier: BSD-2-Clause

import re
import shutil
import struct
import subprocess
from collections import namedtuple
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = ROOT / "build" / "asan" / "names"
PCI_IDS = Path("/usr/share/misc/pci.ids")
STYLES = [[], ["-n"], ["-nn"]]
pytestmark = pytest.mark.skipif(not shutil.which("lspci"), reason="no lspci")

Function = namedtuple("Function", "class_code vendor device subvendor subdevice")
Names = namedtuple("Names", "klass vendor device both subvendor subdevice subsystem prog_if has")

# Each way not to know a name, and names too long for lspci's buffers.
MADE_UP = """\
# A comment
0000  Vend0
\t0001  Dev01
\t\t2222 0001  Sub01
1111  VendA
\t0000  DevA0
\t\t1111 0000  SubA00
\t\t1111 0001  SubA01
\t\t2222 0001  SubA02
\t0001  DevA1
\t\t2222 0001  SubA1
\t\t4444 0001  SubOfNoVendor
\t\t1111 0005  SubOwn "quoted" \\
\t0002  DevA2
2222  VendB

\t0007  DevB7
\t # another
6666  %s
\t0001  %s
\t\t2222 0001  %s
\t\t6666 0001  %s
\t0002  Dev
AbCd  Mixed  \t
\tEf01  case  x \r\r
S 2222
\t0009  BoardB9
\t0001  BoardB1
S 1111
\t0001  BoardA1
X 01  Something else
\t00  below
\t\t\t\tdeep
C 02  NetC
\t00  EthC
\t\t00  Pi00
\t\t05  Pi05
C 01  Mass
\t01  IDEx
\t\t80  Pi80
\t0a  %s
\t\t01  %s
C 03  %s
""" % tuple(c * n for c, n in zip("VDSOCPB", (127, 130, 300, 127, 128, 200, 300)))


def pairs():
    """Every vendor, device and board of the made-up file, known and not."""
    ids = [(v, d) for v in (0, 0x1111, 0x2222, 0x6666, 0x9999, 0xabcd)
           for d in (0, 1, 2, 5, 7, 9, 0xef01, 0xffff)]
    boards = [(v, d) for v in (0, 0x1111, 0x2222, 0x4444, 0x6666, 0x9999, 0xffff)
              for d in (0, 1, 5, 7, 9, 0xffff)]
    classes = [base << 16 | sub << 8 | pi for base in (0, 1, 2, 3, 0xff)
               for sub in (0, 1, 0x0a, 0x80) for pi in (0, 1, 5, 0x80)]
    yield from (Function(0x020000, *i, *b) for i in ids for b in boards)
    yield from (Function(0x010100 | pi, 0x1111, 1, 0, 0) for pi in range(256))
    yield from (Function(c, 0x1111, 1, 0, 0) for c in classes)


def listed():
    """Everything that the file names, and something unknown beside each vendor and class."""
    vendor = device = base = sub = 0
    section = "V"
    for line in PCI_IDS.read_text(encoding="utf-8").splitlines():
        numbers = [int(n, 16) for n in re.findall(r"[0-9a-f]+", re.split("  ", line.strip("\tC "))[0])]
        tabs = len(line) - len(line.lstrip("\t"))
        if not line or line.startswith("#"):
            continue
        if not tabs:
            section = "C" if line.startswith("C ") else "V"
        if section == "C":
            base, sub = (numbers[0], 0xfe) if not tabs else (base, numbers[0] if tabs == 1 else sub)
            yield Function(base << 16 | sub << 8 | (numbers[0] if tabs == 2 else 0xfe), 0x8086, 1,
                           0, 0)
        elif tabs == 2:
            yield Function(0x020000, vendor, device, *numbers)
        else:
            vendor, device = (numbers[0], 0xfffe) if not tabs else (vendor, numbers[0])
            yield Function(0x020000, vendor, device, vendor, device)


def classes():
    return (Function(code << 8, 0x8086, 1, 0, 0) for code in range(0x10000))


def dump(functions):
    for i, f in enumerate(functions):
        data = bytearray(64)
        struct.pack_into("<HH4xI", data, 0, f.vendor, f.device, f.class_code << 8)
        struct.pack_into("<HH", data, 0x2c, f.subvendor, f.subdevice)
        yield address(i) + " x\n"
        yield from ("%02x: %s\n" % (at, data[at:at + 16].hex(" ")) for at in range(0, 64, 16))
        yield "\n"


def address(i):
    return "%02x:%02x.%x" % (i >> 8, i >> 3 & 31, i & 7)


def ours(functions, ids):
    """Our names of each function, in each style."""
    text = "".join("%x %x %x %x %x\n" % f for f in functions)
    done = subprocess.run([NAMES, ids], input=text.encode(), capture_output=True, check=True)
    head, *lines = done.stdout.decode("utf-8").split("\n")
    assert done.stderr == b"" and head.endswith(", 0 lines skipped")
    names = [Names(*line.split("\t")) for line in lines[:-1]]
    assert len(names) == 3 * len(functions)
    return names[0::3], names[1::3], names[2::3]


def lspci(file, ids, *words):
    done = subprocess.run(["lspci", "-O", "hwdb.disable=1", "-F", file, "-i", ids, *words],
                          capture_output=True, check=True)
    return [line for line in done.stdout.decode("utf-8").split("\n")
            if line and not line.startswith(("\tFlags", "\t!!!"))]


def long_lines(functions, names):
    """What lspci -v prints of these names."""
    for i, (f, n) in enumerate(zip(functions, names)):
        pi = f.class_code & 0xff
        named = " [%s]" % n.prog_if[1:] if n.prog_if else ""
        yield "%s %s: %s%s" % (address(i), n.klass, n.both,
                               " (prog-if %02x%s)" % (pi, named) if pi or named else "")
        if n.has == "1":
            yield "\tSubsystem: " + n.subsystem


def quoted(text):
    return '"%s"' % re.sub(r'(["\\])', r"\\\1", text)


def machine_lines(functions, names):
    """What lspci -mm prints of these names."""
    for i, (f, n) in enumerate(zip(functions, names)):
        board = (n.subvendor, n.subdevice) if n.has == "1" else ("", "")
        yield " ".join([address(i), *map(quoted, (n.klass, n.vendor, n.device)),
                        "-p%02x" % (f.class_code & 0xff), *map(quoted, board)])


def compare(functions, ids, tmp_path):
    file = tmp_path / "dump"
    file.write_text("".join(dump(functions)))
    for names, words in zip(ours(functions, ids), STYLES):
        assert lspci(file, ids, "-v", *words) == list(long_lines(functions, names))
        assert lspci(file, ids, "-mm", *words) == list(machine_lines(functions, names))


def test_made_up(tmp_path):
    ids = tmp_path / "pci.ids"
    ids.write_text(MADE_UP, newline="")
    compare(list(pairs()), ids, tmp_path)


@pytest.mark.skipif(not PCI_IDS.is_file(), reason="no pci.ids")
@pytest.mark.parametrize("functions", [listed, classes])
def test_whole_file(functions, tmp_path):
    found = list(functions())
    assert 1000 < len(found) <= 0x10000
    compare(found, PCI_IDS, tmp_path)
