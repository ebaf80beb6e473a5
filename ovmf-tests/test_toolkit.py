# test_toolkit.py - programs outside the tree, of what make install put elsewhere; make new-app.
# SPDX-License-Identifier: BSD-2-Clause

import os
import shutil
import subprocess

import pytest

import listing
from machine import BUILD, MAKE, ROOT, Machine

OUTSIDE = ROOT / "ovmf-tests/outside"
EXAMPLE = "share/doc/pcikit/example"
CROSS_CXX = "aarch64-linux-gnu-g++"  # need not be installed: clang++ is a cross compiler anyway
COMPILERS = {"gcc": ["CC=gcc", "CXX=g++"], "clang": ["CC=clang", "CXX=clang++"]}
PROGRAMS = {"x86_64": ["gcc/hello", "gcc/hello_cxx", "clang/hello", "clang/hello_cxx"],
            "aarch64": ["gcc/hello", "clang/hello", "clang/hello_cxx"] +
                       ["gcc/hello_cxx"] * bool(shutil.which(CROSS_CXX))}
FOR_TESTS = ["faulty", "replay", "scarce", "selftest", "taketest"]
NO_GNU_EFI = ["EFIINC_x86_64=/nonexistent", "EFIINC_aarch64=/nonexistent"]
DISPLAY = ["-device", "pcie-root-port,id=rp0,bus=pcie.0,slot=1,addr=2",
           "-device", "bochs-display,bus=rp0"]
ENABLE = "mm 000001000004 2 -w 2 -PCI -n"  # memory decode of the display, which AAVMF leaves off
MAKEFILE = "include $(shell pkg-config --variable=mk pcikit)\n"


def run(*words, folder=ROOT, env=(), status=0):
    """Run a command; its output of both kinds. What our own make was told is not for this one."""
    mine = {name: value for name, value in os.environ.items()
            if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "B", "CC", "ARCHS")}
    done = subprocess.run([str(word) for word in words], cwd=folder, env={**mine, **dict(env)},
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    assert done.returncode == status, done.stdout
    return done.stdout


class Toolkit:
    """What was installed, and moved since; programs that are built of it, and nothing else."""

    def __init__(self, prefix, work):
        self.prefix, self.work = prefix, work
        self.env = {"PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig")}.items()

    def folder(self, name, program=None):
        """A folder of the example, and one of outside/ with a Makefile of its own."""
        path = self.work / name
        if not path.exists():
            shutil.copytree(self.prefix / EXAMPLE, path)
        if program:
            shutil.copy(OUTSIDE / program, path)
            (path / "Makefile").write_text(MAKEFILE + name + ".efi: " + name + ".o\n")
        return path

    def make(self, folder, *words, status=0):
        return run("make", *words, folder=folder, env=self.env, status=status)

    def build(self, arch, program):
        """The file of a program, of which each object is built once."""
        compiler, name = program.split("/")
        folder = self.folder("%s-%s" % (arch, compiler))
        self.make(folder, "ARCH=" + arch, *COMPILERS[compiler], *NO_GNU_EFI, name + ".efi")
        return folder / (name + ".efi")


@pytest.fixture(scope="module")
def toolkit(tmp_path_factory):
    temp = tmp_path_factory.mktemp("toolkit")
    run(*MAKE, "install", "DESTDIR=%s" % (temp / "stage"), "PREFIX=/usr")
    (temp / "stage/usr").rename(temp / "moved")
    return Toolkit(temp / "moved", temp)


def expected(devices, name):
    """What hello prints of QEMU's functions, in order."""
    lines = []
    for address, true in sorted(listing.true_functions(devices).items()):
        lines.append("%s %04x:%04x class %04x" % (address, true.vendor, true.device, true.klass))
        if (true.vendor, true.device) == (0x1234, 0x1111):
            lines.append("    ID: " + name)
    return lines


def check_programs(machine, programs):
    for name in programs:
        result = machine.run([name.replace("/", "-")])
        assert result.status == 0
        windows, *lines = result.output.splitlines()
        assert windows.startswith("ECAM: segment 0000, buses 00-ff, at ")
        assert lines == expected(machine.query_pci(), "version 5 of b0c5")
        assert "    ID: version 5 of b0c5" in lines


def boot(toolkit, arch, commands=(), files=()):
    files = dict(files)
    for name in PROGRAMS[arch]:
        files[name.replace("/", "-") + ".efi"] = toolkit.build(arch, name)
    commands = [[name.replace("/", "-")] for name in PROGRAMS[arch]] + list(commands)
    return Machine(commands, files, DISPLAY, timeout=240, arch=arch,
                   log=BUILD / "ovmf-tests" / ("toolkit-%s.log" % arch))


