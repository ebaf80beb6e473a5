# tables.py - the lines of the register tables, as the preprocessor gives them.
# SPDX-License-Identifier: BSD-2-Clause

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WORDS = re.findall(r"^#define (\w+)\(", (ROOT / "lib/reg_pass.h").read_text(), re.M)


@dataclass
class Field:
    name: str
    hi: int
    lo: int
    format: str
    token: str
    conditions: tuple


@dataclass
class Register:
    """offset is that in array (or the block); its fields are in the order of the table."""
    name: str
    offset: int
    bits: int
    access: str
    token: str
    array: object
    conditions: tuple
    fields: list = field(default_factory=list)


@dataclass
class Array:
    """Entries, or raw dwords where is_raw; outer is the array around it."""
    name: str
    label: str
    start: str
    count: str
    stride: str
    outer: object
    previous: object
    is_raw: bool
    conditions: tuple


@dataclass
class Block:
    word: str
    kind: str
    id: int
    name: str
    size: int
    title: str
    only: list = field(default_factory=list)
    known: str = ""
    registers: list = field(default_factory=list)
    arrays: list = field(default_factory=list)


def preprocess(root=ROOT):
    """Each line as its word and its arguments."""
    source = "".join("#define %s(...) @@%s(__VA_ARGS__)\n" % (w, w) for w in sorted(set(WORDS)))
    source += '#include "lib/regs/all.def"\n'
    text = subprocess.run(["gcc", "-E", "-P", "-I.", "-x", "c", "-"], cwd=root, check=True,
                          text=True, input=source, stdout=subprocess.PIPE).stdout
    line = ""
    for part in re.sub(r'"\s*"', "", text).split("@@")[1:]:
        line += part
        if line.count("(") == line.count(")"):  # else a word of this name inside a line
            word, _, rest = line.strip().partition("(")
            yield word, split(rest[:rest.rindex(")")])
            line = ""


def split(text):
    """Arguments: commas inside parentheses and quotes separate nothing."""
    parts, depth, quoted = [""], 0, False
    for c in text:
        quoted ^= c == '"'
        if not quoted:
            depth += (c == "(") - (c == ")")
        if c == "," and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += c
    return [re.sub(r"\s+", " ", p).strip().strip('"') for p in parts]


def number(text):
    """A number, or a sum or product of such as macros of the tables make them."""
    assert re.fullmatch(r"[0-9a-fA-FxuU+* ()-]+", text), text
    return eval(re.sub(r"\b(0x[0-9a-f]+|\d+)u\b", r"\1", text, flags=re.I), {"__builtins__": {}})


class Tables:
    """blocks: in order; values: name -> {number: text}."""

    def __init__(self, root=ROOT):
        self.blocks, self.values = [], {}
        self._inside, self._conditions = None, ()
        for word, words in preprocess(root):
            getattr(self, "on_" + word.lower())(*words)

    def on_block(self, kind, id, name, size, title):
        self._add("BLOCK", kind, id, name, size, title)

    def on_variant(self, kind, id, name, size, title):
        self._add("VARIANT", kind, id, name, size, title)

    def _add(self, word, kind, id, name, size, title):
        self.blocks.append(Block(word, kind, number(id), name, number(size), title))
        self._inside, self._conditions = None, ()

    def on_part(self, kind, id, name, size):
        self._inside, self._conditions = None, ()

    def _array_line(self, name, label, start, count, stride, is_raw):
        same = [b for b in self.blocks[-1].arrays if b.outer is self._inside and not b.is_raw]
        a = Array(name, label, start, count, stride, self._inside, same[-1] if same else None,
                  is_raw, self._conditions)
        self.blocks[-1].arrays.append(a)
        return a

    def on_array(self, outer, name, size, label, start, count, stride):
        self._inside = self._array_line(name, label, start, count, stride, False)
        self._conditions = ()

    def on_end(self, *_):
        self._inside = self._inside.outer
        self._conditions = ()

    def on_raw(self, block, name, token, start, count):
        self._array_line(name, token, start, count, "EVERY(4)", True)

    def on_reg(self, block, name, offset, bits, access, token):
        self.blocks[-1].registers.append(
            Register(name, number(offset), number(bits), access, token, self._inside,
                     self._conditions))

    def on_fld(self, block, register, name, hi, lo, form, token):
        self.blocks[-1].registers[-1].fields.append(
            Field(name, number(hi), number(lo), form, token, self._conditions))

    on_alt = on_fld

    def on_values(self, name, text):
        self.values[name] = {int(k, 16): v for k, v in
                             (pair.split("=", 1) for pair in text.split("|"))}

    def on_if(self, *condition):
        self._conditions = (", ".join(condition),)

    def on_and(self, *condition):
        self._conditions += (", ".join(condition),)

    def on_or(self, *condition):
        self._conditions = self._conditions[:-1] + (
            "%s or %s" % (self._conditions[-1:] or "", ", ".join(condition)),)

    def on_length(self, *_):
        pass

    def on_always(self, *_):
        self._conditions = ()

    def on_only(self, *condition):
        self.blocks[-1].only.append(", ".join(condition))

    def on_known(self, *condition):
        self.blocks[-1].known = ", ".join(condition)
