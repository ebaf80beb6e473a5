# build.py - configuration space made from a description of registers, as lspci -xxxx prints it.
# SPDX-License-Identifier: BSD-2-Clause
"""
A description has one line per register and per field; README says how they read. Of each of its
images there are some VARIANTS: all bits 0, all bits 1, each register 1, and others in which no two
bits, fields or registers are alike. What they must read as follows from the description alone.
"""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
VARIANTS = 26
EXP, STD, EXT, LAST = 0x40, 0x80, 0x100, 0x800
TYPES = {"endpoint": 0, "legacy": 1, "root": 4, "upstream": 5, "downstream": 6, "bridge": 7,
         "reverse": 8, "integrated": 9, "collector": 10}


@dataclass
class Field:
    hi: int
    lo: int
    kind: str
    arg: str
    conditions: list  # one of them: (offset or None for the same register, hi, lo, is, value)


@dataclass
class Register:
    bits: int
    where: list  # (names of images or None for all, offsets)
    noread: bool
    fields: list = field(default_factory=list)

    def offsets(self, image):
        return [o for names, offsets in self.where if not names or image.name in names
                for o in offsets]


@dataclass
class Image:
    """version of the capability, what the function is; pins: (space, offset, hi, lo, value)."""
    name: str
    version: int = 1
    type: str = "endpoint"
    slot: int = 0
    layout: int = 0
    vendor: int = 0x10de
    device: int = 0x2233
    klass: int = 0x0302
    pins: list = field(default_factory=list)


@dataclass
class Capability:
    """at: where it lies in configuration space."""
    is_ext: bool
    id: int
    at: int
    title: str
    images: list = field(default_factory=list)
    registers: list = field(default_factory=list)


def cut(value, hi, lo):
    return value >> lo & (1 << hi - lo + 1) - 1


def span(text):
    hi, _, lo = text.partition(":")
    return int(hi), int(lo or hi)


def read_description(path):
    """The capabilities of a file; one with several IDs is several."""
    caps, same = [], []
    for line in path.read_text().splitlines():
        words = line.split("#")[0].split() if not line.startswith(" ") else line.split()
        if not words or words[0] == "#":
            continue
        if words[0] == "cap":
            same = [read_cap(words[1] == "ext", int(n, 16), " ".join(words[3:]))
                    for n in words[2].split("|")]
            caps += same
        for cap in same:
            read_line(cap, words)
    for cap in caps:
        cap.images = cap.images or [Image("only")]
    return caps


def read_cap(is_ext, number, title):
    return Capability(is_ext, number, EXT if is_ext else EXP if number == 0x10 else STD, title)


def read_line(cap, words):
    if words[0] == "image":
        cap.images.append(read_image(words[1:]))
    elif words[0] == "reg":
        cap.registers.append(Register(int(words[1]), [read_where(w) for w in words[3:]
                                                      if w != "noread"], "noread" in words))
    elif words[0] != "cap":
        cap.registers[-1].fields += read_fields(words)


def read_image(words):
    image = Image(words[0])
    for word in words[1:]:
        key, value = word.split("=")
        pin = re.fullmatch(r"(exp:)?([0-9a-f]+)\[([\d:]+)\]", key)
        if pin:
            image.pins.append((pin[1], int(pin[2], 16), *span(pin[3]), int(value, 16)))
        elif key == "width":
            image.pins.append(("exp:", 0x0c, 9, 4, int(value)))
        else:
            base = 16 if key in ("vendor", "device", "klass") else 10
            setattr(image, key, value if key == "type" else int(value, base))
    return image


def read_where(word):
    """10 or 10+4*8 or 10;20+c*2, for some images only: a,b:10."""
    names, _, places = word.rpartition(":")
    offsets = []
    for place in places.split(";"):
        m = re.fullmatch(r"([0-9a-f]+)(?:\+([0-9a-f]+)\*(\d+))?", place)
        offsets += [int(m[1], 16) + int(m[2] or "0", 16) * i for i in range(int(m[3] or 1))]
    return names.split(",") if names else None, offsets


def read_condition(text):
    m = re.fullmatch(r"(?:([0-9a-f]+)\[)?([\d:]+)\]?(!?=)(\d+)", text)
    return int(m[1], 16) if m[1] else None, *span(m[2]), m[3] == "=", int(m[4])


