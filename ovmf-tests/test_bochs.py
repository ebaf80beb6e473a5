# test_bochs.py - bochs takes the console's display, shows its picture, and the console is back.
# SPDX-License-Identifier: BSD-2-Clause

import re
import subprocess
import time

import pytest

import picture
from arch import ARCHS, MAIN
from cases import cases, main_first
from machine import BUILD, ROOT, Machine

DRAWN = b"\nDrawn, for "  # a key counts from here on
CTRL_C = b"\x03"
OK, USAGE, DEVICE, NOTFOUND, ABORTED = 0, 2, 7, 0xe, 0x15
DISPLAY = "0000:00:02.0"
REGS, DISPI, DISPI_COUNT = 0x1000, 0x500, 11  # bytes of BAR 2, where DISPI starts, registers
VIRTUAL_HEIGHT = 7

SHOW = ["bochs", "--mode", "800x600", "--hold", "3600"]
BRIEF = ["bochs", "--mode", "640x480", "--hold", "0"]
PREFERRED = ["bochs", "0:2.0", "--hold", "3600"]
SECOND = ["bochs", "--hold", "1"]
GPUS = ["gpus", "-a", "-v"]
REFUSED = {  # the line that says why, and the status
    ("--mode", "4096x4096"): ("bochs: 4096x4096: no space left", USAGE),
    ("--mode", "640"): ("bochs: bad mode: 640 (-h shows the options)", USAGE),
    ("--mode", "63x600"): ("bochs: bad mode: 63x600 (-h shows the options)", USAGE),
    ("--mode",): ("bochs: a value must follow: --mode (-h shows the options)", USAGE),
    ("--hold", "3601"): ("bochs: bad number of seconds: 3601 (-h shows the options)", USAGE),
    ("-x",): ("bochs: unknown option: -x (-h shows the options)", USAGE),
    ("1f.9",): ("bochs: bad address: 1f.9 (-h shows the options)", USAGE),
    ("1f.0",): ("bochs: no Bochs display found", NOTFOUND),
}
COMMANDS = [SHOW, BRIEF, PREFERRED, SECOND, GPUS, ["bochs", "-h"]] + [["bochs", *args] for args in REFUSED]


@pytest.fixture(scope="module", params=cases(["bochs-display", "secondary-vga"], ["secondary-vga"]))
def booted(request):
    """A machine whose console is on the serial port, and with OVMF on the display, too."""
    arch, model = request.param
    with Machine(COMMANDS, qemu_args=["-device", model + ",addr=2"], timeout=180, arch=arch,
                 log=BUILD / "ovmf-tests" / ("bochs-%s-%s.log" % request.param)) as machine:
        machine.switch_on()
        machine.model, machine.console = model, ARCHS[arch].enables
        machine.regs = {bar["bar"]: bar["address"] for device in machine.query_pci()
                        for bar in device["regions"] if device["slot"] == 2}[2]
        yield machine


def dispi(machine):
    """All registers but the virtual height, which QEMU calculates, and not while it is disabled."""
    registers = machine.read_memory(machine.regs + DISPI, 2, DISPI_COUNT)
    del registers[VIRTUAL_HEIGHT]
    return registers


def config(machine):
    """All configuration space of the display, past the guest."""
    return machine.read_memory(machine.qtest.config(0, 2, 0), 4, 1024)


def handles(machine, protocol):
    """Handles that have the protocol, and the end of the display's line among them."""
    lines = machine.type_line("dh -p " + protocol).splitlines()
    found = dict(re.match(r"([0-9A-F]+): (.*)", line).groups() for line in lines
                 if re.match(r"[0-9A-F]+: ", line))
    return {handle: line for handle, line in found.items() if "0x2,0x0)" in line.replace(" ", "")}


def empty_screen(machine):
    """What is on the display behind a cls: the prompt, and a cursor a moment later."""
    machine.type_line("cls")
    shots = [picture.read_ppm(machine.screendump())]
    while len(shots) < 4 or any(shot != shots[-1] for shot in shots[-4:]):
        assert len(shots) < 100, "the display does not settle"
        time.sleep(0.2)
        shots.append(picture.read_ppm(machine.screendump()))
    return shots[-1]


