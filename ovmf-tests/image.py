# image.py - a PE file that firmware loads, and the ELF file with symbols that it was made of.
# SPDX-License-Identifier: BSD-2-Clause

import re
import struct
import subprocess
from collections import namedtuple

CODE, EXECUTE, READ, WRITE = 0x20, 0x20000000, 0x40000000, 0x80000000

Section = namedtuple("Section", "name size address file_size file_offset flags")
Relocation = namedtuple("Relocation", "address type addend")


def readelf(*words):
    return subprocess.run(["readelf", "--wide", *words], check=True, capture_output=True,
                          text=True).stdout


def is_of_gcc(path):
    """Whether gcc compiled it, and not clang, as it says itself."""
    comment = readelf("--string-dump=.comment", path.with_suffix(".so"))
    compilers = set(re.findall(r"\] .*(GCC: |clang version )", comment))
    assert len(compilers) == 1, comment
    return compilers == {"GCC: "}


class Image:
    """Addresses of both files are the same, counted from the image's start."""

    def __init__(self, path):
        self.path = path
        self.data = path.read_bytes()
        self.symbols = {}  # name → list of ranges of addresses: static ones may share a name
        for line in readelf("--symbols", path.with_suffix(".so")).splitlines():
            words = line.split()
            if len(words) == 8 and words[3] in ("OBJECT", "FUNC"):
                at = int(words[1], 16)
                self.symbols.setdefault(words[7], []).append(range(at, at + int(words[2], 0)))

    def sections(self):
        header, = struct.unpack_from("<I", self.data, 0x3c)
        count, optional = struct.unpack_from("<6xH12xH", self.data, header)
        at = header + 24 + optional
        for name, *numbers in struct.iter_unpack("<8s4I12xI", self.data[at:at + 40 * count]):
            yield Section(name.rstrip(b"\0").decode(), *numbers)

    def section_of(self, addresses):
        """The one that all these addresses lie in, in the file too."""
        found, = (s for s in self.sections() if s.address <= addresses[0]
                  and addresses[-1] < s.address + min(s.size, s.file_size))
        return found

    def relocations(self):
        """ELF's own, which the entry code makes."""
        section, = (s for s in self.sections() if s.name == ".rela")
        entries = self.data[section.file_offset:section.file_offset + section.size // 24 * 24]
        return [Relocation(*entry) for entry in struct.iter_unpack("<QQq", entries) if any(entry)]
