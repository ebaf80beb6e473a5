# test_hostile.py - hardware and tables that lie: it is said, and nothing else is lost.
# SPDX-License-Identifier: BSD-2-Clause

import json
import time
from collections import namedtuple

import pytest

import listing
from arch import ARCHS, MAIN
from cases import cases
from functions import EXPRESS_AT, VENDOR_SPECIFIC, bridge, header, with_ext, with_std
from machine import BUILD, ROOT, Machine, applications
from replay import Domain, Replay, Tables, mcfg

STD, EXT = "Standard capabilities are cut short: ", "Extended capabilities are cut short: "
LOOPS, RANGE, ONES = ("the chain loops", "a pointer leads out of range", "a header is all ones")
PM, MSI, EXP, AER, DSN, ACS, VSEC = 1, 5, 0x10, 1, 3, 0xd, 0xb

# Chains of capabilities: what is wrong; the function; the offsets that are listed; what is said.
CHAINS = [
    ("standard: leads back to the first", with_std([(0x40, EXP, 0x80), (0x80, MSI, 0x40)]),
     [0x40, 0x80], STD + LOOPS),
    ("standard: leads to itself", with_std([(0x40, EXP, 0x40)]), [0x40], STD + LOOPS),
    ("standard: leads into the header", with_std([(0x40, EXP, 0x10)]), [0x40], STD + RANGE),
    ("standard: starts in the header", with_std([], pointer=0x10), [], STD + RANGE),
    ("standard: pointers with the low bits set",
     with_std([(0x40, EXP, 0x83), (0x80, PM, 0)], pointer=0x42), [0x40, 0x80], None),
    ("standard: a header of all ones", with_std([(0x40, EXP, 0x80), (0x80, 0xff, 0xff)]), [0x40],
     STD + ONES),
    ("standard: ends in the last dword", with_std([(0x40, EXP, 0xfc), (0xfc, PM, 0)]),
     [0x40, 0xfc], None),
    ("standard: one in each dword",
     with_std([(at, VENDOR_SPECIFIC, (at + 4) & 0xff) for at in range(0x40, 0x100, 4)]),
     list(range(0x40, 0x100, 4)), None),
    ("extended: leads back to the first",
     with_ext([(0x100, AER, 2, 0x140), (0x140, DSN, 1, 0x100)]), [0x100, 0x140], EXT + LOOPS),
    ("extended: leads to itself", with_ext([(0x100, AER, 2, 0x100)]), [0x100], EXT + LOOPS),
    ("extended: goes backward, and ends",
     with_ext([(0x100, AER, 2, 0x180), (0x180, DSN, 1, 0x160), (0x160, ACS, 1, 0)]),
     [0x100, 0x180, 0x160], None),
    ("extended: leads below 100", with_ext([(0x100, AER, 2, 0x80)]), [0x100], EXT + RANGE),
    ("extended: pointers with the low bits set",
     with_ext([(0x100, AER, 2, 0x143), (0x140, DSN, 1, 0)]), [0x100, 0x140], None),
    ("extended: starts with a Null ID", with_ext([(0x100, 0, 0, 0x140), (0x140, DSN, 1, 0)]),
     [0x100, 0x140], None),
    ("extended: version 0", with_ext([(0x100, AER, 0, 0x180), (0x180, DSN, 0, 0)]),
     [0x100, 0x180], None),
    ("extended: a header of all ones",
     with_ext([(0x100, AER, 2, 0x180), (0x180, 0xffff, 0xf, 0xfff)]), [0x100], EXT + ONES),
    ("extended: one in each dword",
     with_ext([(at, VSEC, 1, (at + 4) & 0xfff) for at in range(0x100, 0x1000, 4)]),
     list(range(0x100, 0x1000, 4)), None),
    ("extended: ends in the last dword", with_ext([(0x100, AER, 2, 0xffc), (0xffc, DSN, 1, 0)]),
     [0x100, 0xffc], None),
]


UNKNOWN, FINE = "Header type 7f is not known", "nothing: all that is there is listed"


def all_ones(data):
    """The same with an ID and nothing else."""
    return data[:4] + b"\xff" * (len(data) - 4)


NONE = "is a bridge without a valid bus range (bus %02x)"
TAKEN = "is a bridge to a bus that is taken, not followed (bus %02x)"
OUTSIDE = "is a bridge to a bus that cannot be reached (bus %02x)"