def show(machine, command, key=b"x", device=None):
    """Run a command that holds; return its result and what the display shows meanwhile."""
    shots = []

    def shoot():
        shots.append(picture.read_ppm(machine.screendump(device)))
        return key

    return machine.run(command, [(DRAWN, shoot)]), shots


@pytest.fixture
def console(booted):
    """The same machine, if its firmware has a driver of the display: AAVMF has none."""
    if not booted.console:
        pytest.skip("firmware has no driver of this display")
    return booted


def test_picture_and_console(console):
    """The picture is on the display, the serial console goes on, and all is as before after it."""
    booted = console
    before = empty_screen(booted)
    assert set(before.colours()) != {0} and before.width == 1280
    state = dispi(booted), config(booted), booted.type_line("mode")
    gop = handles(booted, "GraphicsOutput")
    assert len(gop) == 1

    result, shots = show(booted, SHOW)
    assert result.status == OK
    assert result.output.splitlines() == [
        "Drawn, for 3600 s or until a key is typed", DISPLAY + ": DISPI b0c5, monitor RHT 1234 "
        "prefers 1280x800 (EDID: success)"]
    assert len(shots) == 1
    assert shots[0] == picture.expected(800, 600, DISPLAY)
    picture.check_test_picture(shots[0])

    after = picture.read_ppm(booted.screendump())
    assert (after.width, after.height) == (before.width, before.height)
    assert set(after.colours()) == set(before.colours()), "the picture, or nothing, is still there"
    assert empty_screen(booted) == before
    assert (dispi(booted), config(booted), booted.type_line("mode")) == state
    again = handles(booted, "GraphicsOutput")
    assert [line for line in again.values()] == [line for line in gop.values()]
    assert again.keys() != gop.keys(), "it was never gone"


def test_preferred_mode(booted):
    """Without --mode it is the EDID's."""
    result, shots = show(booted, PREFERRED)
    assert result.status == OK
    assert shots == [picture.expected(1280, 800, DISPLAY)]


def test_hold_ends(booted):
    """By itself, too."""
    result = booted.run(SECOND)
    assert result.status == OK and "Drawn, for 1 s" in result.output


def test_interrupted(booted):
    """Ctrl-C ends it, the display is given back all the same."""
    before = empty_screen(booted)
    result, shots = show(booted, SHOW, CTRL_C)
    assert result.status == ABORTED
    assert result.output.endswith("bochs: 0000:00:02.0: stopped by the user\n")
    assert shots and (not booted.console or empty_screen(booted) == before)


@pytest.mark.parametrize("args", REFUSED)
def test_refused(booted, args):
    """One line and a status; nothing is on the display but the console's text."""
    line, status = REFUSED[args]
    state = dispi(booted), config(booted)
    result = booted.run(["bochs", *args])
    assert result.output.splitlines()[-1] == line
    assert result.status == status
    assert (dispi(booted), config(booted)) == state


def test_help(booted):
    result = booted.run(["bochs", "-h"])
    assert result.status == OK and "WRITES TO THE DEVICE" in result.output
    assert all(len(line) <= 79 for line in result.output.splitlines())


def traced(machine, run):
    """Accesses to the display's registers while RUN() does something.

    What VGA's status says is another thing each time, and nobody looks at it.
    """
    machine.ready()
    start = len(machine.trace_lines())
    machine.trace_registers(True)
    run()
    machine.trace_registers(False)
    return without_status(machine.traced_registers(start, machine.regs, REGS))


def without_status(accesses):
    return [access[:len("r1 41a")] if access.startswith("r1 41a") else access
            for access in accesses]


