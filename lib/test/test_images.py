# test_images.py - every capability, decoded from images of it made from descriptions.
# SPDX-License-Identifier: BSD-2-Clause

import functools
import json
import os
import re
import subprocess
from fractions import Fraction

import pytest

from images.build import HERE, Image, Space, cut, images, names_of, read_description
from tables import ROOT, Tables

LSPCI = os.environ.get("LSPCI", ROOT / "build" / "asan" / "lspci")
FILES = sorted(HERE.glob("*.txt"))
CAPS = [cap for path in FILES for cap in read_description(path)]
TABLES = Tables(os.environ.get("TABLES_ROOT", ROOT))
TWICE = "members of one name"
UNITS = {"": 1, "s": 1, "ms": Fraction(1, 10 ** 3), "us": Fraction(1, 10 ** 6),
         "ns": Fraction(1, 10 ** 9), "W": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30,
         "T": 1 << 40, "P": 1 << 50, "E": 1 << 60, "%": 1}


class Wrong(Exception):
    """What the program said is not what is in the image."""


def need(is_right, text, *values):
    if not is_right:
        raise Wrong(text % values)


def members(pairs):
    """A JSON object; most readers lose all but the last of members of one name."""
    names = [k for k, v in pairs]
    twice = sorted({k for k in names if names.count(k) > 1})
    return dict(pairs, **{TWICE: twice} if twice else {})


def calculate(name, v, value, offset, space):
    """What a field that has no simple format means: a number, words, or None for a reserved one."""
    def time(scale):
        return None if scale > 5 else Fraction(v * 32 ** scale, 10 ** 9)

    def power_on(scale):
        return None if scale > 2 else Fraction(v * (2, 10, 100)[scale], 10 ** 6)

    def power_budget():
        scale = cut(value, 9, 8) + 4 * cut(value, 21, 21)
        if scale == 0 and v >= 0xf0:
            return {0xf0: 250, 0xf1: 275, 0xf2: 300}.get(v)
        return None if scale > 5 else v * Fraction((1000, 100, 10, 1, 10000, 100000)[scale], 1000)

    def watts(scale):
        if scale == 0 and v >= 0xf0:
            return {0xf0: 250, 0xf1: 275, 0xf2: 300}.get(v)
        return v * Fraction(1, 10 ** scale)

    bus_bits = cut(value, 2, 0) or 8
    return {
        "slot_power_dev": lambda: watts(cut(value, 27, 26)),
        "slot_power": lambda: watts(cut(value, 16, 15)),
        "vectors": lambda: 1 << v if v < 6 else None,
        "payload": lambda: 128 << v if v < 6 else None,
        "tenths": lambda: Fraction(v, 10),
        "hundredths": lambda: Fraction(v, 100),
        "thousandths": lambda: Fraction(v, 1000),
        "ea_end": lambda: "%08x" % (value | 3),
        "times32": lambda: 32 * v,
        "fpb_low": lambda: 256 << v if v < 5 else None,
        "fpb_high": lambda: 256 << v if v < 6 else None,
        "fpb_low_unit": lambda: 1 << 20 + v if v < 5 else None,
        "fpb_high_unit": lambda: 1 << 28 + v if v < 8 else None,
        "bus_bits": lambda: bus_bits,
        "config_address": lambda: "%02x:%02x.%d" % (
            cut(value, 19 + bus_bits, 20), cut(value, 19, 15), cut(value, 14, 12)),
        "config_space": lambda: "%016x" % (value >> 20 + bus_bits << 20 + bus_bits),
        "overlay": lambda: 1 << v if v > 5 else "disabled",
        "serial": lambda: "-".join("%02x" % b for b in v.to_bytes(8, "big")),
        "queue_depth": lambda: v or 32,
        "log_size": lambda: v or 4,
        "egress_bits": lambda: v or 256,
        "buses": lambda: "%02x-%02x" % (v, cut(value, 23, 16)),
        "eighths": lambda: Fraction(25, 2) * v,
        "us": lambda: Fraction(v, 10 ** 6),
        "scale": lambda: ...,
        "latency": lambda: time(cut(value, 12, 10)),
        "threshold": lambda: time(cut(value, 31, 29)),
        "power_on_cap": lambda: power_on(cut(value, 17, 16)),
        "power_on": lambda: power_on(cut(value, 1, 0)),
        "granularity": lambda: ... if v in (0, 255) else Fraction(v, 10 ** 9),
        "dpa_latency": lambda: (Fraction(v * 10 ** cut(value, 9, 8), 1000)
                                if cut(value, 9, 8) < 3 else None),
        "dpa_power": lambda: v * Fraction((1000, 100, 10, 1)[cut(space.get(4, 32), 13, 12)], 100),
        "power_budget": power_budget,
    }[name]()


