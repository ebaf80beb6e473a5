# test_dump.py - gpus -F on files of the boot volume, with a shell and without.
# SPDX-License-Identifier: BSD-2-Clause

import json

import pytest

from machine import BUILD, Machine

# A GPU with an Express capability of 20 bytes, and a bridge to its bus.
DUMP = """\
00:01.0 PCI bridge
00: 86 80 34 12 07 00 10 00 01 00 04 06 00 00 01 00
10: 00 00 00 00 00 00 00 00 00 01 01 00 00 00 00 00
20: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
30: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00

01:00.0 3D controller
\tbetween the lines
00: de 10 30 23 06 00 10 00 a1 00 02 03 00 00 00 00
10: 0c 00 00 00 60 00 00 00 00 00 00 00 00 00 00 00
20: 00 00 00 00 00 00 00 00 00 00 00 00 de 10 c0 16
30: 00 00 00 00 40 00 00 00 00 00 00 00 00 00 00 00
40: 10 00 02 00 00 00 00 00 00 00 00 00 04 0d 00 00
50: 00 00 84 00 00 00 00 00 00 00 00 00 00 00 00 00
"""
TEXT = """\
Dump: gpu.txt, functions: 2
0000:01:00.0 3D controller [0302]: 10de:2330 (rev a1)
    Path: 00:01.0/01:00.0
    Subsystem: 10de:16c0
    Config space: size unknown, the dump has 96 bytes
    Link: 16GT/s x8 (maximum 16GT/s x16)
    Region 0: Memory at 6000000000 (64-bit, prefetchable)
    Capabilities: [40] Express (10)
"""


# An application that another one starts has no shell's paths: the volume it came from counts.
NO_SHELL = ["replay", "1:0@page.bin", "gpus.efi", "-F", "gpu.txt"]


BY_SHELL = "pci 0 0 0 -i > shell.txt"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    path = tmp_path_factory.mktemp("dump") / "gpu.txt"
    path.write_bytes(DUMP.replace("\n", "\r\n").rstrip().encode())
    (path.parent / "page.bin").write_bytes(b"\xff" * 4096)
    return {"gpu.txt": path, "page.bin": path.parent / "page.bin"}


@pytest.fixture(scope="module")
def booted(files, arch):
    commands = [["gpus", "-F", "gpu.txt"], ["gpus", "-F", "fs0:\\gpu.txt", "--json"],
                ["gpus", "-F", "none.txt"], ["gpus", "-F", "gpus.efi"], NO_SHELL,
                BY_SHELL, ["gpus", "-a", "-F", "shell.txt"], ["gpus", "-s", "0:0.0"]]
    with Machine(commands, files, timeout=120, arch=arch,
                 log=BUILD / "ovmf-tests" / ("dump-%s.log" % arch)) as machine:
        yield machine


def test_text(booted):
    result = booted.run(["gpus", "-F", "gpu.txt"])
    assert result.status == 0
    assert result.output == TEXT


def test_without_a_shell(booted):
    result = booted.run(NO_SHELL)
    assert result.status == 0
    assert result.output == TEXT


def test_json(booted):
    """By a path of the shell's; on the console lines are broken between tokens only."""
    result = booted.run(["gpus", "-F", "fs0:\\gpu.txt", "--json"])
    assert max(map(len, result.output.splitlines())) <= 79
    [gpu] = json.loads(result.output)["functions"]
    assert gpu["device"] == "0x2330" and gpu["config_size"] is None
    assert gpu["link"]["max_width"] == 16


def test_dump_of_the_shell(booted):
    """What its pci writes into a file (UTF-16) is the function as the machine has it."""
    assert booted.run(BY_SHELL).status == 0
    dump = booted.run(["gpus", "-a", "-F", "shell.txt"])
    live = booted.run(["gpus", "-s", "0:0.0"])
    assert (dump.status, live.status) == (0, 0)
    assert dump.output.startswith("Dump: shell.txt, functions: 1\n0000:00:00.0 Host bridge")
    assert dump.output.partition("\n")[2] == live.output.partition("\n")[2]


@pytest.mark.parametrize("name, why", [("none.txt", "no such file"),
                                       ("gpus.efi", "no function in it")])
def test_no_dump(booted, name, why):
    result = booted.run(["gpus", "-F", name])
    assert result.status == 0xe
    assert result.output == "gpus: %s: %s\n" % (name, why)
