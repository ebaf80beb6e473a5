# test_sheets.py - the register tables against the sheets of register facts they were made from.
# SPDX-License-Identifier: BSD-2-Clause

import os
import re
import sys
from dataclasses import dataclass, field

import pytest

from tables import ROOT, Tables, number

SHEETS = [ROOT.parent / "shared" / name for name in ("regs1.txt", "regs2.txt")]
# What the tables have otherwise than the sheets on purpose: "capability register field" and why.
ALLOWED = {
    "COMMON PROG_IF|COMMON SUBCLASS|COMMON BASE_CLASS|COMMON CLASS_REV": "one class code",
    "(COMMON|TYPE2) CAP_PTR": "the two low bits are reserved",
    "(TYPE0|TYPE1) BAR": "base addresses are read by lib/pci_bar.c",
    "SRIOV VF_BAR": "base addresses are read by lib/pci_bar.c",
    "TYPE2 LEGACY_BASE 0:0": "the sheet's source is a memory",
    "AGP STATUS 6:6": "the bit is sure, what 1 means is not: a flag, as lspci has it",
    "PCIX STATUS 28:26": "in bytes instead of ADQs",
    "HT_(SLAVE|HOST) COMMAND 15:13|HT (TYPE_BYTE|COMMAND) TYPE": "the type has 3 bits or 5",
    "HT_IDC INDEX": "the index in its parts",
    "HT_FLE COMMAND": "the type itself is sure, for it is what chooses the variant",
    "HT_DIRECT COMMAND": "the index in its parts",
    "HT_GEN3 (LINK_TRAIN|TRAIN)": "the bits around the one that is known",
    "EXP DEVCAP2.* (13:12 )?(TPH_COMP|EXT_TPH_COMP)": "two flags, as lspci has it",
    "EA (BASE|MAX_OFFSET)": "the sheet has them from the start of the entry",
    "FLITPM FLITPM_LTSSM": "nothing is known but that they are there",
    "CXL_TEST": "the layout is that of CXL 1.1, for whose parts alone it is shown",
    "NVIDIA_FAULT": "no public source has its DVSEC ID",
}
HEADERS = ["COMMON", "TYPE0", "TYPE1", "TYPE2"]


@dataclass
class Fld:
    hi: int
    lo: int
    name: str
    form: str


@dataclass
class Reg:
    """offset is None where a pointer of the device says it; repeat is 1 where a field says it."""
    offset: object
    bits: int
    access: str
    name: str
    repeat: int
    stride: int
    fields: list = field(default_factory=list)


@dataclass
class Cap:
    kind: str
    id: int
    name: str
    regs: list = field(default_factory=list)


def read_sheets():
    """The capabilities of both sheets; one with several IDs is several."""
    caps, same = [], []
    for line in "\n".join(path.read_text() for path in SHEETS).splitlines():
        if line.startswith("cap "):
            same = read_cap(line)
            caps += same
        elif re.match(" +reg ", line):
            for cap in same:
                cap.regs.append(read_reg(line))
        elif re.match(" +fld ", line):
            m = re.match(r' +fld (\d+):(\d+) (\S+) "[^"]*" (.*)', line)
            for cap in same:
                cap.regs[-1].fields.append(Fld(int(m[1]), int(m[2]), m[3], m[4]))
        elif not re.match(" *#| *$", line):
            same = []
    return caps


def read_cap(line):
    _, kind, number, name, _ = line.split(None, 4)
    if kind == "hdr":
        return [Cap("HDR", HEADERS.index(name), name)]
    return [Cap(kind.upper(), int(n, 16), name) for n in number.split("/")[0].split("|")]


def read_reg(line):
    m = re.match(r" +reg (\S+) (\S+) (W1C mask \S+|\S+) (\w+) ?(.*)", line)
    offset = re.fullmatch("[0-9a-fA-F]+", m[1])
    repeat = re.search(r"repeat (\w+) stride (\w+)", m[5])
    count = repeat[1] if repeat and repeat[1].isdigit() else "1"
    return Reg(int(m[1], 16) if offset else None, int(m[2]) if m[2].isdigit() else 32, m[3], m[4],
               int(count), int(repeat[2], 0) if repeat else 0)


def start_of(array):
    """Where an array starts if those before it in the same place have no entries, or None."""
    if array is None:
        return 0
    if array.start == "NEXT()":
        return start_of(array.previous)
    at, outer = re.fullmatch(r"AT\((.+)\)", array.start), start_of(array.outer)
    return number(at[1]) + outer if at and outer is not None else None


