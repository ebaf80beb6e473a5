# test_readme.py - the examples of lib/README compile, in C and C++, and do what is said of them.
# SPDX-License-Identifier: BSD-2-Clause

import re
import subprocess

import pytest

from cli import ROOT

EXAMPLES = ["device.def", "forms.c", "region.c", "walk.c"]
SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
FLAGS = ["-O1", "-Wall", "-Wextra", "-Wno-missing-field-initializers", "-Werror", "-I" + str(ROOT),
         "-I.", "-include", "lib/test/readme/readme.h"]
C = ["-x", "c", "-std=gnu11", "-Wconversion", "-Wshadow", "-Wmissing-prototypes"]
CXX = ["-x", "c++", "-std=gnu++17"]
FIRMWARE = ["-ffreestanding", "-fpic", "-fshort-wchar", "-mgeneral-regs-only"]
FORMS = """
#include "lib/pci_cap.h"
void forms(struct io_region cfg, size_t offset, uint32_t v, pci_EXP_region exp);
void forms(struct io_region cfg, size_t offset, uint32_t v, pci_EXP_region exp)
{
%s}
"""
OUTPUT = """\
list: success
0000:00:01.0 1234:5678
    [040] Express
    [080] MSI
    the chain loops
    [100] Advanced Error Reporting
start: success, reset 1, reads 5
command 0, device control 2010
start: access failed, reset 1, reads 5
start: timed out, reset 1, many reads
start: the device is gone, reset 0, reads 0
"""


def blocks():
    """The indented parts of the page, each without its indentation."""
    text = (ROOT / "lib/README").read_text()
    return [re.sub("^    ", "", found, flags=re.M).strip("\n") + "\n"
            for found in re.findall(r"(?:^    .*\n(?:\n(?=    ))?)+", text, re.M)]


def forms(text):
    """A function of the calls that are listed with a remark behind each."""
    calls = re.findall(r"^(io_\w+\(.*?\))(?:  |$)", text, re.M)
    assert len(calls) == len(text.splitlines())
    return FORMS % "".join("\t%s;\n" % call for call in calls)


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    """A folder of the blocks that are files, as their first line says, and of the list of calls.

    What else is indented is the description of the JSON.
    """
    folder = tmp_path_factory.mktemp("readme")
    for text in blocks():
        head = re.match(r"/\* (\w+\.\w+) - .*\*/\n", text)
        name = head[1] if head else "forms.c" if text.startswith("io_") else None
        assert name or text.startswith("pcikit      version\n"), text
        if name:
            assert not (folder / name).exists()
            (folder / name).write_text(text if head else forms(text))
    assert sorted(path.name for path in folder.iterdir()) == EXAMPLES
    return folder


def run(*words, folder):
    done = subprocess.run([str(word) for word in words], cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.parametrize("compiler, flags", [("gcc", C), ("g++", CXX)])
def test_run(examples, compiler, flags):
    """Over the sanitizers' library and a machine of bytes."""
    folder = examples
    objects = []
    for name in ["region.c", "walk.c"]:
        objects.append("%s-%s.o" % (compiler, name))
        run(compiler, *flags, *FLAGS, *SANITIZE, "-c", name, "-o", objects[-1], folder=folder)
    run("gcc", *C, *FLAGS, *SANITIZE, "-c", ROOT / "lib/test/readme/main.c", "-o", "main.o",
        folder=folder)
    asan = ROOT / "build/asan"
    run("gcc", *SANITIZE, "main.o", *objects, asan / "obj/lib/test/host.o",
        asan / "obj/lib/test/cfg.o", asan / "libpcikit.a", "-o", "readme", folder=folder)
    assert run("./readme", folder=folder) == OUTPUT


@pytest.mark.parametrize("compiler, flags", [("gcc", C), ("g++", CXX), ("clang", C),
                                             ("clang++", CXX)])
def test_forms(examples, compiler, flags):
    """A value that nobody looks at is the list's manner."""
    ignore = ["-Wno-unused-result", "-Wno-unused-value"]
    run(compiler, *flags, *FLAGS, *ignore, "-fsyntax-only", "forms.c", folder=examples)


@pytest.mark.parametrize("name", ["region.c", "walk.c"])
@pytest.mark.parametrize("compiler, flags", [("clang", C), ("clang++", CXX)])
def test_compile(examples, name, compiler, flags):
    """By the other compiler too, and as firmware's, where registers are surely mapped."""
    for mode in ([], FIRMWARE):
        run(compiler, *flags, *FLAGS, *mode, "-fsyntax-only", name, folder=examples)


def test_format(examples):
    """In the style of the tree."""
    for name in ("region.c", "walk.c"):
        done = subprocess.run(["clang-format", "--assume-filename=lib/" + name], cwd=ROOT, text=True,
                              input=(examples / name).read_text(), stdout=subprocess.PIPE)
        assert done.stdout == (examples / name).read_text()
