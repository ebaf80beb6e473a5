# test_compilers.py - every program as another compiler made it, beside what gcc made of the same.
# SPDX-License-Identifier: BSD-2-Clause

import pytest

from edu import Shell, lines
from image import is_of_gcc
from arch import ARCHS
from machine import ROOT, application
from test_baremetal import check, run_off
from test_replay import function

# build/clang has the same kind of image. build/windows has what clang and lld-link make where long
# has 32 bits: firmware calls its C without entry.S, and moves it by the PE's relocations.
MAIN = ROOT / "build"
OTHERS = {"clang": MAIN / "clang", "windows": MAIN / "windows"}
DEVICES = ["-device", "virtio-gpu-pci,addr=2", "-device", "edu,addr=5,dma_mask=0xffffffff",
           "-device", "bochs-display,addr=6", "-device", "pcie-root-port,id=rp0,slot=1,addr=7",
           "-device", "nvme,serial=0,bus=rp0"]
ENABLE = "mm 000000060004 2 -w 2 -PCI -n"  # of the bochs-display, which AAVMF leaves off
# Lines that each compiler's program prints the same for, and their status.
SAME = {
    "gpus": 0, "gpus -v": 0, "gpus --json": 0, "gpus --check": 0, "gpus -x": 2,
    "gpus --cross-check": 0, "lspci": 0, "lspci -tv": 0, "lspci -vvv": 0, "lspci --json -s 1:": 0,
    "lspci --size-bars -v": 0, "mmio 0:6.0 bar2+500 2 8": 0, "mmio 0:6.0 bar2+1000 2": 2,
    "selftest": 0, "selftest bars": 0, "bochs --mode 640x480 --hold 0 6.0": 0,
    "taketest 0:0:2.0": 0, "scarce gpus.efi -h": 0, "starter lspci -n": 0,
}
REPLAY = ["other-replay", "1:0@one.bin", "other-gpus.efi", "--all-buses"]
BAREMETAL = ["other-baremetal", "--off"]


def version(build):
    """That of a build; build/windows has the version of build/."""
    file = build / "version"
    return (file if file.exists() else MAIN / "version").read_text()


def both(line):
    """The commands of a line: gcc's program, the other compiler's."""
    return line.split(), ("other-" + line).split()


@pytest.fixture(scope="module", params=[(arch, other) for arch in ARCHS for other in OTHERS],
                ids="-".join)
def shell(request, tmp_path_factory):
    arch, other = request.param
    build = OTHERS[other]
    assert version(build) == version(MAIN), "not of the same sources: make test makes both"
    files = {"one.bin": tmp_path_factory.mktemp("image") / "one.bin"}
    files["one.bin"].write_bytes(function(0x10de, 0x2330, 0x030200))
    commands = [ENABLE, REPLAY, BAREMETAL, *(command for line in SAME for command in both(line))]
    for name in {command[0] for command in commands if command != ENABLE}:
        is_other = name.startswith("other-")
        files[name + ".efi"] = application(name.replace("other-", ""), arch,
                                           build if is_other else MAIN)
    with Shell("compilers-%s-%s" % request.param, DEVICES, build, files, commands=commands,
               arch=arch) as shell:
        assert shell.machine.run(ENABLE).status == 0
        yield shell


@pytest.mark.parametrize("line", SAME)
def test_same(shell, line):
    """To the byte."""
    gcc, other = (shell.machine.run(command) for command in both(line))
    assert other == gcc and gcc.status == SAME[line] and gcc.output


def test_replay(shell):
    """It adds a segment, wherever in memory, and starts another application."""
    result = shell.machine.run(REPLAY)
    assert result.status == 0 and "\n0001:00:00.0 3D controller [0302]: 10de:2330\n" in result.output


def test_driver(shell):
    """It drives its device, and is unloaded."""
    assert shell.load() == lines(0, 5)
    assert shell.driver()[1] == "1"
    shell.unload()


def test_faulty(shell):
    """Its hooks in firmware's tables are called, and what they are to say comes through."""
    shell.run("load -nc edu.efi")
    *said, last = shell.run("faulty map").splitlines()
    assert said[-1] == "edu sample driver: 0000:00:05.0: not started: no space left"
    assert last == "not driven, left: 0 mappings, 0 buffers, 0 pages, 0 of the pool"
    shell.unload()


def test_baremetal(shell):
    """Last, for it switches the machine off: the list with firmware, and the same without."""
    devices = shell.machine.query_pci()
    output, _ = run_off(shell.machine, BAREMETAL)
    check(output, devices)


@pytest.mark.parametrize("arch", ARCHS)
def test_another_compiler(arch):
    """Whatever made build/, it is not gcc."""
    assert not is_of_gcc(application("gpus", arch, OTHERS["clang"]))


def test_all_applications():
    """Each is run above."""
    tested = {line.split()[0] for line in SAME} | {"replay", "edu", "faulty", "baremetal"}
    assert tested == {path.name for path in (ROOT / "apps").glob("[!.]*")}
