# test_image.py - the files firmware loads: their size, and the tables, which nothing may change.
# SPDX-License-Identifier: BSD-2-Clause

import csv
import re
import shutil
import subprocess
from pathlib import Path

import pefile
import pytest

from arch import ARCHS
from cases import main_first
from image import CODE, EXECUTE, READ, WRITE, Image, is_of_gcc, readelf
from machine import BUILD, ROOT, application

BYTES = {"gpus": 150_000, "lspci": 250_000, "mmio": 150_000}  # each less than this
IMAGES = [(app, arch) for app in BYTES for arch in ARCHS]
TABLES = ["pci_lines", "strings", "pci_blocks"]  # of lib/desc.c
RELATIVE = {"x86_64": 8, "aarch64": 1027}  # the one type of relocation that the entry code knows
GNU_EFI = ["/usr/lib/libefi.a", "/usr/lib/libgnuefi.a"]
BY_COMPILER = {"memcpy", "memset", "memmove", "memcmp"}  # which compilers call of themselves
FLOATING = re.compile(r"%[xyz]?mm\d|%st\b|\b[bhsdqv]\d{1,2}\b")  # registers, in each assembler's words
OBJDUMP = {"x86_64": "objdump", "aarch64": "aarch64-linux-gnu-objdump"}

@pytest.fixture(scope="module", params=IMAGES, ids="-".join)
def image(request):
    return Image(application(*request.param))


@pytest.mark.parametrize("app, arch", IMAGES)
def test_size(app, arch):
    """Of what users get: gcc's, which optimises once more when it links; clang's are 10 % larger."""
    path = application(app, arch)
    if not is_of_gcc(path):
        pytest.skip("clang's")
    assert path.stat().st_size < BYTES[app]


@pytest.mark.parametrize("table", TABLES)
def test_table_is_read_only(image, table):
    """In a section that firmware can map read-only, and nothing in it to relocate."""
    addresses, = image.symbols[table]
    assert image.section_of(addresses).flags & (CODE | READ | WRITE | EXECUTE) == READ
    assert not [r for r in image.relocations() if r.address in addresses]


def test_pointers_are_seen(image):
    """What refers to the tables has pointers to all three: where there are some, they are found."""
    addresses, = image.symbols.get("pci_desc") or image.symbols["pci_desc_gpu"]
    assert image.section_of(addresses).flags & WRITE
    assert len([r for r in image.relocations() if r.address in addresses]) == len(TABLES)


def test_only_lspci_can_measure():
    """gpus never writes to a device, and does not have the code that measures BARs by writing."""
    for arch in ARCHS:
        for app in BYTES:
            names = readelf("--symbols", application(app, arch).with_suffix(".so"))
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
    assert image.FILE_HEADER.PointerToSymbolTable == 0 and header.CheckSum != 0
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


@PE
def test_all_is_inside(app, arch):
    """Every function and variable lies in a section, and in the file; all relocations are known."""
    image = Image(application(app, arch))
    for name, places in image.symbols.items():
        for addresses in filter(None, places):  # not _DYNAMIC, which is of no size
            assert image.section_of(addresses).flags & READ, name
    relocations = image.relocations()
    assert relocations and {r.type for r in relocations} == {RELATIVE[arch]}
    assert {image.section_of(range(r.address, r.address + 8)).name for r in relocations} == {".data"}


@PE
def test_code(app, arch):
    """None is gnu-efi's; none touches a register that C shares with firmware's floating point."""
    image = application(app, arch).with_suffix(".so")
    symbols = subprocess.run(["nm", "--defined-only", "--extern-only", *GNU_EFI], check=True,
                             capture_output=True, text=True).stdout
    theirs = {line.split()[2] for line in symbols.splitlines() if len(line.split()) == 3}
    assert {"Print", "CompareGuid", "GetShellArgcArgv"} <= theirs
    assert not (theirs - BY_COMPILER) & set(Image(application(app, arch)).symbols)
    code = subprocess.run([OBJDUMP[arch], "--disassemble", "--no-show-raw-insn", image], check=True,
                          capture_output=True, text=True).stdout
    lines = [line.split("\t", 1)[1] for line in code.splitlines() if "\t" in line]
    assert len(lines) > 1000
    assert not [line for line in lines if FLOATING.search(re.sub("<.*?>", "", line))]


@main_first
def test_reproducible(arch, tmp_path):
    """Another folder, the same bytes of every program."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True,
                           text=True).stdout.split("\0")[:-1]
    for path in files:
        (tmp_path / "another" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, tmp_path / "another" / path)
    shutil.copytree(ROOT / ".cache", tmp_path / "another/.cache")
    compiler = "gcc" if is_of_gcc(application("gpus")) else "clang"
    version = (BUILD / "version").read_text().strip()
    targets = ["build/%s/%s.efi" % (arch, path.name) for path in (ROOT / "apps").glob("[!.]*")]
    subprocess.run(["make", "-j2", "CC=" + compiler, "VERSION=" + version, *targets],
                   cwd=tmp_path / "another", check=True, capture_output=True)
    assert len(targets) >= 10
    for target in targets:
        ours = BUILD / Path(target).relative_to("build")
        assert (tmp_path / "another" / target).read_bytes() == ours.read_bytes(), target