def meaning(f, v, value, offset, space):
    """What a field must say; None is "reserved", ... is anything."""
    number = int(f.arg or "0") if f.kind in ("pow2", "size", "sizes", "shl") else 0
    bits = [k for k in range(f.hi - f.lo + 1) if v >> k & 1]
    return {
        "flag": lambda: bool(v),
        "dec": lambda: v, "hex": lambda: v, "raw": lambda: v, "unsure": lambda: v,
        "plus1": lambda: v + 1,
        "pow2": lambda: 1 << v + number,
        "size": lambda: 1 << v + number if v + number < 64 else None,
        "shl": lambda: v << number,
        "place": lambda: v << f.lo,
        "enum": lambda: names_of(f).get(v),
        "bits": lambda: [names_of(f).get(k) for k in bits],
        "list": lambda: bits,
        "sizes": lambda: [1 << k + number if k + number < 64 else None for k in bits],
        "calc": lambda: calculate(f.arg, v, value, offset, space),
    }[f.kind]()


def number_of(text, unit=None):
    """A number with or without its unit, else None."""
    if re.fullmatch("0x[0-9a-f]+", text):
        return int(text, 16)
    m = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?(ns|us|ms|s|W|%|[KMGTPE]?)", text)
    return m and Fraction(m[1]) * UNITS[m[2]]


def same_words(a, b):
    """Whether two texts differ in nothing but blanks and capitals."""
    return re.sub(r"\s", "", a).lower() == re.sub(r"\s", "", b).lower()


def agrees(got, want, scale=1):
    """Whether a value of the JSON output is what is meant; scale: of the unit its token has."""
    if want is ...:
        return True
    if isinstance(want, list):
        if isinstance(got, str):
            return number_of(got) == sum(1 << k for k in want if isinstance(k, int))
        return len(got) == len(want) and all(map(agrees, got, want))
    if want is None:
        return isinstance(got, str) and "reserved" in got
    if isinstance(want, bool) or isinstance(got, bool):
        return got is want
    if isinstance(want, str):
        return isinstance(got, str) and same_words(got, want)
    number = number_of(got) if isinstance(got, str) else got
    return number is not None and want in (number, number * scale)


class Node:
    """A register, or a raw dword at an offset, of the JSON output; lines of the table may be it."""

    def __init__(self, name, bits, raw, fields, lines=(), offset=None):
        self.name, self.bits, self.raw, self.fields = name, bits, raw, fields
        self.lines, self.offset = lines, offset

    def layout(self):
        return self.lines[0].fields if self.lines else []

    def shown(self):
        return [f for f in self.layout() if f.name in self.fields]

    def __str__(self):
        return "%s.%d=%s" % (self.name, self.bits, self.raw and "%x" % self.raw)