# Functions by bus and device: what is wrong; the function; whether it is listed; what is said of it.
ODD = {
    (0, 0): ("nothing", header(0x8086, 0x1234, 0x060000), True, None),
    (0, 1): ("secondary bus 0", bridge(0, 0, 0), True, NONE % 0),
    (0, 2): ("nothing: buses 1 to 3", bridge(0, 1, 3), True, None),
    (0, 3): ("subordinate below secondary", bridge(0, 5, 4), True, NONE % 5),
    (0, 4): ("buses past the window", bridge(0, 0x40, 0x41), True, OUTSIDE % 0x40),
    (0, 6): ("nothing: bus 2, within another's", bridge(0, 2, 2), True, None),
    (0, 7): ("the same bus as the one before", bridge(0, 2, 2), True, TAKEN % 2),
    (0, 8): ("ID 0000:0000", header(0, 0), False, "answers 0000:0000, not listed"),
    (0, 9): ("vendor 0000, with a device ID", header(0), True, None),
    (0, 10): ("vendor 0001", header(1), False, "is not ready (retry status), not listed"),
    (0, 11): ("header type 7f", header(layout=0x7f), True, None),
    (0, 12): ("all ones after the ID", all_ones(header()), True, None),
    (0, 13): ("vendor ffff, with a device ID", header(0xffff), False, None),
    (0, 14): ("secondary bus 0, subordinate ff", bridge(0, 0, 0xff), True, NONE % 0),
    (0, 31): ("nothing", header(), True, None),
    (1, 0): ("secondary equals primary", bridge(1, 1, 1), True, TAKEN % 1),
    (1, 1): ("nothing", header(), True, None),
    (2, 3): ("nothing: behind two bridges", header(), True, None),
    (5, 0): ("nothing: behind the swapped numbers", header(), True, None),
}

TEXT, GPUS, JSON = "lspci -vvv", "gpus -a -v", "lspci --json"
CHECK, TREE = "gpus -a --check --json", "lspci -t"
ALIVE = "echo alive"
SECONDS = 20  # each command takes 4 at most where nothing else runs


def replayed():
    """A segment of chains, one of what is odd."""
    chains = {(0, i, 0): case[1] for i, case in enumerate(CHAINS)}
    return [Domain("chains", 0, chains),
            Domain("odd", 1, {(bus, dev, 0): case[1] for (bus, dev), case in ODD.items()})]


def commands(tables, lines, arch):
    """What the applications' lines are where the tables are; and the files that it takes."""
    return ({line: tables.command(line.split() + ARCHS[arch].every_bus) for line in lines},
            {**applications(["gpus", "lspci"], arch), **tables.files})


@pytest.fixture(scope="module")
def booted(arch):
    with Replay(replayed(), arch=arch) as dump:
        lines, files = commands(dump, [TEXT, GPUS, JSON, CHECK, TREE], arch)
        with Machine([*lines.values(), ALIVE], files, dump.qemu_args, timeout=120, arch=arch,
                     log=BUILD / "ovmf-tests" / ("hostile-%s.log" % arch)) as machine:
            machine.results, machine.seconds = {}, {}
            for line, command in lines.items():
                start = time.monotonic()
                machine.results[line] = machine.run_traced(command)
                machine.seconds[line] = time.monotonic() - start
            assert machine.run(ALIVE).output == "alive\n"
            machine.functions = {f["address"]: f for f in json.loads(
                machine.results[JSON].output)["functions"]}
            yield machine
        dump.check()


def said(function):
    """The lines that are not the capabilities' own."""
    return [line.strip() for line in function.lines if "cut short" in line]


@pytest.mark.parametrize("number, case", enumerate(CHAINS), ids=[case[0] for case in CHAINS])
def test_chain(booted, number, case):
    """What can be read of it is listed, once; why there is no more is said, as text and as JSON."""
    _, _, offsets, why = case
    address = "0001:00:%02x.0" % number
    for name in (TEXT, GPUS):
        function = listing.functions(booted.results[name].output)[address]
        assert said(function) == ([why] if why else [])
    facts = booted.functions[address]
    found = [int(cap["offset"], 16) for cap in facts["capabilities"]]
    if case[0].startswith("extended"):
        assert found.pop(0) == EXPRESS_AT
    assert found == offsets
    chain = {STD: "standard_chain", EXT: "extended_chain"}
    expected = {chain[kind]: why[len(kind):] for kind in chain if why and why.startswith(kind)}
    assert {name: facts[name] for name in chain.values() if name in facts} == expected
    assert facts["status"] == "ok"