def read_fields(words):
    conditions = []
    if "?" in words:
        conditions = [read_condition(c) for c in words[-1].split("|")]
        words = words[:words.index("?")]
    if words[0] != "flags":
        return [Field(*span(words[0]), words[1], " ".join(words[2:]), conditions)]
    return [Field(bit, bit, "flag", "", conditions) for word in words[1:] for bit in
            range(int(word.split("-")[0]), int(word.split("-")[-1]) + 1)]


def names_of(f):
    """What the values of an enum or the bits of a vector are called."""
    pairs = (pair.split("=", 1) for pair in f.arg.split("|") if pair)
    return {int(key, 16): name for key, name in pairs}


class Space:
    """The configuration space of one variant of an image."""

    def __init__(self, cap, image, variant):
        self.cap, self.image, self.variant = cap, image, variant
        self.data = bytearray(4096)
        self.put(0, 32, image.vendor | image.device << 16)
        self.put(4, 32, 0x00100000)
        self.put(8, 32, image.klass << 16)
        self.put(0x0e, 8, image.layout)
        self.put(0x34, 8, EXP)
        self.put(EXP, 16, 0x10 | (0 if cap.is_ext or cap.id == 0x10 else STD << 8))
        self.put(EXP + 2, 16, 2 | TYPES[image.type] << 4 | image.slot << 8)
        self.put(LAST, 32, 0x00010000)
        for r in cap.registers:
            for offset in r.offsets(image):
                self.put(cap.at + offset, r.bits, self.choose(r, offset))
        self.put_header(cap, image)
        if cap.at == EXP:
            self.pin(EXP + 2, 8, 0, image.version | TYPES[image.type] << 4 | image.slot << 8)
        for space, offset, hi, lo, value in image.pins:
            self.pin((EXP if space else cap.at) + offset, hi, lo, value)

    def put_header(self, cap, image):
        self.put(EXT, 32, LAST << 20 | 0x10000)
        if cap.is_ext:
            self.put(EXT, 32, cap.id | image.version << 16 | LAST << 20)
        elif cap.at == STD:
            self.put(STD, 16, cap.id)

    def put(self, at, bits, value):
        self.data[at:at + bits // 8] = value.to_bytes(bits // 8, "little")

    def get(self, offset, bits):
        at = self.cap.at + offset
        return int.from_bytes(self.data[at:at + bits // 8], "little")

    def pin(self, at, hi, lo, value):
        at, hi, lo = at + lo // 8, hi - lo // 8 * 8, lo % 8
        size = hi // 8 + 1
        old = int.from_bytes(self.data[at:at + size], "little")
        mask = (1 << hi - lo + 1) - 1
        assert value <= mask
        self.put(at, 8 * size, old & ~(mask << lo) | value << lo)

    def choose(self, r, offset):
        """A register's value; in every second variant the values of enums are those with names."""
        if self.variant < 3:
            return (0, (1 << r.bits) - 1, 1)[self.variant]
        seed = "%04x %s %d %x %d" % (self.cap.id, self.image.name, self.variant, offset, r.bits)
        value = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:r.bits // 8], "little")
        for f in r.fields if self.variant % 2 == 0 else []:
            names = sorted(names_of(f)) if f.kind == "enum" else []
            if names:
                mask = (1 << f.hi - f.lo + 1) - 1
                chosen = names[(self.variant // 2 + f.lo + offset) % len(names)]
                value = value & ~(mask << f.lo) | chosen << f.lo
        return value

    def holds(self, conditions, value):
        """Whether one of them holds, or there is none; value: of the same register."""
        return not conditions or any(
            (cut(value if offset is None else self.get(offset, 32), hi, lo) == want) == equal
            for offset, hi, lo, equal, want in conditions)

    def expected(self):
        """(offset, bits, value or None, register) of all that are there, by offset."""
        found = [(o, r.bits, None if r.noread else self.get(o, r.bits), r)
                 for r in self.cap.registers for o in r.offsets(self.image)]
        return sorted(found, key=lambda e: e[:2])

    def text(self, address):
        """Without the lines behind the last capability, which are all 0."""
        lines = ["%02x: %s" % (at, self.data[at:at + 16].hex(" ")) for at in range(0, 4096, 16)]
        return "\n".join([address + " 3D controller: an image", *lines, "", ""])


def images(cap, variants=VARIANTS):
    """(address, Space) of all variants of all images of a capability."""
    for bus, image in enumerate(cap.images):
        for variant in range(variants):
            yield "%02x:%02x.0" % (bus, variant), Space(cap, image, variant)
