# test_report.py - output in a file of the host.
# SPDX-License-Identifier: BSD-2-Clause

from pathlib import Path

import pytest

from cli import LOST, OK, run, text, tool


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "dump"
    path.write_text("".join(text("%02x:00.0" % bus) for bus in range(20)))
    return path


@pytest.mark.parametrize("app", ["gpus", "lspci"])
@pytest.mark.parametrize("words", [["-v"], ["-vvv"], ["--json"]], ids=" ".join)
def test_same_bytes(app, words, dump, tmp_path):
    """As on the screen; and nothing is left of what the file had."""
    path = tmp_path / "out"
    path.write_text(1000000 * "old ")
    output, status = run(app, *words, "-F", dump)
    said = "%s: output is in %s\n" % (app, str(path)[:40])
    assert status == OK and run(app, *words, "-F", dump, "-o", path) == (said, OK)
    assert path.read_text() == output


@pytest.mark.parametrize("name, why", [("", "a directory"), ("none/out", "no such folder")])
def test_refused(name, why, dump, tmp_path):
    """Then the output is on the screen, with the reason."""
    path = tmp_path / name
    said = "lspci: %s: %s, output goes here" % (str(path)[:30], why)
    output = run("lspci", "-v", "-F", dump)[0]
    assert run("lspci", "-v", "-F", dump, "-o", path) == (said + "\n" + output, LOST)
    document = tool(run("lspci", "--json", "-F", dump, "-o", path)[0])
    assert document["notes"][0] == said and document["status"] == LOST
    assert len(document["functions"]) == 20


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_full(dump):
    """What the file does not take is on the screen."""
    output = run("lspci", "-v", "-F", dump)[0]
    said = "lspci: /dev/full is incomplete: no space left\n"
    assert run("lspci", "-v", "-F", dump, "-o", "/dev/full") == (output + said, LOST)


def test_dump_is_kept(dump):
    before = dump.read_text()
    assert run("lspci", "-F", dump, "-o", dump) == ("lspci: -F and -o are the same file\n", 2)
    assert dump.read_text() == before


def test_no_pages(dump):
    output = run("gpus", "-F", dump)[0]
    said = "gpus: no shell here that breaks pages\n"
    assert run("gpus", "-b", "-F", dump) == (said + output, OK)
