# test_stick.py - the image of make image: what is on it, and that firmware boots it by itself.
# SPDX-License-Identifier: BSD-2-Clause

import json
import os
import re
import shutil
import subprocess

import pytest

from cases import main_first
from machine import BUILD, ROOT, Machine, clean
from stick import FILES, IMAGE, PARTITION, Booted, runs

TOOLS = re.findall(r'^TOOL\((\w+), "(.*)"\)$', (ROOT / "apps/starter/tools.def").read_text(),
                   re.MULTILINE)
SFDISK = shutil.which("sfdisk", path=os.environ["PATH"] + ":/usr/sbin:/sbin")
DISPLAY = ["-device", "bochs-display"]
WAITS = b"starter: back to firmware in 60 s, "  # a key counts from here on
NEXT = re.compile(rb'BdsDxe: (?:failed to start|loading Boot0000)')
CTRL_C = b"\x03"
WARP = ["-icount", "shift=3,sleep=off"]  # the time that a processor waits for passes at once
CONFIG = """# what a fleet runs
--wait 0

gpus --check --json
  lspci "-n" -s ^0:0.0
nothere -x
gpus --bogus
\x01
--bogus
"""


def names_on(image):
    """All files of the partition."""
    said = subprocess.run(["mdir", "-/", "-b", "-i", "%s@@%d" % (image, PARTITION), "::"], check=True,
                          capture_output=True, text=True).stdout
    return {name[3:] for name in said.split("\n") if name and not name.endswith("/")}


def test_image():
    """One EFI System Partition in a GPT, with the very files."""
    table = json.loads(subprocess.run([SFDISK, "-J", IMAGE], check=True, capture_output=True,
                                      text=True).stdout)["partitiontable"]
    partition, = table["partitions"]
    assert table["label"] == "gpt" and partition["start"] * table["sectorsize"] == PARTITION
    assert partition["type"] == "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
    assert subprocess.run([SFDISK, "--verify", IMAGE], capture_output=True).returncode == 0
    assert names_on(IMAGE) == {str(path.relative_to(FILES)) for path in FILES.rglob("*.*")}
    for name in names_on(IMAGE):
        there = subprocess.run(["mtype", "-i", "%s@@%d" % (IMAGE, PARTITION), "::" + name],
                               check=True, capture_output=True).stdout
        assert there == (FILES / name).read_bytes()


@pytest.mark.parametrize("arch, loader", [("x86_64", "BOOTX64.EFI"), ("aarch64", "BOOTAA64.EFI")])
def test_files(arch, loader):
    """Both architectures' programs, each with its page, and the starter in its place."""
    for name, what in TOOLS:
        assert (FILES / arch / (name + ".efi")).read_bytes() == \
            (BUILD / arch / (name + ".efi")).read_bytes()
        page = (FILES / arch / (name + ".man")).read_bytes().decode("ascii")
        assert page.startswith('.TH %s 0 "%s"\r\n' % (name, what)) and "\nUsage: " + name in page
        assert all(line.endswith("\r") for line in page.split("\n")[:-1])
    assert (FILES / "EFI/BOOT" / loader).read_bytes() == \
        (BUILD / arch / "starter.efi").read_bytes()
    assert not list(FILES.rglob("selftest*"))


