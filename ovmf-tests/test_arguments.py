# test_arguments.py - arguments from the shell, from an older one and from load options; a console
# that knows ASCII alone.
# SPDX-License-Identifier: BSD-2-Clause

import os
import subprocess

import pytest

from arch import ARCHS
from machine import BUILD, Machine, application

OK, USAGE, NOTFOUND = 0, 2, 0xe
LISTED = "00:00.0 0302: 10de:2330\n"
DUMP = "00:00.0 a GPU\n00: de 10 30 23 00 00 00 00 00 00 02 03 00 00 00 00\n" + "".join(
    "%02x:%s\n" % (at, 16 * " 00") for at in range(16, 64, 16))
NAMES = ("C 03  Display\n\t02  3D controller\n10de  Caf\u00e9 \u20ac Industrie\n"
         "\t2330  Kohlenstoff\u00fcberschu\u00df 9000\n")
ODD = "gr\u00fc\u00df \u20ac^.txt"  # a name on the boot volume


def error(what, argument):
    return "lspci: %s: %s (-h shows the options)\n" % (what, argument)


MANY = "one argument too many"
TO_ODD = ["lspci", "-x", "-F", "two words.txt", "-o", ODD]
FROM_ODD = ["lspci", "-n", "-F", ODD]
# What the shell hands over: a list is quoted and escaped for it, a string is its own line.
SHELL = {
    "two words": (["lspci", "-n", "-F", "two words.txt"], LISTED, OK),
    "quotes within": ('lspci.efi -n -F two" "words.txt', LISTED, OK),
    "special": (["lspci", 'a "^#>| b'], error(MANY, 'a "^#>| b'), USAGE),
    "empty": (["lspci", "-n", ""], error(MANY, ""), USAGE),
    "empty value": (["lspci", "-F", "", "-n"], None, NOTFOUND),
}


def utf16(text, end="\0"):
    return (text + end).encode("utf-16le")


# Load options, and the output and status that they lead to; None and "names" are that of PLAIN.
OPTIONS = {
    "arguments": (utf16('-n -F "two words.txt"'), LISTED, OK),
    "whole line": (utf16('lspci.efi -n -F "two words.txt"'), LISTED, OK),
    "path and case": (utf16('"fs0:\\a b\\LSPCI.EFI" -n -F two^ words.txt'), LISTED, OK),
    "without suffix": (utf16("LsPci -n"), None, OK),
    "another's name": (utf16("gpus.efi -n"), error(MANY, "gpus.efi"), USAGE),
    "name within": (utf16("-n lspci.efi"), error(MANY, "lspci.efi"), USAGE),
    "escapes": (utf16('-n "a^" ^^b" ^"c^"'), error(MANY, 'a" ^b'), USAGE),
    "last is escape": (utf16("-n a^"), error(MANY, "a^"), USAGE),
    "empty argument": (utf16('-n ""'), error(MANY, ""), USAGE),
    "not terminated": (utf16("-n", ""), None, OK),
    "odd size": (utf16("-n") + b"x", None, OK),
    "odd, not terminated": (utf16("-n", "") + b"x", None, OK),
    "name alone": (utf16("lspci.efi", ""), "names", OK),
    "none": (b"", "names", OK),
    "one byte": (b"-", "names", OK),
    "binary": (bytes(range(255, -1, -1)), "names", OK),
    "another system's": (b"WINDOWS\0\1\0\0\0\x88\0\0\0", "names", OK),
    "a device path": (bytes.fromhex("0104180001000000deadbeef00000000000000007fff0400"),
                      "names", OK),
    "too long": (utf16(40000 * "-n "), "names", OK),
}
OLD = {
    "words": (["-n", "-F", "two words.txt"], LISTED, OK),
    "quote": (["-n", '"^'], error(MANY, '"^'), USAGE),
    "empty": (["-n", ""], error(MANY, ""), USAGE),
}
ONE = ["replay", "1:0@page.bin"]
PLAIN = {None: [*ONE, "lspci.efi", "-n"], "names": [*ONE, "lspci.efi"]}
# On a console, and on one of 80 columns without anything but ASCII.
SHOWN = {
    "names": ["lspci.efi", "-i", "names.txt", "-F", "two words.txt"],
    "gpus": ["gpus.efi", "-a", "-v"], "check": ["gpus.efi", "--check", "-a"],
    "help": ["gpus.efi", "-h"], "lspci": ["lspci.efi", "-v"],
    "json": ["gpus.efi", "--json"], "mmio": ["mmio.efi", "-h"],
    "full": ["lspci.efi", "-i", "full.txt", "-F", "two words.txt"],
}


