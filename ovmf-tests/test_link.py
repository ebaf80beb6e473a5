# test_link.py - what compiling, linking and finishing an image refuses, and what they put up with.
# SPDX-License-Identifier: BSD-2-Clause

import platform
import re
import struct
import subprocess

import pytest

from image import WRITE, Image
from arch import ARCHS
from machine import BUILD, ROOT, Machine
from test_toolkit import run

COMPILERS = ["gcc", "clang"]
EACH = pytest.mark.parametrize("compiler, arch", [(c, a) for c in COMPILERS for a in ARCHS])
MAKEFILE = """
all: x.efi
include {root}/efi/firmware.mk
x.efi: x.o {build}/libpcikit.a
	$(call EFI_LINK,{arch},app,{build}/pcikit-app.o)
x.o: {root}/ovmf-tests/outside/link.c
	$(call EFI_CC,{arch}) -I{root} -I. -c $< -o $@
"""
USED = "extern const int other[]; __asm__(%s); "
PRINT = 'fmt_print(p->out, "%x\\n", (unsigned)other[0]);'
# Declarations and a statement, and the message, of which the build must not make an image.
REFUSED = {
    "undefined": ("int nowhere(void);", "nowhere();", "undefined reference to `nowhere'"),
    "no place": ('__attribute__((section(".odd"), used)) int odd = 1;', "odd++;",
                 r"orphan section `?\.odd"),
    "constructor": ("__attribute__((constructor)) static void f(void) { __asm__ volatile(\"\"); }",
                    "", "a global object has a constructor"),
    "other relocation": ('__attribute__((weak, visibility("default"))) extern int weak;',
                         'fmt_print(p->out, "%d", &weak != 0);', "relocations above are not RELATIVE"),
    "relocation of constants": (USED % r'".section .rodata.other,\"a\"\n.balign 8\nother: .quad .\n.text"',
                                PRINT, "read-only se"),
    "writable constants": (USED % r'".section .rodata.other,\"aw\"\nother: .long 1\n.text"', PRINT,
                           "sections above must not be writable"),
    "executable data": (USED % r'".section .data.other,\"awx\"\nother: .long 1\n.text"', PRINT,
                        "sections above must not be writable"),
    "floating point": ("", "volatile double d = p->argc; d = d * 2;",
                       "SSE|general-regs-only|undefined reference to `__floatsidf'"),
    "wide text": ("_Static_assert(sizeof(L'x') == 4, \"CHAR16\");", "", "CHAR16"),
}
BIG = 1 << 20
LARGE = """
static volatile unsigned char large[%d];
static const char *const volatile words[] = {"relocated", "as well"};
""" % BIG
FILL = r"""
	for (unsigned i = 0; i < sizeof(large); i++)
		large[i] = (unsigned char)(large[i] + i % 251);
	for (unsigned i = 0; i < sizeof(large); i++)
		if (large[i] != i % 251)
			return APP_DEVICE;
	fmt_print(p->out, "%s %s\n", words[0], words[1]);
"""
OUTPUT = ("relocated as well\n", 0)
LOAD_ERROR = 1
# In place of binutils: lld, and an objcopy that refuses what that of binutils 2.46 and on does.
TOOLS = {
    "ld": "exec ld.lld \"$@\"\n",
    "objcopy": "case \" $*\" in *' --target'* | *' -F'*) exit 1;; esac\nexec %s \"$@\"\n",
}
OBJCOPY = {"x86_64": "objcopy", "aarch64": "aarch64-linux-gnu-objcopy"}


def build(folder, compiler, arch, declarations, statements, *words, status=0):
    """Make x.efi of a program; returns what make printed."""
    folder.mkdir(exist_ok=True)
    (folder / "declarations.h").write_text(declarations + "\n")
    (folder / "statements.h").write_text(statements + "\n")
    (folder / "Makefile").write_text(MAKEFILE.format(root=ROOT, build=BUILD / arch, arch=arch))
    return run("make", "CC=" + compiler, *words, folder=folder, status=status)