def test_image_is_reproducible(tmp_path):
    """Of the same files, made in another order and at another time."""
    for path in sorted(FILES.rglob("*.*"), reverse=True):
        copy = tmp_path / "another folder" / path.relative_to(FILES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    subprocess.run([ROOT / "apps/starter/make-image", tmp_path / "another folder", tmp_path / "img"],
                   check=True)
    assert (tmp_path / "img").read_bytes() == IMAGE.read_bytes()


@pytest.mark.parametrize("arch, disk", [("x86_64", "usb"), ("x86_64", "disk"), ("aarch64", "usb"),
                                        ("aarch64", "disk")])
def test_boots(arch, disk):
    """It lists the tools, runs gpus, waits for a key, and then firmware goes on."""
    with Booted(arch, disk=disk, qemu_args=DISPLAY,
                log=BUILD / "ovmf-tests" / ("stick-%s-%s.log" % (arch, disk))) as machine:
        machine.wait(0, NEXT.search, [(WAITS, b"x")])
        said = clean(machine.raw)
    for tool in TOOLS:
        assert "\n  %-10s %s\n" % tool in said
    (line, output, status), = runs(said)
    assert (line, status) == ("gpus", "0")
    assert output.startswith("ECAM: ") and "Display controller [0380]: 1234:1111" in output


@pytest.mark.parametrize("arch, text", [
    ("x86_64", CONFIG.replace("\n", "\r\n").encode("ascii")),
    ("aarch64", ("\ufeff" + CONFIG).encode("utf-16le"))])
def test_config(arch, text):
    """What the file says is run, what cannot be is said, and nobody waits; the shell's UCS-2, too."""
    with Booted(arch, text, qemu_args=DISPLAY,
                log=BUILD / "ovmf-tests" / ("stick-config-%s.log" % arch)) as machine:
        machine.wait(0, NEXT.search)
        said = clean(machine.raw)
    report, listing, refused = runs(said)
    document = json.loads(report[1])
    assert report[0] == "gpus --check --json" and report[2] == "%x" % document["status"]
    assert [f["vendor"] for f in document["functions"]] == ["0x1234"]
    assert listing[0] == "lspci -n -s 0:0.0" and listing[1].startswith("00:00.0 0600: ")
    assert refused[0] == "gpus --bogus" and refused[2] == "2"
    assert "\nstarter: nothere: not found\n" in said
    assert "\nstarter: pcikit.cfg: line 8 is not taken\n" in said
    assert "\nstarter: pcikit.cfg: line 9 is not taken\n" in said
    assert "back to firmware" not in said


def test_watchdog(arch):
    """Firmware's, of five minutes, is off: after 400 s it is the starter that ends."""
    with Booted(arch, b"--wait 400\n", qemu_args=WARP,
                log=BUILD / "ovmf-tests" / ("stick-watchdog-%s.log" % arch)) as machine:
        machine.wait(0, NEXT.search)
        said = clean(machine.raw)
    assert "\nstarter: back to firmware in 400 s, or when a key is typed\nBdsDxe: " in said


def test_user_ends_it():
    """Ctrl-C in one of many runs, whichever it reaches: what comes after it is not run."""
    with Booted("aarch64", b"--wait 0\n" + 50 * b"lspci -vvv\n", qemu_args=4 * DISPLAY,
                log=BUILD / "ovmf-tests" / "stick-interrupted.log") as machine:
        machine.wait(0, NEXT.search, [(b"ECAM: ", CTRL_C)])
        said = clean(machine.raw)
    *before, (_, output, status) = runs(said)
    assert len(before) < 49 and all(run[2] == "0" for run in before)
    assert status == "15" and "lspci: interrupted" in output


def test_config_is_too_long():
    with Booted("aarch64", b"gpus\n" * 4000,
                log=BUILD / "ovmf-tests" / "stick-long.log") as machine:
        machine.wait(0, NEXT.search, [(WAITS, b"x")])
        said = clean(machine.raw)
    assert "\nstarter: pcikit.cfg: longer than 16 KiB\n" in said and not runs(said)


@pytest.fixture(scope="module")
def shell(arch):
    """A shell with the folder of an architecture."""
    with Machine(files={path.name: path for path in (FILES / arch).iterdir()}, arch=arch,
                 log=BUILD / "ovmf-tests" / ("stick-shell-%s.log" % arch)) as machine:
        yield machine


@main_first
@pytest.mark.parametrize("name, what", TOOLS)
def test_help(shell, name, what):
    """What the shell shows for -? is what -h prints, which no line of a person's screen breaks."""
    typed, said = shell.type_line("%s -?" % name), shell.type_line("%s.efi -h" % name)
    usage = said.partition("\n")[2].strip()
    assert usage.startswith("Usage: " + name)
    assert typed.partition("\n")[2].strip() == "%s - %s\n \n%s" % (name, what, usage)
    assert max(map(len, usage.split("\n"))) < 80


@main_first
def test_under_a_shell(shell):
    """It waits for nobody there."""
    said = shell.type_line('starter --wait 0 lspci "-n" -s "0:0.0" "a b^"c"')
    (line, output, status), = runs(said)
    assert (line, status) == ('lspci -n -s 0:0.0 "a b^"c"', "2")
    assert output.startswith('lspci: one argument too many: a b"c (')
    assert "back to firmware" not in shell.type_line("starter lspci -n")
    assert "\nstarter: bad number of seconds: x" in shell.type_line("starter --wait x gpus")
    assert shell.type_line("starter --version").split("\n")[1].startswith("starter (pcikit) ")