def find_lines(blocks, array, name, fields, raw):
    """The table's lines of a register; a variant may have one of the same name as its block."""
    same = [r for b in blocks for r in b.registers
            if r.name == name and (r.array.name if r.array else None) == array]
    fit = [r for r in same if {f.name for f in r.fields} >= set(fields) and
           (raw is None) == (r.access == "NOREAD") and (raw is None or len(raw) == 2 + r.bits // 4)]
    need(fit, "%s is not in the table, or not as %s", name, raw)
    return fit


def flatten(registers, blocks, array=None):
    """The registers and raw dwords of the JSON output, in their order."""
    need(TWICE not in registers, "members of one name: %s", registers.get(TWICE))
    for name, value in registers.items():
        if isinstance(value, list):
            for entry in value:
                yield from flatten(entry, blocks, name)
        elif "dwords" in value:
            for i, dword in enumerate(value["dwords"]):
                yield Node(name, 32, None if dword is None else int(dword, 16), {}, (),
                           value["offset"] + 4 * i)
        else:
            fields = {k: v for k, v in value.items() if k not in ("raw", "error")}
            raw = value.get("raw")
            lines = find_lines(blocks, array, name, fields, raw)
            yield Node(name, lines[0].bits, raw and int(raw, 16), fields, lines)


def ranges(fields):
    return {(f.hi, f.lo) for f in fields}


def match(space, nodes):
    """(expected register, node) in the order of offsets; nothing may be left on either side."""
    pairs, left = [], list(nodes)
    for offset, bits, value, register in space.expected():
        same = [n for n in left if (n.bits, n.raw) == (bits, value) and n.offset in (None, offset)]
        need(same, "%02x: no register of %d bits that is %s; left are %s", offset, bits,
             value if value is None else "%x" % value, list(map(str, left)))
        node = min(same, key=lambda n: len(ranges(register.fields) ^ ranges(n.layout())))
        left.remove(node)
        pairs.append((offset, value, register, node))
    need(not left, "only in the table: %s", list(map(str, left)))
    return pairs


def check_fields(space, offset, value, register, node):
    """Each field that is expected is there and says what it must, and there is no other."""
    lines = {f.name: f for f in node.shown()}
    shown = {(f.hi, f.lo): (f.name, node.fields[f.name]) for f in node.shown()}
    where = "%02x %s" % (offset, node.name)
    for f in register.fields:
        plain = f.hi - f.lo + 1 == register.bits and f.kind in ("hex", "raw") or f.kind == "unsure"
        name, got = shown.pop((f.hi, f.lo), (None, None))
        if name is None:
            need(plain and not node.fields or not space.holds(f.conditions, value),
                 "%s: no field %d:%d", where, f.hi, f.lo)
            continue
        want = meaning(f, cut(value, f.hi, f.lo), value, offset, space)
        need(lines[name].format == "NONE" or agrees(got, want, scale_of(lines[name].token)),
             "%s.%s [%d:%d] of %x: %r, not %r", where, name, f.hi, f.lo, value, got, want)
    need(not register.fields or not shown, "%s: fields %s only in the table", where, shown)


def scale_of(token):
    """The unit that a token has behind the value."""
    m = re.search("@ ?(ns|us|ms|s|W|%)", token)
    return UNITS[m[1]] if m else 1


def run(*words, text):
    done = subprocess.run([LSPCI, *words, "-F", "-"], input=text.encode(), capture_output=True,
                          timeout=60)
    assert done.stderr == b"", done.stderr.decode()
    return done.stdout.decode("ascii")


@functools.cache
def decode(number):
    """[(image and variant, space, the capability as the program's JSON has it)] of CAPS[number]."""
    cap, decoded = CAPS[number], []
    spaces = list(images(cap))
    output = json.loads(run("--json", text="\n".join(s.text(a) for a, s in spaces)),
                        object_pairs_hook=members)
    found = {f["address"]: f for f in output["functions"]}
    for address, space in spaces:
        shown = [c for c in found["0000:" + address]["capabilities"]
                 if int(c["offset"], 16) == cap.at]
        decoded.append(("%s, image %s %d" % (address, space.image.name, space.variant), space,
                        shown[0]))
    return decoded


def blocks_of(cap):
    key = ("EXT" if cap.is_ext else "STD", cap.id)
    return [b for b in TABLES.blocks if (b.kind, b.id) == key]


every_cap = pytest.mark.parametrize("cap", CAPS, ids=["%04x %s" % (c.id, c.title) if c.is_ext else
                                                 "%02x %s" % (c.id, c.title) for c in CAPS])


@every_cap
def test_json(cap):
    failures = {}
    for name, space, shown in decode(CAPS.index(cap)):
        try:
            need(int(shown["id"], 16) == cap.id, "ID: %s", shown["id"])
            need(not cap.is_ext or shown["version"] == space.image.version, "version")
            need(shown["title"].startswith(cap.title), "title: %s", shown["title"])
            for pair in match(space, list(flatten(shown["registers"], blocks_of(cap)))):
                check_fields(space, *pair)
        except Wrong as e:
            kind = space.image.name + re.sub("[0-9a-f]{2,}|'.*", "", str(e))
            failures.setdefault(kind, "%s: %s" % (name, e))
    if failures:
        pytest.fail("\n".join(list(failures.values())[:12]), pytrace=False)


def named(values):
    """The names of a list of the tables, in order."""
    return [name for _, name in sorted(TABLES.values[values].items())]


def rendered(f, value):
    """A field of the JSON output as text has it."""
    form, number = re.fullmatch(r"(\w+)(?:\((.+)\))?", f.format).groups()
    if form == "FLAG":
        return f.token + "-+"[value]
    if form == "NONE" or form == "UNSURE" and int(value, 16) == 0:
        return ""
    if form in ("HEX", "SHL", "PLACE"):
        top = f.hi if form == "PLACE" else f.hi - f.lo + int(number or "0", 0)
        value = "%0*x" % (top // 4 + 1, int(value, 16))
    elif form == "UNSURE":
        value = "%x?" % int(value, 16)
    elif form == "SPAN" and len(value) > 1 and value == named(number)[:len(value)]:
        value = "%s-%s" % (re.match("[0-9.]+", value[0])[0], value[-1])
    elif isinstance(value, list):
        value = " ".join(map(str, value)) or "none"
    before, at, after = f.token.partition("@")
    return "%s%s%s%s" % (before, "" if at or not before else " ", value, after)


def pattern(node, line, arrays):
    """What a register or dword reads as, behind the labels of the arrays it is in."""
    labels = ["%s " % re.escape(a.label.lstrip("+")).replace("@", "\\d+") for a in arrays]
    label = "(?:%s)*" % "|".join(labels)
    if line is None:
        raw = [a.label for a in arrays if a.is_raw and a.name == node.name]
        return "(?:%s(?:%s): )?(?:[0-9a-f]+: )?%s ?" % (
            label, "|".join(map(re.escape, raw)), "\\(not read\\)" if node.raw is None else
            "%08x" % node.raw)
    if not line.token:
        return ""
    words = [rendered(f, node.fields[f.name]) for f in line.fields if f.name in node.fields]
    if not any(words):
        words = ["%0*x" % (node.bits // 4, node.raw or 0)]
    words = "".join(re.escape(w) + ",? ?" for w in words if w)
    words = words if node.raw is not None else "[a-z: ]+ "
    words = re.sub(r"(,\? \?)?\\&", "", words)
    goes_on = line.token == "+" or line.array and line.array.label[:1] == "+"
    return "(?:%s%s:(?: |$))%s%s%s" % (label, re.escape(line.token), "?" if goes_on else "", label,
                                    words)


def compare_text(text, nodes, arrays):
    try:
        for node in nodes:
            patterns = [pattern(node, line, arrays) for line in node.lines or [None]]
            found = [m for m in (re.match(p, text) for p in patterns) if m]
            need(found, "%s is not %s", text, patterns)
            text = text[max(m.end() for m in found):]
        need(not text.strip(), "no register has %s", text)
    except Wrong as e:
        return str(e)
    return None


@every_cap
def test_text(cap):
    """Title, and every register with every field, in the order of the JSON output."""
    spaces = list(images(cap))
    output = run("-nvvv", text="\n".join(s.text(a) for a, s in spaces))
    functions = {f[:7]: f for f in re.split(r"^(?=\S\S:\S\S\.\S )", output, flags=re.M)}
    arrays = [a for b in blocks_of(cap) for a in b.arrays]
    for name, space, shown in decode(CAPS.index(cap)):
        text = functions[name.split(",")[0]].partition("Capabilities: [%x" % cap.at)[2]
        number = "(%04x)\n" if cap.is_ext else "(%02x)\n"
        head, _, text = text.partition("Capabilities: ")[0].partition(number % cap.id)
        assert cap.title in head, name
        text = re.sub(r"\s+", " ", text.partition("Region ")[0]).strip() + " "
        failure = compare_text(text, flatten(shown["registers"], blocks_of(cap)), arrays)
        if failure:
            pytest.fail("%s: %s" % (name, failure), pytrace=False)


@pytest.mark.parametrize("cap", [c for c in CAPS if c.is_ext and any(
    r.fields for r in c.registers)], ids=lambda c: "%04x" % c.id)
def test_unknown_version(cap):
    """All dwords as well, for what the table says may be wrong."""
    space = Space(cap, Image("unknown", version=15), 4)
    text = run("-nvvv", text=space.text("01:00.0")).partition("Capabilities: [100 v15]")[2]
    assert "This version is not known" in text.partition("Capabilities: ")[0]
    document = json.loads(run("--json", text=space.text("01:00.0")), object_pairs_hook=members)
    shown = [c for c in document["functions"][0]["capabilities"] if int(c["offset"], 16) == cap.at]
    raw = shown[0]["registers"]["unknown_version"]
    assert raw["offset"] == 0 and len(raw["dwords"]) >= 2
    assert raw["dwords"] == [dword and "0x%08x" % space.get(4 * i, 32)
                             for i, dword in enumerate(raw["dwords"])]


def test_all_are_there():
    """An image for each of the capabilities that have a number."""
    assert sorted(c.id for c in CAPS if c.is_ext) == list(range(0x01, 0x3b))
    assert {c.id for c in CAPS if not c.is_ext} == set(range(0x01, 0x16))