def table_registers(block):
    """Those of a block and its arrays as Reg."""
    found = []
    for r in block.registers:
        start = start_of(r.array)
        regs = Reg(None if start is None else start + r.offset, r.bits, r.access, r.name, 1, 0,
                   [Fld(f.hi, f.lo, f.name, f.format) for f in r.fields])
        found += repeated(regs, r.array)
    for a in block.arrays:
        if a.is_raw:
            found += repeated(Reg(start_of(a), 32, "RAW", a.name, 1, 0), a)
    return found


def repeated(reg, array):
    """All of an array with a fixed number of entries, else the first."""
    count = array and re.fullmatch(r"COUNT\((.+)\)", array.count)
    if not count or reg.offset is None:
        return [reg]
    stride = number(re.fullmatch(r"EVERY\((.+)\)", array.stride)[1])
    return [Reg(reg.offset + i * stride, reg.bits, reg.access, reg.name, 1, 0, reg.fields)
            for i in range(number(count[1]))]


def w1c(access):
    m = re.search(r"(?:W1C=|W1C mask |w1c=|W1C\()(0x[0-9a-fA-F]+)", access)
    return int(m[1], 16) if m else 0


def kind_of(form):
    """The formats of sheet and table in one set of words; "" where any may be right."""
    words = {"flag": "FLAG", "dec": "number", "hex": "number", "plus1": "PLUS1", "DEC": "number",
             "HEX": "number", "FLAG": "FLAG", "PLUS1": "PLUS1"}
    if "UNSURE" in re.sub(r"\[[^]]*\]", "", form.replace("[conf:", "conf:")) or form == "UNSURE":
        return "UNSURE"
    word = re.match(r"\w+", form)[0]
    if re.search("inplace", form) or form == "PLACE":
        return ""
    number = re.match(r"(?:pow2|shl|SHL|POW2|SIZE)\((-?\w+)\)", form)
    if number:
        return "%s %d" % ("shl" if word.lower() == "shl" else "2^", int(number[1], 0))
    return words.get(word, "")


def absolute(fields, offset):
    return [Fld(f.hi + 8 * offset, f.lo + 8 * offset, f.name, f.form) for f in fields]


def clip(f, hi, lo):
    return [Fld(min(f.hi, hi), max(f.lo, lo), f.name, f.form)] if f.hi >= lo and f.lo <= hi else []


def compare_field(tag, s, fields):
    """A field of the sheet with those of the table; both from the start of the capability."""
    same = [t for t in fields if (t.hi, t.lo) == (s.hi, s.lo)]
    near = [t for t in fields if t.lo <= s.hi and s.lo <= t.hi]
    want = kind_of(s.form)
    if same and all(differ(want, t.form) for t in same):
        yield "%s: %s, but %s" % (tag, s.form[:70], same[0].form)
    in_bits = want == "FLAG" and any(t.form.startswith(("BITS", "LIST")) for t in near)
    if not same and not (want == "UNSURE" and not near) and not are_flags(s, fields) and \
            not in_bits:
        yield "%s: %s" % (tag, " and ".join("%s instead" % t.name for t in near) or "not there")


def differ(want, form):
    got = kind_of(form)
    return form != "NONE" and want != got and (want and got or want == "UNSURE")


def are_flags(s, fields):
    """Whether each bit that the sheet names is a flag of its own."""
    named = [int(k) for k in re.findall(r"[(,](\d+)=", s.form)] if s.form[:3] == "bit" else []
    start = s.lo // 8 // 4 * 32 if min(named, default=0) > 7 else s.lo
    return named and all(any(t.hi == t.lo == start + k for t in fields) for k in named)


