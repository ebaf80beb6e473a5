# test_image.py - the files firmware loads: their size, and the tables, which nothing may change.
# SPDX-License-Identifier: BSD-2-Clause

import csv
import shutil
import struct
import subprocess
from collections import namedtuple

import pefile
import pytest

from machine import ARCHS, BUILD, ROOT, application

BYTES = {"gpus": 150_000, "lspci": 250_000, "mmio": 150_000}  # each less than this
IMAGES = [(app, arch) for app in BYTES for arch in ARCHS]
TABLES = ["pci_lines", "strings", "pci_blocks"]  # of lib/desc.c
CODE, READ, WRITE, EXECUTE = 0x20, 0x40000000, 0x80000000, 0x20000000

Section = namedtuple("Section", "name size address file_offset flags")


class Image:
    """A PE file, and where the symbols of the ELF file lie that it was made of."""

    def __init__(self, app, arch):
        path = application(app, arch)
        self.data = path.read_bytes()
        self.symbols = {}  # name → list of ranges of addresses: static ones may share a name
        table = subprocess.run(["readelf", "-sW", path.with_suffix(".so")], check=True,
                               capture_output=True, text=True).stdout
        for line in table.splitlines():
            words = line.split()
            if len(words) == 8 and words[3] == "OBJECT":
                at = int(words[1], 16)
                self.symbols.setdefault(words[7], []).append(range(at, at + int(words[2], 0)))

    def sections(self):
        header, = struct.unpack_from("<I", self.data, 0x3c)
        count, optional = struct.unpack_from("<6xH12xH", self.data, header)
        at = header + 24 + optional
        for name, size, address, _, offset, flags in struct.iter_unpack(
                "<8s4I12xI", self.data[at:at + 40 * count]):
            yield Section(name.rstrip(b"\0").decode(), size, address, offset, flags)

    def section_of(self, addresses):
        """The one that all these addresses lie in."""
        found, = (s for s in self.sections() if s.address <= addresses[0]
                  and addresses[-1] < s.address + s.size)
        return found

    def relocations(self, addresses):
        """The places among the addresses that the entry code changes: ELF's own relocations."""
        section, = (s for s in self.sections() if s.name == ".rela")
        entries = self.data[section.file_offset:section.file_offset + section.size // 24 * 24]
        return [at for at, _, _ in struct.iter_unpack("<QQq", entries) if at in addresses]


@pytest.fixture(scope="module", params=IMAGES, ids="-".join)
def image(request):
    return Image(*request.param)


@pytest.mark.parametrize("app, arch", IMAGES)
def test_size(app, arch):
    assert application(app, arch).stat().st_size < BYTES[app]


@pytest.mark.parametrize("table", TABLES)
def test_table_is_read_only(image, table):
    """In a section that firmware can map read-only, and nothing in it to relocate."""
    addresses, = image.symbols[table]
    assert image.section_of(addresses).flags & (CODE | READ | WRITE | EXECUTE) == READ
    assert not image.relocations(addresses)


def test_pointers_are_seen(image):
    """What refers to the tables has pointers to all three: where there are some, they are found."""
    addresses, = image.symbols.get("pci_desc") or image.symbols["pci_desc_gpu"]
    assert image.section_of(addresses).flags & WRITE
    assert len(image.relocations(addresses)) == len(TABLES)


def test_only_lspci_can_measure():
    """gpus never writes to a device, and does not have the code that measures BARs by writing."""
    for arch in ARCHS:
        for app in BYTES:
            names = subprocess.run(["readelf", "-sW", BUILD / arch / (app + ".so")], check=True,
                                   capture_output=True, text=True).stdout
            assert (" pci_size_bars\n" in names) == (app == "lspci")


PE = pytest.mark.parametrize("app, arch", [(path.parent.name, arch) for arch in ARCHS
                                           for path in sorted((ROOT / "apps").glob("*/*.c"))
                                           if path.stem == path.parent.name])


@PE
def test_modern_firmware_accepts(app, arch):
    """Whole pages, none writable and executable, which NX_COMPAT says; SBAT; no time of day."""
    image = pefile.PE(str(application(app, arch)))
    header = image.OPTIONAL_HEADER
    assert header.DllCharacteristics == 0x100 and image.verify_checksum()
    assert header.SectionAlignment == 4096 and header.FileAlignment == 512
    assert image.FILE_HEADER.TimeDateStamp == 0 and not image.FILE_HEADER.Characteristics & 1
    names = [section.Name.rstrip(b"\0").decode() for section in image.sections]
    assert names == [".text", ".rodata", ".data", ".rela", ".sbat", ".reloc"]
    for name, section in zip(names, image.sections):
        assert section.VirtualAddress % 4096 == 0
        assert bool(section.Characteristics & EXECUTE) == (name == ".text")
        assert bool(section.Characteristics & WRITE) == (name == ".data")
    # The block of .reloc that moves nothing, without which firmware takes an image for fixed.
    assert image.get_warnings() == ["Overlapping offsets in relocation data at RVA: 0x0"]


@PE
def test_sbat(app, arch):
    """Six fields a line; the first line is of the format itself. The version is the program's."""
    image = pefile.PE(str(application(app, arch)))
    section, = (s for s in image.sections if s.Name.rstrip(b"\0") == b".sbat")
    text = section.get_data()[:section.Misc_VirtualSize].rstrip(b"\0").decode("ascii")
    rows = list(csv.reader(text.splitlines()))
    assert [row[:2] for row in rows] == [["sbat", "1"], ["pcikit", "1"]]
    assert all(len(row) == 6 for row in rows)
    assert rows[1][4] == (BUILD / "version").read_text().strip()


def test_reproducible(tmp_path):
    """Two folders, the same bytes."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True,
                           text=True).stdout.split("\0")[:-1]
    images = []
    for name in ("one", "another/and-longer"):
        for path in files:
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, tmp_path / name / path)
        shutil.copytree(ROOT / ".cache", tmp_path / name / ".cache")
        targets = ["build/%s/%s.efi" % (arch, app) for arch in ARCHS for app in ("gpus", "edu")]
        subprocess.run(["make", "-j2", "VERSION=x", *targets], cwd=tmp_path / name, check=True,
                       capture_output=True)
        images.append([(tmp_path / name / target).read_bytes() for target in targets])
    assert images[0] == images[1]