@EACH
@pytest.mark.parametrize("case", REFUSED)
def test_refused(tmp_path, compiler, arch, case):
    """There is no image, and the reason is given."""
    declarations, statement, message = REFUSED[case]
    output = build(tmp_path, compiler, arch, declarations, statement, status=2)
    assert re.search(message, output), output
    assert not (tmp_path / "x.efi").exists()


def flags_of_data(data):
    """Where .data of an image has its flags."""
    image, = struct.unpack_from("<I", data, 0x3c)
    return data.index(b".data\0\0\0", image) + 36


@pytest.fixture(scope="module", params=ARCHS)
def images(request, tmp_path_factory):
    """The same program by each compiler, and by clang with other tools; one that is patched."""
    arch, temp = request.param, tmp_path_factory.mktemp("images")
    for name, script in TOOLS.items():
        tool = temp / ("other-" + name)
        tool.write_text("#!/bin/sh\n" + script.replace("%s", OBJCOPY[arch]))
        tool.chmod(0o755)
    others = "TOOLS_%s=%s/other-" % (arch, temp)
    found = {}
    for name, compiler, *words in [("gcc", "gcc"), ("clang", "clang"), ("lld", "clang", others)]:
        build(temp / name, compiler, arch, LARGE, FILL, *words)
        found[name] = temp / name / "x.efi"
    unknown = bytearray(found["gcc"].read_bytes())
    section, = (s for s in Image(found["gcc"]).sections() if s.name == ".rela")
    struct.pack_into("<Q", unknown, section.file_offset + 8, 6)  # the first one's type
    found["unknown"] = temp / "unknown.efi"
    found["unknown"].write_bytes(unknown)
    return arch, found


def test_large_variable(images):
    """It has its place in the image, which a section .bss.large had not in gnu-efi's layout."""
    for name in ("gcc", "clang", "lld"):
        image = Image(images[1][name])
        large, = (places[0] for symbol, places in image.symbols.items() if symbol.startswith("large"))
        assert len(large) == BIG and image.section_of(large).flags & WRITE


def test_relocations_have_one_section(images):
    """Whatever the linker calls it: those of pointers to constant text are all there."""
    counts = [len(Image(images[1][name]).relocations()) for name in ("clang", "lld")]
    assert counts[0] == counts[1] > 2


def test_boot(images):
    """They run, relocated; one with a relocation of another type is refused before any C runs."""
    arch, files = images
    with Machine([[name] for name in files], {name + ".efi": path for name, path in files.items()},
                 arch=arch, log=BUILD / "ovmf-tests" / ("link-%s.log" % arch)) as machine:
        for name in ("gcc", "clang", "lld"):
            assert machine.run([name]) == OUTPUT
        assert machine.run(["unknown"]) == ("", LOAD_ERROR)
        assert machine.run(["gcc"]) == OUTPUT


@pytest.mark.parametrize("at, value", [(0, 0xe0000020), (-24, 0x1008)])
def test_finish_refuses(images, tmp_path, at, value):
    """A section that is writable and executable, or that does not begin with a page."""
    image = tmp_path / "x.efi"
    data = bytearray(images[1]["gcc"].read_bytes())
    struct.pack_into("<I", data, flags_of_data(data) + at, value)
    image.write_bytes(data)
    done = subprocess.run([ROOT / "efi/finish-image", image], text=True, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == "finish-image: %s: section .data\n" % image
    assert image.read_bytes() == data


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the host cannot run it")
def test_entry(tmp_path):
    """By each compiler: what firmware passes arrives, what it keeps in registers stays."""
    for compiler in COMPILERS:
        subprocess.run([compiler, "-std=gnu11", "-O2", "-Wall", "-Werror", "ovmf-tests/entry.c",
                        "efi/x86_64/entry.S", "-o", tmp_path / compiler], cwd=ROOT, check=True)
        assert subprocess.run([tmp_path / compiler], check=True, capture_output=True,
                              text=True).stdout.splitlines() == [
            "arguments 11 22, stack aligned, direction up",
            "status 1234, registers kept, relocated 1 and 1",
            "status 8000000000000001, registers kept, relocated 1 and 0"]