@pytest.mark.parametrize("place", ODD, ids=[case[0] for case in ODD.values()])
def test_odd_function(booted, place):
    """It is listed where there is something to list, and a line says what is wrong."""
    _, _, is_listed, why = ODD[place]
    address = "0002:%02x:%02x.0" % place
    notes = [line for line in booted.results[GPUS].output.splitlines()
             if line.startswith(address + ": ")]
    assert notes == (["%s: %s" % (address, why)] if why else [])
    assert (address in booted.functions) == is_listed
    assert (address in listing.functions(booted.results[GPUS].output)) == is_listed


def test_header_type(booted):
    """It is no header that anybody knows, so that it has no regions."""
    for address, kind in (("0002:00:0b.0", "7f"), ("0002:00:0c.0", "7f")):
        assert booted.functions[address]["unknown_header_type"] == "0x" + kind
        assert "    Header type %s is not known" % kind in listing.functions(
            booted.results[GPUS].output)[address].lines
    assert sum("unknown_header_type" in f for f in booted.functions.values()) == 2


def test_findings(booted):
    """--check names the bridges that lead nowhere; what is read of the odd ones is no fault."""
    document = json.loads(booted.results[CHECK].output)
    assert sorted((f["code"], f["address"], f["evidence"]) for f in document["findings"]) == [
        ("BEHIND_UNSCANNED", "0002:00:04.0", "buses 40-41"),
        ("BUS_UNASSIGNED", "0002:00:01.0", "buses 00-00"),
        ("BUS_UNASSIGNED", "0002:00:03.0", "buses 05-04"),
        ("BUS_UNASSIGNED", "0002:00:0e.0", "buses 00-ff")]
    assert document["status"] == 7


def test_rest_of_the_machine(booted):
    """Every other function is listed, nothing was written, and it took no time to speak of."""
    true = set(listing.true_functions(booted.query_pci()))
    assert true <= set(booted.functions) and len(booted.functions) == len(true) + len(
        CHAINS) + sum(case[2] for case in ODD.values())
    for name, result in booted.results.items():
        assert result.status == (7 if name == CHECK else 0)
        assert result.reads and not result.writes
        assert booted.seconds[name] < SECONDS


def test_tree(booted):
    """A bridge to its own bus leads in a circle: what that hides is counted."""
    output = booted.results[TREE].output
    drawn = sum(line.count("-") > 0 and line.rstrip()[-2:-1] == "." for line in output.splitlines()
                if not listing.NOTE.match(line) and "not in" not in line)
    hidden = int(output.splitlines()[-1].split(": ")[1].split(",")[0])
    assert output.splitlines()[-1] == (
        "    not in the tree: %d, whose bridges lead in a circle" % hidden)
    assert drawn + hidden == len(booted.functions)


# Of a machine: addresses that nothing answers, though they are mapped; of memory; that no table of
# the processor's maps, and what is said of them.
Places = namedtuple("Places", "hole ram more_ram unmapped why")
PLACES = {"x86_64": Places(0xd0000000, 0x100000, 0x8000000, 1 << 40, "too high"),
          "aarch64": Places(0x20000000, 0x40100000, 0x48000000, 1 << 40, "not mapped")}


def bad_entries(at):
    """Entries of an MCFG table (address, segment, first and last bus), and why each is not used."""
    return [((at.hole, 1, 5, 4), "backwards"), ((0, 2, 0, 0), "no address"),
            ((at.unmapped, 3, 0, 0), at.why), ((0xff0000000000, 4, 0, 255), "too high"),
            ((at.ram, 6, 0, 0), "in RAM"), ((at.more_ram, 7, 0, 0), "in RAM"),
            ((1 << 63, 8, 0, 255), "too high"), (((1 << 64) - (1 << 20), 9, 0, 255), "beyond 2^64")]


def overlaps(at, ecam):
    """The same, with the machine's own window; None is of one that is used."""
    return [((ecam, 0, 0, 255), "listed twice"), ((at.hole, 0, 0, 255), "buses taken"),
            ((at.hole, 0, 0x80, 0x90), "buses taken"), ((ecam, 1, 0, 3), None),
            ((ecam, 1, 2, 5), None)]


LISTED = "gpus -a"
# What is wrong: whether there are no other tables, tables of entries, the findings of the tables, and
# whether ECAM is used after all. That a hole answers zeros or ones is QEMU's.
Wrong = namedtuple("Wrong", "alone tables evidence is_ecam")