def test_x86_64(toolkit):
    """C and C++ by gcc and clang list what QEMU has and read a register; C++ calls firmware."""
    image = toolkit.folder("firmware", "firmware.cc") / "firmware.efi"
    toolkit.make(image.parent, "CXX=clang++")
    first = image.read_bytes()
    toolkit.make(image.parent)
    assert image.read_bytes() != first  # another compiler makes it anew
    command = ["firmware", "two words", "b", "c"]
    with boot(toolkit, "x86_64", [command], {image.name: image}) as machine:
        check_programs(machine, PROGRAMS["x86_64"])
        assert machine.run(command) == ("3\n2\n", 0)


def test_aarch64(toolkit):
    """The same of the other architecture; nobody writes, so decoding is off until the shell does."""
    image = toolkit.folder("firmware-aarch64", "firmware.cc") / "firmware-aarch64.efi"
    image.with_name("firmware.cc").rename(image.with_suffix(".cc"))
    toolkit.make(image.parent, "ARCH=aarch64", "CXX=clang++",
                 "EFIINC_aarch64=%s" % (ROOT / ".cache/efi-arm64/efi"))
    command = ["firmware-aarch64", "two words", "b", "c"]
    with boot(toolkit, "aarch64", [ENABLE, command], {image.name: image}) as machine:
        assert machine.run(command) == ("3\n2\n", 0)
        for name in PROGRAMS["aarch64"]:
            result = machine.run([name.replace("/", "-")])
            assert result.status == 7
            assert "    ID: decoding is off" in result.output.splitlines()
        assert machine.run(ENABLE).status == 0
        check_programs(machine, PROGRAMS["aarch64"])


def test_nothing_of_the_tree(toolkit):
    """Dependencies are the installed headers and the program's own files; no file names the tree."""
    folder = toolkit.build("x86_64", "gcc/hello_cxx").parent
    toolkit.build("x86_64", "gcc/hello")
    for name in ("hello.d", "hello_cxx.d"):
        words = (folder / name).read_text().replace("\\\n", " ").split()
        used = {os.path.realpath(folder / word.rstrip(":")) for word in words
                if not word.startswith("hello")}
        assert len(used) > 10
        assert all(path.startswith(str(toolkit.prefix / "include/pcikit/lib/")) for path in used)
    texts = [p for p in toolkit.prefix.rglob("*") if p.is_file() and p.suffix in (".mk", ".pc", ".h")]
    assert len(texts) > 50
    assert not [p for p in texts if str(ROOT) in p.read_text() or "/usr/local" in p.read_text()]


def test_installed(toolkit):
    """Every public header and table, and applications but those that are for tests."""
    assert "\n    " + MAKEFILE + "    hello.efi: hello.o\n" in (ROOT / "README.md").read_text()

    def names(folder, pattern):
        return {str(p.relative_to(folder)) for p in folder.glob(pattern)}

    for pattern in ("lib/*.h", "lib/arch/*.h", "lib/arch/*/*.h", "lib/regs/*.def", "efi/*.h"):
        assert names(ROOT, pattern) == names(toolkit.prefix / "include/pcikit", pattern) != set()
    assert not (toolkit.prefix / "include/pcikit/lib/test").exists()
    apps = {path.name + ".efi" for path in (ROOT / "apps").glob("[!.]*")}
    for arch in PROGRAMS:
        found = names(toolkit.prefix / "lib/pcikit" / arch, "*.efi")
        assert found == apps - {name + ".efi" for name in FOR_TESTS} and "gpus.efi" in found


def test_host(toolkit):
    """pkg-config's flags build a test on the host."""
    folder = toolkit.folder("host", "host.c")
    for compiler in COMPILERS:
        flags = run("pkg-config", "--cflags", "--libs", "pcikit", env=toolkit.env).split()
        run(compiler, "-std=gnu11", "-Wall", "-Werror", "-I.", "host.c", *flags, "-o", "test",
            folder=folder)
        assert run("./test", folder=folder) == "success\n5\nread-only\n"


