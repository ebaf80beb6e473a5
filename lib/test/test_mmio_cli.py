# test_mmio_cli.py - mmio on a host: configuration space of dumps.
# SPDX-License-Identifier: BSD-2-Clause

import pytest

from cli import LOST, NOTFOUND, OK, USAGE, config, run, text, tool


@pytest.fixture
def mmio(tmp_path):
    """A function that runs mmio on the text of a dump."""
    def run_on(contents, *words):
        dump = tmp_path / "dump"
        dump.write_text(contents)
        return run("mmio", "-F", dump, *words)
    return run_on


@pytest.mark.parametrize("width", [1, 2, 4])
def test_all_bytes(mmio, width):
    """In any width they are those of the dump, sixteen in a line."""
    data = config()
    output, status = mmio(text(), "1:0.0", "config", str(width), "%x" % (len(data) // width))
    lines = output.splitlines()
    assert status == OK and len(lines) == len(data) // 16
    for i, line in enumerate(lines):
        where, _, words = line.partition(": ")
        assert where == "config+%08x" % (16 * i)
        assert b"".join(bytes.fromhex(word)[::-1] for word in words.split()) \
            == data[16 * i:16 * i + 16]


@pytest.mark.parametrize("words, line, expected", [
    (["1:0.0", "config+3c"], "config+3c: 0x00000000", OK),
    (["1:0.0", "config+40"], "mmio: config+40: not found", NOTFOUND),
    (["1:0.0", "config+3e", "1", "3"], "mmio: config+3e: not found", NOTFOUND),
    (["1:0.0", "config+fe"], "mmio: config+fe: outside the region of 100 bytes", USAGE),
    (["1:0.0", "bar0"], "mmio: a dump has config alone: bar0 (-h shows the options)", USAGE),
    (["1:0.1", "config"], "mmio: 1:0.1: no such function", NOTFOUND),
])
def test_cut_dump(mmio, words, line, expected):
    """What a dump lacks is not made up, and a BAR of it is another machine's address."""
    assert mmio(text(data=config(64)), *words) == (line + "\n", expected)


def test_gone(mmio):
    """All ones are what the function answered; which of two is not guessed."""
    gone = text(data=64 * b"\xff")
    assert mmio(gone, "1:0.0", "config") == ("mmio: config: the device is gone\n", LOST)
    assert mmio(text() + text(), "1:0.0", "config") == ("mmio: 1:0.0: 2 functions, name one\n", USAGE)


def test_json(mmio):
    """Values are in the function's object, what is wrong among the notes."""
    document = tool(mmio(text(), "1:0.0", "config+0", "2", "2", "--json")[0])
    assert document["status"] == OK
    assert document["functions"] == [{"address": "0000:01:00.0", "place": "config", "offset": "0x0",
                                      "width": 2, "values": ["0x10de", "0x2330"], "status": "ok"}]
    document = tool(mmio(text(), "1:0.0", "config+1", "2", "--json")[0])
    assert document["status"] == USAGE and document["functions"] == []
    assert document["notes"][-1] == "mmio: config+1: misaligned"