def tables(arch):
    """Each name and what is wrong there."""
    at, ecam = PLACES[arch], ARCHS[arch].ecam
    bad, over = bad_entries(at), overlaps(at, ecam)
    backwards = "ECAM: segment 0001, buses 05-04, at %x, not used: backwards (+7)" % at.hole
    return {
        "bad entries, in two tables": Wrong(False, [bad[:3], bad[3:]], backwards, True),
        "windows that overlap": Wrong(
            False, [over[:2], over[2:]],
            "ECAM: segment 0000, buses 00-ff, at %x, not used: listed twice (+2)" % ecam, True),
        "a window in a hole": Wrong(False, [[((at.hole, 5, 0, 3), None)]], None, True),
        "bad entries only": Wrong(True, [bad], backwards, False),
        "the only window in a hole": Wrong(
            True, [[((at.hole, 0, 0, 255), None)]], "the MCFG table leads to no function", False),
        "the only window in RAM, and in more": Wrong(
            True, [[((at.ram, 0, 0, 255), "in RAM")]],
            "ECAM: segment 0000, buses 00-ff, at %x, not used: in RAM" % at.ram, False),
    }


def window_line(entry, why):
    """What is said of an entry, up to what differs."""
    base, segment, first, last = entry
    return "ECAM: segment %04x, buses %02x-%02x, at %x%s" % (
        segment, first, last, base, ", not used: " + why if why else " (")


SOONER = ["bad entries, in two tables", "the only window in a hole"]


@pytest.mark.parametrize("case", cases(tables(MAIN), SOONER))
def test_tables(case, tmp_path):
    """Each window is named with what is wrong with it, and the machine's functions are all there."""
    arch, name = case
    wrong = tables(arch)[name]
    args = ["-device", "secondary-vga"] + ["-machine", "pc"] * (wrong.alone and arch == MAIN)
    made = Tables(tmp_path, [mcfg(entry for entry, _ in entries) for entries in wrong.tables], arch,
                  wrong.alone and arch != MAIN)
    lines, files = commands(made, [LISTED, CHECK], arch)
    with Machine([*lines.values(), ALIVE], files, args + made.qemu_args, arch=arch, timeout=120,
                 log=BUILD / "ovmf-tests" / ("tables-%s-%s.log" % (arch, name.replace(" ", "-")))
                 ) as machine:
        machine.switch_on()
        output, status, reads, writes = machine.run_traced(lines[LISTED])
        checked = machine.run(lines[CHECK])
        true = listing.true_functions(machine.query_pci())
        assert machine.run(ALIVE).output == "alive\n"
    print(output)
    lines = output.splitlines()
    assert status == 0 and reads and not writes
    for entry, why in (pair for entries in wrong.tables for pair in entries):
        assert sum(line.startswith(window_line(entry, why)) for line in lines) == 1
    found = listing.functions(output)
    assert {a: f.regions for a, f in found.items() if a in true} == {
        a: f.regions for a, f in true.items()}
    document = json.loads(checked.output)
    expected = [] if wrong.is_ecam else [("NO_ECAM", "configuration space by RootBridgeIo")]
    expected += [("MCFG_BAD", wrong.evidence)] if wrong.evidence else []
    assert [(f["code"], f["evidence"]) for f in document["findings"]] == expected
    assert checked.status == document["status"] == (7 if expected else 0)


def outcome(case):
    """What is said of a function: among the notes, or in its own text; or why nothing is."""
    _, data, listed, why = case
    if why:
        return why % 0 if "%" in why else why
    if not listed:
        return "nothing: it is an empty slot"
    return UNKNOWN if data[0xe] & 0x7f == 0x7f else FINE


def faults():
    """The page's table: what was wrong in the tests above, and what they saw said of it."""
    rows = [("capabilities, " + name, why or FINE) for name, _, _, why in CHAINS]
    rows += [(case[0], outcome(case)) for case in ODD.values() if not case[0].startswith("nothing")]
    rows += [("MCFG, " + name, wrong.evidence or FINE) for name, wrong in tables(MAIN).items()]
    return ["| what is wrong | what is said |", "|---|---|"] + ["| %s | %s |" % row for row in rows]


def test_readme():
    """It is what is tested: python3 ovmf-tests/test_hostile.py prints it anew."""
    assert "\n".join(faults()) in (ROOT / "README.md").read_text()


if __name__ == "__main__":
    print("\n".join(faults()))
