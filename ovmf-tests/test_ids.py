# test_ids.py - where an application finds its pci.ids on the boot volume.
# SPDX-License-Identifier: BSD-2-Clause

import re
import subprocess
from pathlib import Path

import pytest

from machine import BUILD, ROOT, Machine, application

ROOT_IDS = "1234  Root\n"
FOLDER_IDS = "1234  Fold\u00e9r\r\n\t1111  VGA\r\nwrong\r\nC 06  Bridge\r\n\t00  Host bridge"
BAD_IDS = b"1234  \xff\x00\x1b\n" + 100000 * b"x"
NONE = "not found: 0 names, 0 lines skipped\nHost bridge [0600]\nDevice [1234:1111]\n"
AT_ROOT = "success: 1 names, 0 lines skipped\nClass [0600]\nRoot Device [1234:1111]\n"
# The firmware's terminal shows a character that it has not as '?'.
FOLDER = "success: 4 names, 1 lines skipped\nHost bridge [0600]\nFold?r VGA [1234:1111]\n"
BAD = "success: 1 names, 1 lines skipped\nClass [0600]\n??? Device [1234:1111]\n"

# An application that another one starts has no shell: the volume that it came from counts.
NO_SHELL = ["replay", "1:0@page.bin", "a/b/selftest.efi", "ids"]
RUNS = {
    "beside": ("a\\b\\selftest.efi ids", FOLDER, 0),
    "beside without a shell": (NO_SHELL, FOLDER, 0),
    "in the root": ("empty\\selftest.efi ids", AT_ROOT, 0),
    "by name": (["selftest", "ids", "a\\b\\pci.ids"], FOLDER, 0),
    "bad": (["selftest", "ids", "bad"], BAD, 0),
    "no file": (["selftest", "ids", "a\\none"], NONE, 0xe),
}


@pytest.fixture(scope="module")
def booted(tmp_path_factory, arch):
    folder = tmp_path_factory.mktemp("ids")
    contents = {"pci.ids": ROOT_IDS.encode(), "a/b/pci.ids": FOLDER_IDS.encode(), "bad": BAD_IDS,
                "page.bin": b"\xff" * 4096}
    files = {}
    for i, (name, data) in enumerate(contents.items()):
        files[name] = folder / str(i)
        files[name].write_bytes(data)
    for name in ("a/b/selftest.efi", "empty/selftest.efi", "selftest.efi"):
        files[name] = application("selftest", arch)
    with Machine([run[0] for run in RUNS.values()], files, timeout=120, arch=arch,
                 log=BUILD / "ovmf-tests" / ("ids-%s.log" % arch)) as machine:
        yield machine


@pytest.mark.parametrize("case", RUNS)
def test_found(booted, case):
    command, output, status = RUNS[case]
    result = booted.run(command)
    assert (result.output, result.status) == (output, status)


def test_none(arch):
    command = ["selftest", "ids"]
    with Machine([command], timeout=120, arch=arch,
                 log=BUILD / "ovmf-tests" / ("ids-none-%s.log" % arch)) as machine:
        result = machine.run(command)
    assert (result.output, result.status) == (NONE, 0xe)


@pytest.mark.skipif(not Path("/usr/share/misc/pci.ids").is_file(), reason="no pci.ids")
def test_whole_file(arch):
    """That of this host, which boot puts beside the application."""
    done = subprocess.run([ROOT / "ovmf-tests" / "boot", "--ids", "--arch", arch, "selftest", "ids"],
                          capture_output=True, text=True)
    match = re.match(r"success: (\d+) names, 0 lines skipped\nHost bridge \[0600\]\n", done.stdout)
    assert match and int(match[1]) > 10000 and done.returncode == 0, done
