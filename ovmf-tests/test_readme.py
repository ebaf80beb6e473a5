# test_readme.py - the tables of README name tests that there are, and say something of each row.
# SPDX-License-Identifier: BSD-2-Clause

import ast
import re

import pytest

from machine import ROOT

TEXT = (ROOT / "ovmf-tests/README").read_text()
ROWS = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in TEXT.splitlines()
        if re.match(r"\| \d", line)]
EXPECTATIONS = [row for row in ROWS if len(row) == 3]
TRAPS = [row for row in ROWS if len(row) == 4]
NAMES = sorted({name for row in ROWS for name in re.findall(r"`(.*?)`", row[-1])})


def functions_of(path):
    """The tests of a file: of Python, and of C those that its program runs."""
    if path.suffix == ".py":
        return {node.name for node in ast.parse(path.read_text()).body
                if isinstance(node, ast.FunctionDef)}
    return set(re.findall(r"\bcmocka_unit_test\w*\((\w+)", path.read_text()))


@pytest.mark.parametrize("name", NAMES)
def test_name(name):
    """A goal of make, a test of pytest, or a function of a test program of lib/test."""
    if name.startswith("make "):
        assert re.search(r"^check:.* %s " % name[5:], (ROOT / "Makefile").read_text(), re.MULTILINE)
        return
    file, test = name.split("::")
    path = ROOT / ("lib/test" if file.endswith(".c") else "" if "/" in file else "ovmf-tests") / file
    assert test.startswith("test_") and test in functions_of(path)


def test_rows():
    """All are there, numbered, and each has a test."""
    assert [row[0] for row in EXPECTATIONS] == [str(n) for n in range(1, 31)]
    assert [row[0] for row in TRAPS] == [str(n) for n in range(1, len(TRAPS) + 1)] and TRAPS
    assert all(re.fullmatch(r"`[^`]*`( `[^`]*`)*", row[-1]) for row in ROWS)
