# cli.py - run an application on the host, and dumps to run it on.
# SPDX-License-Identifier: BSD-2-Clause

import json
import struct
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DUMPS = ROOT.parent / "shared" / "dumps"
OK, USAGE, LOST, NOTFOUND = 0, 2, 7, 0xe
COLUMNS = 79


def run(app, *words, stdin=None):
    """Output and status; a sanitizer's report, like anything else on standard error, fails."""
    done = subprocess.run([ROOT / "build" / "asan" / app, *words], input=stdin,
                          capture_output=True)
    assert done.stderr == b"" and done.returncode in (OK, USAGE, LOST, NOTFOUND)
    return done.stdout.decode("ascii"), done.returncode


def tool(text):
    """What python3 -m json.tool makes of it."""
    done = subprocess.run([sys.executable, "-m", "json.tool"], input=text, text=True,
                          capture_output=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def config(size=4096, device=0x2330, klass=0x030200):
    """A GPU with a 64-bit BAR, PCI Express and, if there is room, one extended capability."""
    data = bytearray(4096)
    struct.pack_into("<HHHHBBH", data, 0, 0x10de, device, 0, 0x10, 0, klass & 0xff, klass >> 8)
    struct.pack_into("<II", data, 0x10, 0xc, 0x40)
    data[0x34] = 0x40
    struct.pack_into("<BBH8xI2xH", data, 0x40, 0x10, 0, 2, 0x105, 0x1104)
    struct.pack_into("<I", data, 0x100, 0x00010003)
    return bytes(data[:size])


def text(address="01:00.0", data=config(), end="\n"):
    """The same as lspci -xxxx prints it."""
    lines = ["%02x: %s" % (at, data[at:at + 16].hex(" ")) for at in range(0, len(data), 16)]
    return end.join([address + " 3D controller: NVIDIA Corporation Device", *lines, "", ""])


def real_dumps():
    paths = sorted(DUMPS.glob("*.txt"))
    return [pytest.param(path, id=path.name) for path in paths] or [
        pytest.param(None, marks=pytest.mark.skip(reason="no dumps in %s" % DUMPS))]