def test_make_again(toolkit):
    """What depends on a changed file, or on another ARCH, is made again, and nothing else."""
    folder = toolkit.folder("again")
    both = ["  CC      hello.c", "  EFI     hello.efi", "  CXX     hello_cxx.cc",
            "  EFI     hello_cxx.efi"]
    assert toolkit.make(folder).splitlines() == both
    assert toolkit.make(folder).splitlines() == ["make: Nothing to be done for 'all'."]
    assert toolkit.make(folder, "hello.efi", "ARCH=aarch64").splitlines() == both[:2]
    assert toolkit.make(folder).splitlines() == both
    (folder / "hello.def").touch()
    assert toolkit.make(folder).splitlines() == both


def test_refused(toolkit):
    """One line says what is wrong."""
    output = toolkit.make(toolkit.folder("refused"), "ARCH=mips", status=2)
    assert "pcikit is installed for aarch64 x86_64, not for ARCH=mips.  Stop." in output
    assert len(output.splitlines()) == 1
    output = toolkit.make(toolkit.folder("global", "global.cc"), status=2)
    assert "a global object has a constructor, which nobody would call" in output
    assert not (toolkit.work / "global/global.efi").exists()


def test_uninstall(tmp_path):
    """Everything goes, and nothing of others."""
    other = tmp_path / "usr/lib/pkgconfig/other.pc"
    other.parent.mkdir(parents=True)
    other.touch()
    place = ["DESTDIR=%s" % tmp_path, "PREFIX=/usr"]
    run("make", "install", *place)
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) > 80
    run("make", "uninstall", *place)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [other]


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the tree, with what is built of it, so that little is to be built."""
    temp = tmp_path_factory.mktemp("tree")
    for name in ("Makefile", "lib", "efi", "apps", "ovmf-tests", ".clang-format", ".ci"):
        run("cp", "-a", ROOT / name, temp / name)
    (temp / ".cache").symlink_to(ROOT / ".cache")
    (temp / "build").mkdir()
    for name in ("x86_64", "strings-all.h", "strings-all.i", "strings-gpu.h", "strings-gpu.i", "version"):
        run("cp", "-a", BUILD / name, temp / "build")
    return temp


def test_new_app(tree):
    """A new application builds at once, is formatted, and does what hello does."""
    output = run("make", "new-app", "NAME=pytest_x", folder=tree)
    assert output == ("apps/pytest_x: now make build/x86_64/pytest_x.efi && "
                      "ovmf-tests/boot pytest_x -- -device bochs-display\n")
    files = sorted(path.name for path in (tree / "apps/pytest_x").iterdir())
    assert files == ["README", "pytest_x.c", "pytest_x.def"]
    assert not [f for f in files if "hello" in (tree / "apps/pytest_x" / f).read_text()]
    run("clang-format", "--dry-run", "--Werror", "apps/pytest_x/pytest_x.c", folder=tree)
    run("make", "layers", "build/x86_64/pytest_x.efi", folder=tree)
    commands = [["pytest_x"], ["pytest_x", "-v"]]
    files = {"pytest_x.efi": tree / "build/x86_64/pytest_x.efi"}
    with Machine(commands, files, DISPLAY, timeout=240,
                 log=BUILD / "ovmf-tests" / "new-app.log") as machine:
        result = machine.run_traced(commands[0])
        assert result.status == 0 and not result.writes
        assert result.output.splitlines()[1:] == expected(machine.query_pci(), "version 5 of b0c5")
        assert machine.run(commands[1]) == ("Usage: pytest_x\n", 2)


@pytest.mark.parametrize("name, why", [
    ("", "no name: make new-app NAME=mydevice"),
    ("gpus", "apps/gpus is there already"),
    ("Gpus", "bad name 'Gpus': a small letter, then small letters, digits and _"),
    ("9x", "bad name '9x': a small letter, then small letters, digits and _"),
    ("../x", "bad name '../x': a small letter, then small letters, digits and _"),
    ("a b", "bad name 'a b': a small letter, then small letters, digits and _"),
    ("a;touch x", "bad name 'a;touch x': a small letter, then small letters, digits and _"),
    ("-n", "bad name '-n': a small letter, then small letters, digits and _"),
    ("é", "bad name 'é': a small letter, then small letters, digits and _"),
    ("a" * 33, "bad name '%s': more than 32 characters" % ("a" * 33)),
])
def test_new_app_refused(tree, name, why):
    before = sorted(path.name for path in (tree / "apps").iterdir())
    output = run("make", "new-app", "NAME=" + name, folder=tree, status=2)
    assert output.splitlines()[0] == "new-app: " + why
    assert output.splitlines()[1:] == [line for line in output.splitlines() if "Error 2" in line]
    assert sorted(path.name for path in (tree / "apps").iterdir()) == before