def option_file(name):
    return "options%d.bin" % list(OPTIONS).index(name)


def by_options(name):
    return [ONE[0], "--options", option_file(name), ONE[1], "lspci.efi", "not", "these"]


def by_interface(name):
    words, _, _ = OLD[name]
    options = option_file("another's name")
    return [ONE[0], "--interface", "--options", options, ONE[1], "lspci.efi", *words]


def plainly(name):
    return ONE + SHOWN[name]


def on_ascii(name):
    return [ONE[0], "--ascii", ONE[1]] + SHOWN[name]


COMMANDS = [TO_ODD, FROM_ODD, *PLAIN.values(), *(command for command, _, _ in SHELL.values()),
            *map(by_options, OPTIONS), *map(by_interface, OLD), *map(plainly, SHOWN),
            *map(on_ascii, SHOWN)]


@pytest.fixture(scope="module", params=ARCHS)
def booted(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("arguments")
    texts = {"two words.txt": DUMP.encode(), "names.txt": NAMES.encode(), "page.bin": b"\xff" * 4096,
             "full.txt": full_line().encode()}
    texts.update((option_file(name), data) for name, (data, _, _) in OPTIONS.items())
    files = {app + ".efi": application(app, request.param)
             for app in ("lspci", "gpus", "mmio", "replay")}
    for name, data in texts.items():
        files[name] = folder / name
        files[name].write_bytes(data)
    with Machine(COMMANDS, files, ["-device", "virtio-gpu-pci"], timeout=120, arch=request.param,
                 log=BUILD / "ovmf-tests" / ("arguments-%s.log" % request.param)) as machine:
        machine.plain = {name: machine.run(command).output for name, command in PLAIN.items()}
        assert "00:01.0 0380: 1af4:1050" in machine.plain[None]
        assert "00:01.0 Display controller: " in machine.plain["names"]
        yield machine


def full_line():
    """Names with which the line of this dump is 80 columns wide."""
    rest = "00:00.0 Class 0302:  Device 2330"
    return "10de  %s\n" % ((80 - len(rest)) * "x")


@pytest.mark.parametrize("name", SHELL)
def test_from_shell(booted, name):
    command, want, status = SHELL[name]
    result = booted.run(command)
    assert result.status == status
    assert want is None or result.output == want


def test_beyond_ascii(booted):
    """A file's name arrives as it is: it is there, and found again."""
    assert booted.run(TO_ODD).status == OK
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    text = subprocess.run(["mtype", "-i", booted.dir / "esp.img", "::" + ODD], check=True,
                          capture_output=True, env=environment).stdout
    assert b"\n00: de 10 30 23" in text
    assert booted.run(FROM_ODD) == (LISTED, OK)


@pytest.mark.parametrize("name", OPTIONS)
def test_load_options(booted, name):
    _, want, status = OPTIONS[name]
    assert booted.run(by_options(name)) == (booted.plain.get(want, want), status)


@pytest.mark.parametrize("name", OLD)
def test_old_shell(booted, name):
    _, want, status = OLD[name]
    assert booted.run(by_interface(name)) == (want, status)


@pytest.mark.parametrize("name", [name for name in SHOWN if name not in ("names", "full")])
def test_80_columns(booted, name):
    """No line is as wide as the screen, so that none ends twice, and no character is missing."""
    plain = booted.run(plainly(name))
    assert booted.run(on_ascii(name)) == plain
    assert plain.output.count("\n") > 5 and plain.output.isascii()


def test_wide_line(booted):
    """The console of that test does end such a line twice."""
    plain = booted.run(plainly("full"))
    assert len(plain.output) == 81
    assert booted.run(on_ascii("full")) == (plain.output + "\n", OK)


def test_ascii(booted):
    """What the console has no glyph for is a question mark, and the rest of the line follows."""
    output, status = booted.run(on_ascii("names"))
    assert (output, status) == ("00:00.0 3D controller: Caf? ? Industrie "
                                "Kohlenstoff?berschu? 9000\n", OK)