def test_accesses(console):
    """Its accesses are those of the same source on the host, in order, and not one more.

    Firmware's driver has its own before and behind: those of a disconnect and a connect.
    """
    booted = console
    handle, = handles(booted, "PciIo")
    stop = traced(booted, lambda: booted.type_line("disconnect " + handle))
    start = traced(booted, lambda: booted.type_line("connect -r " + handle))
    assert start and len(handles(booted, "GraphicsOutput")) == 1
    host = subprocess.run([BUILD / "asan" / "test_bochs", booted.model + ",addr=2", "640", "480"],
                          stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    assert len(host) > 128 and "w2 502 0280" in host
    ours = traced(booted, lambda: booted.run(BRIEF))
    assert ours == stop + without_status(host) + start


def test_gpus_leaves_the_display_alone(booted):
    """gpus -v reads its ID while firmware's driver has it: every register is what it was."""
    state = dispi(booted), config(booted)
    screen = empty_screen(booted)
    results = []
    accesses = traced(booted, lambda: results.append(booted.run_traced(GPUS)))
    assert "    Bochs DISPI ID: b0c5" in results[0].output
    assert results[0].status == OK and not results[0].writes
    assert accesses == ["r2 500 b0c5"]
    assert (dispi(booted), config(booted)) == state
    assert empty_screen(booted) == screen


def test_without_driver(booted):
    """A display that no driver has is used, and left without one."""
    handle, = handles(booted, "PciIo")
    booted.type_line("disconnect " + handle)
    state = dispi(booted), config(booted)
    result, shots = show(booted, SHOW)
    assert result.status == OK
    assert shots == [picture.expected(800, 600, DISPLAY)]
    assert (dispi(booted), config(booted)) == state
    assert not handles(booted, "GraphicsOutput")
    booted.type_line("connect -r " + handle)
    assert len(handles(booted, "GraphicsOutput")) == booted.console


@main_first
def test_one_of_two(arch):
    """Two displays: an address says which; without one both are listed, and nothing is done."""
    neither, second = ["bochs", "--hold", "0"], ["bochs", "--mode", "320x200", "3.0"]
    args = ["-device", "bochs-display,addr=2,id=first", "-device", "secondary-vga,addr=3,id=second"]
    with Machine([neither, second], qemu_args=args, timeout=180,
                 arch=arch, log=BUILD / "ovmf-tests" / ("bochs-two-%s.log" % arch)) as machine:
        result = machine.run(neither)
        assert result.status == USAGE
        assert result.output == ("0000:00:02.0: Bochs display\n0000:00:03.0: Bochs display\n"
                                 "bochs: 2 of them, give the address of one\n")
        before = machine.screendump("first")
        result, shots = show(machine, second, device="second")
        assert result.status == OK
        assert shots == [picture.expected(320, 200, "0000:00:03.0")]
        assert arch != MAIN or len(before) > 3 * 1280 * 800  # AAVMF sets no mode


def test_decoding_is_off():
    """The same where firmware has no driver and leaves decoding off."""
    command = ["bochs", "--mode", "640x480", "--hold", "3600"]
    with Machine([command], qemu_args=["-device", "bochs-display,addr=2"], timeout=180,
                 log=BUILD / "ovmf-tests" / "bochs-off.log", arch="aarch64") as machine:
        result, shots = show(machine, command)
    assert result.status == OK
    assert shots == [picture.expected(640, 480, DISPLAY)]


# What is taken is the console's; AAVMF has a driver of one display alone.
@pytest.mark.parametrize("case", cases(["bochs-display", "secondary-vga", "virtio-gpu-pci"],
                                       ["virtio-gpu-pci"], ["bochs-display", "secondary-vga"]))
def test_take(case):
    """efi_take() and efi_give_back() by themselves, again and again, and where they must fail."""
    arch, display = case
    command = ["taketest", DISPLAY]
    with Machine([command], qemu_args=["-device", display + ",addr=2"], timeout=180,
                 arch=arch, log=BUILD / "ovmf-tests" / ("take-%s-%s.log" % case)) as machine:
        result = machine.run(command)
    print(result.output)
    assert re.fullmatch(r"\d\d passed, 0 failed\n", result.output)
    assert result.status == OK


def test_readme_picture():
    """The picture in the README is the one that is shown today."""
    file = ROOT / "apps" / "bochs" / "picture.png"
    assert picture.read_png(file.read_bytes()) == picture.expected(640, 480, DISPLAY)
