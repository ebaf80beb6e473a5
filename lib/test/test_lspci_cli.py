# test_lspci_cli.py - lspci on a host: dumps of real machines, as text and as JSON.
# SPDX-License-Identifier: BSD-2-Clause

import re

import pytest

from cli import COLUMNS, DUMPS, NOTFOUND, OK, USAGE, config, real_dumps, run, text, tool

ADDRESS = re.compile(r"(?:([0-9a-f]{4}):)?([0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) ")
CAPABILITY = re.compile(r"    Capabilities: \[([0-9a-f]{2,3})(?: v(\d+))?\] (.+) \(([0-9a-f]+)\)$")
REGION = re.compile(r"    (Region \d|Expansion ROM).* at ([0-9a-f]+|<unassigned>)")
WINDOW = re.compile(r"    (.*) behind bridge: ([0-9a-f]+)-([0-9a-f]+)")
BUS = re.compile(r"    Bus: primary=(..), secondary=(..), subordinate=(..), sec-latency=(\d+)$")


def lspci(*words, stdin=None):
    return run("lspci", *words, stdin=stdin)


def functions(output):
    """Address with the segment, and lines, of each function."""
    found = []
    for line in output.splitlines():
        match = ADDRESS.match(line)
        if match:
            found.append(((match[1] or "0000") + ":" + match[2], []))
        if found and line:
            found[-1][1].append(line)
    return found


def matches(pattern, lines):
    return [found.groups() for found in map(pattern.match, lines) if found]


@pytest.mark.parametrize("path", real_dumps())
def test_same_lines(path):
    """-n prints the lines that lspci -n prints."""
    reference = DUMPS / "ref" / (path.stem + ".vvv")
    if not reference.is_file():
        pytest.skip("no %s" % reference)
    wanted = {line.partition(" (prog-if ")[0] for line in reference.read_text().splitlines()
              if ADDRESS.match(line)}
    output, status = lspci("-nF", path)
    lines = [line for line in output.splitlines() if not line.startswith("    ")]
    assert status == OK and set(lines) <= wanted
    assert {line.split()[0] for line in lines} == {line.split()[0] for line in wanted}


@pytest.mark.parametrize("path", real_dumps())
def test_text_and_json(path):
    """Nothing is too long, nothing is no JSON, and JSON holds what the text says."""
    output, status = lspci("-nvvvF", path)
    document = tool(lspci("--json", "-F", path)[0])
    assert [line for line in output.splitlines()[1:] if len(line) > COLUMNS] == []
    assert status == document["status"] == OK
    found = functions(output)
    assert [address for address, _ in found] == [f["address"] for f in document["functions"]]
    for function, (_, lines) in zip(document["functions"], found):
        check_function(function, lines)


def check_function(function, lines):
    assert "%s:%s" % (function["vendor"][2:], function["device"][2:]) in lines[0]
    subsystem = [line for line in lines if line.startswith("    Subsystem: ")]
    assert ("subsystem_vendor" in function) == bool(subsystem)
    if subsystem:
        assert subsystem[0] == "    Subsystem: %s:%s" % (
            function["subsystem_vendor"][2:], function["subsystem_device"][2:])
    assert [(cap["offset"][2:].zfill(3 if cap["extended"] else 2),
             str(cap["version"]) if cap["extended"] else None, cap["title"], cap["id"][2:])
            for cap in function.get("capabilities", [])] == matches(CAPABILITY, lines)
    assert [region["base"] or "<unassigned>" for region in function["regions"]] == [
        base if base.startswith("<") else "0x" + base for _, base in matches(REGION, lines)]
    assert [(int(w["base"], 16), int(w["limit"], 16)) for w in function.get("windows", [])] == [
        (int(base, 16), int(limit, 16)) for _, base, limit in matches(WINDOW, lines)]
    if function["status"] == "ok":
        check_registers(function, lines)


def check_registers(function, lines):
    header = function["header"]
    command = " ".join(lines).partition("    Control: ")[2]
    assert command.startswith("I/O%s Mem%s " % ("-+"[header["COMMAND"]["IO"]],
                                                "-+"[header["COMMAND"]["MEM"]]))
    for buses in matches(BUS, lines):
        raw = int(header["BUS"]["raw"], 16)
        assert raw == sum(int(text, 16) << 8 * i for i, text in enumerate(buses[:3])) | (
            int(buses[3]) << 24)
    for cap in function["capabilities"]:
        assert isinstance(cap["registers"], dict)
        link = cap["registers"].get("LNKSTA", {}) if cap["id"] == "0x10" else {}
        if "WIDTH" in link:
            assert "Speed %s" % link["SPEED"] in " ".join(lines)


