# listing.py - read what gpus and lspci print back into values, and QEMU's query-pci into the same.
# SPDX-License-Identifier: BSD-2-Clause

import re
from collections import namedtuple

Function = namedtuple("Function", "vendor device klass subsystem regions rom lines")
Region = namedtuple("Region", "kind bits prefetch address size")

FUNCTION = re.compile(r"((?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) (.+) \[([0-9a-f]{4})\]: "
                      r"([0-9a-f]{4}):([0-9a-f]{4})(?: \(rev [0-9a-f]{2}\))?"
                      r"(?: \(prog-if [0-9a-f]{2}\))?")
MEMORY = re.compile(r"    Region (\d): Memory at ([0-9a-f]+) \((32|64)-bit, "
                    r"(non-)?prefetchable\)(?: \[\w+\])*(?: \[size=(\d+[KMGT]?)\])?")
# AAVMF gives out port 0, which no BAR can tell from not assigned: the size is not known then.
PORTS = re.compile(r"    Region (\d): I/O ports at ([0-9a-f]+|<unassigned>)(?: \[\w+\])*(?: \[size=(\d+)\])?")
SUBSYSTEM = re.compile(r"    Subsystem: ([0-9a-f]{4}):([0-9a-f]{4})")
ROM = re.compile(r"    Expansion ROM at [0-9a-f]+")
NOTE = re.compile(r"([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): ")


def size(text):
    """A size in bytes from 256, 4K, 16M, 8G; None where it is not known."""
    if not text:
        return None
    unit = "KMGT".find(text[-1]) + 1
    return int(text.rstrip("KMGT")) << 10 * unit


def region(line):
    """Slot and region of a line, or None."""
    found = MEMORY.fullmatch(line)
    if found:
        slot, address, bits, non, length = found.groups()
        return int(slot), Region("memory", int(bits), not non, int(address, 16), size(length))
    found = PORTS.fullmatch(line)
    if found:
        slot, address, length = found.groups()
        return int(slot), Region("io", None, None, int(address.replace("<unassigned>", "0"), 16),
                                 size(length))
    return None


def function(head, lines):
    found = FUNCTION.fullmatch(head)
    subsystem = [match.groups() for match in map(SUBSYSTEM.fullmatch, lines) if match]
    regions = [pair for pair in map(region, lines) if pair]
    assert len(dict(regions)) == len(regions), "a region twice: %s" % head
    assert len(regions) == sum(line.startswith("    Region ") for line in lines), lines
    return Function(int(found[4], 16), int(found[5], 16), int(found[3], 16),
                    tuple(int(word, 16) for word in subsystem[0]) if subsystem else None,
                    dict(regions), any(map(ROM.match, lines)), lines)


def functions(output):
    """The functions of a listing by address; raises if one is there twice."""
    found = {}
    for part in re.split(r"\n(?! )", output.rstrip("\n")):
        head, *lines = part.split("\n")
        match = FUNCTION.fullmatch(head)
        if match:
            address = match[1] if match[1].count(":") == 2 else "0000:" + match[1]
            assert address not in found, "listed twice: %s" % address
            found[address] = function(head, lines)
    return found


def notes(output):
    """Addresses of the functions that have a remark at the line's start."""
    return {match[1] for match in map(NOTE.match, output.splitlines()) if match}


def true_region(bar):
    if bar["type"] == "io":
        return Region("io", None, None, bar["address"], bar["size"] if bar["address"] else None)
    return Region("memory", 64 if bar["mem_type_64"] else 32, bar["prefetch"], bar["address"],
                  bar["size"])


def sizes_agree(function, device):
    """Whether lspci's measured sizes are query-pci's.

    A register that reads the same with all ones written is not measured.
    """
    true = {bar["bar"]: bar["size"] for bar in device["regions"]}
    got = {r.get("slot", 6): r["size"] for r in function["regions"]}
    for r in function["regions"]:
        slot = r.get("slot", 6)
        if r["size"] is None and r["base"] and int(r["base"], 16) + true.get(slot, 0) == 1 << 32:
            got[slot] = true[slot]
    return got == true


def true_functions(devices):
    """The same from query-pci, of which slot 6 is the ROM and address -1 is not decoded."""
    found = {}
    for device in devices:
        ids, bars = device["id"], device["regions"]
        address = "0000:%02x:%02x.%x" % (device["bus"], device["slot"], device["function"])
        subsystem = (ids["subsystem-vendor"], ids["subsystem"]) if "subsystem" in ids else None
        found[address] = Function(
            ids["vendor"], ids["device"], device["class_info"]["class"], subsystem,
            {bar["bar"]: true_region(bar) for bar in bars if bar["bar"] < 6},
            any(bar["bar"] == 6 for bar in bars), [])
    return found
