# test_screen.py - what applications print fits a screen of 80 columns, and is ASCII.
# SPDX-License-Identifier: BSD-2-Clause

from pathlib import Path

import pytest

from cli import COLUMNS, OK, real_dumps, run

IDS = Path("/usr/share/misc/pci.ids")  # of Debian's package pci.ids
# But for lspci's own forms, in which no line is folded.
LINES = [["gpus", "-a"], ["gpus", "-av"], ["gpus", "-a", "--check"], ["lspci", "-nvvv"],
         ["lspci", "-i", IDS, "-vvv"]]


def too_wide(output):
    """One that is as wide as the screen ends twice."""
    return [line for line in output.splitlines() if len(line) > COLUMNS]


@pytest.mark.parametrize("path", real_dumps())
def test_dumps(path):
    for words in LINES:
        output, _ = run(*words, "-F", path)
        assert output and too_wide(output) == []


@pytest.mark.parametrize("app", ["gpus", "lspci", "mmio"])
def test_help(app):
    output, status = run(app, "-h")
    assert status == OK and output.startswith("Usage: ") and too_wide(output) == []