def test_levels():
    """Each -v adds to what there was, and only -vv decodes."""
    dump = text().encode()
    none, brief, registers, detail = (
        lspci("-n", *level, "-F", "-", stdin=dump)[0] for level in ([], ["-v"], ["-vv"], ["-vvv"]))
    assert none == "01:00.0 0302: 10de:2330\n"
    assert "    Capabilities: [40] Express (10)\n" in brief and "DevCap:" not in brief
    assert "\n        DevCap: " in registers
    assert len(none) < len(brief) < len(registers) <= len(detail)
    assert brief.endswith("\n\n") and not brief.endswith("\n\n\n")


def test_lost_function():
    """One that was gone when the dump was made is listed and marked, and those after it are listed."""
    dump = text("00:02.0", b"\xff" * 64) + text()
    for words in (["-n"], ["-nv"], ["-nvvv"]):
        output, status = lspci(*words, "-F", "-", stdin=dump.encode())
        assert status == OK
        [(_, lost), (_, rest)] = functions(output)
        assert lost[0].startswith("00:02.0 ffff: ffff:ffff (rev ff)")
        assert lost[1:] == (["    incomplete: the device is gone"] if words != ["-n"] else [])
        assert rest[0].startswith("01:00.0 0302: 10de:2330")
    document = tool(lspci("--json", "-F", "-", stdin=dump.encode())[0])
    assert [f["status"] for f in document["functions"]] == ["the device is gone", "ok"]
    assert document["status"] == OK


def test_beyond_the_dump():
    """A capability that a dump cuts is decoded as far as the dump goes."""
    output = lspci("-vvF", "-", stdin=text(data=config(80)).encode())[0]
    assert "\n        DevCap: " in output and "LnkSta:" not in output
    gap = text().split("\n")
    del gap[1 + 5]
    output = lspci("-vvF", "-", stdin="\n".join(gap).encode())[0]
    assert "\n        DevCap: " in output and "LnkSta:" not in output
    assert "    Capabilities: [100 v1] Device Serial Number (0003)\n" in output


def test_nothing_matches():
    output, status = lspci("-s", "5:", "-F", "-", stdin=text().encode())
    assert (output, status) == ("lspci: no such function\n", NOTFOUND)
    assert tool(lspci("--json", "-s", "5:", "-F", "-", stdin=text().encode())[0]) == {
        "pcikit": tool(lspci("--json", "-F", "-", stdin=b"")[0])["pcikit"],
        "notes": ["Dump: -, functions: 1"], "functions": [], "status": NOTFOUND}


@pytest.mark.parametrize("words", [["--size-bars", "-F", "-"], ["-d", "1"], ["-vvq"], ["-s"]])
def test_usage(words):
    output, status = lspci(*words)
    assert status == USAGE and output.count("\n") == 1 and output.startswith("lspci: ")


def test_names_beside_numbers(tmp_path):
    """Text for people has the names of a pci.ids where it has any; -n asks for numbers alone."""
    ids, dump = tmp_path / "ids", tmp_path / "dump"
    ids.write_text("10de  Maker\n\t2330  Card\n\t\t1043 0001  Board\n1043  House\n"
                   "C 03  Display\n\t02  3D\n\t\t07  Seven\n")
    data = bytearray(config(klass=0x030207))
    data[8], data[0x2c:0x30] = 0xa1, bytes.fromhex("43100100")
    dump.write_text(text(data=bytes(data)))
    named = ["01:00.0 3D [0302]: Maker Card [10de:2330] (rev a1) (prog-if 07 [Seven])",
             "    Subsystem: House Board [1043:0001]"]
    for option in ("-v", "-vv", "-nnv"):
        assert lspci("-i", ids, option, "-F", dump)[0].splitlines()[1:3] == named
    numbers = lspci("-i", ids, "-nv", "-F", dump)[0].splitlines()[1:3]
    assert numbers == ["01:00.0 0302: 10de:2330 (rev a1) (prog-if 07)", "    Subsystem: 1043:0001"]