def compare_reg(s, offset, regs):
    """What a register of the sheet has that those of the table do not have."""
    tag = "%02x.%d %s" % (offset, s.bits, s.name)
    same = [r for r in regs if (r.offset, r.bits) == (offset, s.bits)]
    low = 8 * offset
    fields = [c for r in regs if r.offset is not None for f in absolute(r.fields, r.offset)
              for c in ([f] if r.bits <= s.bits else clip(f, low + s.bits - 1, low))]
    known = any(r.offset is not None and r.offset <= offset and not r.fields and
                offset + s.bits // 8 <= r.offset + r.bits // 8 for r in regs)
    if not same and not known and not all(
            any((f.hi, f.lo) == (t.hi, t.lo) for t in fields) for f in absolute(s.fields, offset)):
        yield "%s: not there" % tag
        return
    if same and w1c(s.access) not in [w1c(r.access) for r in same] and s.access != "mixed":
        yield "%s: %s, but %s" % (tag, s.access, same[0].access)
    for f, there in zip(s.fields, absolute(s.fields, offset)):
        if not (known and f.hi - f.lo + 1 == s.bits):
            yield from compare_field("%s %d:%d %s" % (tag, f.hi, f.lo, f.name), there, fields)


def compare(cap, block, base):
    """The differences of the sheet's capability and a block; base: the block of a variant."""
    regs = table_registers(block) + (table_registers(base) if base is not block else [])
    seen = []
    for s in cap.regs:
        for i in range(s.repeat):
            if s.offset is not None:
                offset = s.offset + i * s.stride
                yield from compare_reg(s, offset, regs)
                seen += absolute(s.fields, offset) + [
                    Fld(8 * offset + s.bits - 1, 8 * offset, s.name, "")]
    for t in table_registers(block):
        if t.offset is not None and not t.access == "RAW":
            yield from compare_back(t, absolute(t.fields, t.offset), seen)


def compare_back(t, fields, seen):
    """What the table has that the sheet does not."""
    whole = Fld(8 * t.offset + t.bits - 1, 8 * t.offset, "", "")
    for f in fields or [whole]:
        if t.bits == 64 and all(any((s.hi, s.lo) == (c.hi, c.lo) for s in seen) for low in (
                8 * t.offset, 8 * t.offset + 32) for c in clip(f, low + 31, low)):
            continue
        bits = any(s.form.startswith("bit") and s.lo <= f.lo == f.hi <= s.hi for s in seen)
        same = any((s.hi, s.lo) == (f.hi, f.lo) for s in seen)
        inside = not fields and any(f.lo <= s.lo and s.hi <= f.hi for s in seen)
        if not bits and not same and not inside:
            yield "%02x.%d %s %s: only in the table" % (t.offset, t.bits, t.name, f.name)


def differences(tables):
    """(capability, differences) for each of the sheets."""
    caps = read_sheets()
    for key in sorted({(c.kind, c.id) for c in caps}):
        ours = [c for c in caps if (c.kind, c.id) == key]
        blocks = [b for b in tables.blocks if (b.kind, b.id) == key]
        pairs = [(c, b) for c in ours for b in blocks]
        pairs.sort(key=lambda p: score(p[0], p[1], blocks[0]))
        while pairs:
            cap, block = pairs[0]
            yield cap, block, list(compare(cap, block, blocks[0]))
            pairs = [(c, b) for c, b in pairs if c is not cap and b is not block]
            ours.remove(cap)
        for cap in ours:
            yield cap, None, ["no block for it in the table"]


def score(cap, block, base):
    """The less, the more alike."""
    ours, theirs = (re.sub("[^a-z0-9]|v[n]dr_", "", n.lower()) for n in (cap.name, block.name))
    found = len(list(compare(cap, block, base)))
    return (5 * found - 2 * len(cap.regs) - 30 * (ours == theirs) -
            10 * (ours in theirs or theirs in ours))


def allowed(cap, line):
    """What ALLOWED is about: line without its offset, behind the name of the capability."""
    return "%s %s" % (cap.name, line.partition(" ")[2])


def is_allowed(cap, line):
    return any(re.match(pattern, allowed(cap, line)) for pattern in ALLOWED)


def main(kinds, root):
    for cap, block, found in differences(Tables(root)):
        name = "%s %04x %s" % (cap.kind.lower(), cap.id, cap.name)
        found = [line for line in found if not is_allowed(cap, line)]
        if found and any(re.match(k, name) for k in kinds):
            print("%s = %s: %d" % (name, block.name if block else "-", len(found)))
            for line in found:
                print("   ", line)


@pytest.mark.skipif(not SHEETS[0].is_file(), reason="no sheets in %s" % SHEETS[0].parent)
def test_sheets():
    """Each register and field of the sheets is in the tables, and nothing else is."""
    found = [(cap, line) for cap, _, lines in differences(Tables()) for line in lines]
    wrong = ["%s: %s" % (cap.name, line) for cap, line in found if not is_allowed(cap, line)]
    unused = [p for p in ALLOWED if not any(re.match(p, allowed(cap, line)) for cap, line in found)]
    assert len(read_sheets()) == 118, "the sheets are not as they were"
    if wrong or unused:
        pytest.fail("\n".join(wrong + ["not needed: %s" % p for p in unused]), pytrace=False)


if __name__ == "__main__":
    main(sys.argv[1:] or [""], os.environ.get("TABLES_ROOT", ROOT))
