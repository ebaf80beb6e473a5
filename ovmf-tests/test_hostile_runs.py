# test_hostile_runs.py - a hundred runs leave nothing behind; devices go while they are read.
# SPDX-License-Identifier: BSD-2-Clause

import json
import re

import pytest

from cases import main_first
from machine import BUILD, Machine, applications

APPS = ("gpus", "lspci", "mmio", "bochs", "scarce")
DUMP = "00:05.0 a display\n00: 34 12 11 11 03 00 00 00 02 00 80 03 00 00 00 00\n"


RUNS = {
    "gpus": "gpus.efi -v -s 00:05.0", "lspci": "lspci.efi -vvv -s 00:05.0",
    "mmio": "mmio.efi 00:05.0 config+0",
}
# Ways to an end that hold other things: a file, a page break, some of firmware's handles, a refusal.
ENDS = ["gpus.efi --check", "gpus.efi --cross-check -s 00:05.0", "lspci.efi -t -o out.txt",
        "lspci.efi -n -b", "lspci.efi --bogus", "mmio.efi 00:05.0 bar0+1000000",
        "gpus.efi --via pciio -s 00:05.0", "lspci.efi -F none.txt"]
TIMES, END_TIMES = 100, 5
SHELLS_OWN = 4  # pages that the shell itself takes, or gives back, for so many lines of a script


@pytest.fixture(scope="module")
def shell(arch, tmp_path_factory):
    """A shell with a script for each application, and one for the other ends."""
    folder = tmp_path_factory.mktemp("runs")
    scripts = {"%s.nsh" % name: (TIMES, [line]) for name, line in RUNS.items()}
    scripts["ends.nsh"] = END_TIMES, ENDS
    named = applications(APPS, arch)
    named["dump.txt"] = folder / "dump.txt"
    named["dump.txt"].write_text(DUMP)
    for name, (times, lines) in scripts.items():
        body = ["@echo -off", "for %%a run (1 %d)" % times]
        body += [line + " >a said.txt" for line in lines] + ["endfor"]
        (folder / name).write_bytes("\r\n".join(body + [""]).encode("ascii"))
        named[name] = folder / name
    with Machine(files=named, qemu_args=["-device", "secondary-vga,addr=5"], timeout=150,
                 arch=arch, log=BUILD / "ovmf-tests" / ("hostile-runs-%s.log" % arch)) as machine:
        machine.switch_on()  # that it is off is a finding
        yield machine


def state(machine):
    """The shell's own reports: all handles with their protocols, and pages of each kind."""
    handles = machine.type_line("dh")
    pages = re.findall(r"^ *(\w+) *: +([\d,]+) Pages", machine.type_line("memmap"), re.MULTILINE)
    return handles, {kind: int(count.replace(",", "")) for kind, count in pages}


@main_first
@pytest.mark.parametrize("script", [*RUNS, "ends"])
def test_nothing_is_left(shell, script):
    """The hundred-and-first run finds what the second one found."""
    for line in ENDS if script == "ends" else [RUNS[script]]:
        shell.type_line(line + " >a said.txt")
    shell.type_line("ls")
    handles, pages = state(shell)
    shell.type_line(script + ".nsh")
    after, left = state(shell)
    print(pages, left)
    assert after == handles
    assert (left["LoaderCode"], left["LoaderData"]) == (pages["LoaderCode"], pages["LoaderData"])
    assert pages["Available"] - left["Available"] <= SHELLS_OWN


PORTS = range(4, 12)  # device numbers; buses 1 and on are behind them
REMOVED_DURING = ["lspci -vvv", "gpus -a -v", "gpus -a --check", "lspci --json"]


def gone_status(line, output):
    """What a command that may have lost a device has to end with."""
    said = "the device is gone" in output
    if "--json" in line:
        assert (json.loads(output)["status"] == 7) == said
    return 7 if said else 0


def test_removed_in_a_loop(arch):
    """A slot is switched off while each command runs; it ends, and the next one is whole again.

    No display: the firmware's console would draw on it for minutes, into memory that is not there.
    """
    args = [word for port in PORTS for word in (
        "-device", "pcie-root-port,id=p%d,slot=%d,addr=%x" % (port, port, port),
        "-device", "edu,bus=p%d" % port)]
    commands = [line.split() for line in REMOVED_DURING] + [["lspci", "-n"]]
    left = list(range(1, 1 + len(PORTS)))
    with Machine(commands, qemu_args=args, timeout=120, arch=arch,
                 log=BUILD / "ovmf-tests" / ("hostile-removed-%s.log" % arch)) as machine:
        machine.switch_on()  # that it is off is a finding
        for line in REMOVED_DURING * 2:
            bus = left.pop()
            mark = b"\n00:00.0 " if line == "lspci -vvv" else b"0000:01:00.0"
            pending = [bus]

            def remove(pending=pending):
                if pending:
                    machine.qtest.power_off(0, PORTS[0] + pending.pop() - 1)

            result = machine.run(line.split(), [(mark, remove)])
            print(line, bus, result.status, "gone" in result.output)
            assert not pending and result.status == gone_status(line, result.output)
            listed = machine.run(["lspci", "-n"])
            buses = re.findall(r"^(\w\w):00\.0 00ff: ", listed.output, re.MULTILINE)
            assert listed.status == 0 and [int(number, 16) for number in buses] == left


SCARCE = ["gpus.efi -v", "gpus.efi --check --json", "gpus.efi --cross-check", "gpus.efi --via pciio",
          "gpus.efi --via rootbridge", "lspci.efi -tv", "lspci.efi --size-bars -v -s 00:05.0",
          "lspci.efi -F dump.txt", "lspci.efi -o out.txt", "mmio.efi 00:05.0 config+0",
          "bochs.efi --hold 0 00:05.0"]


def is_truthful(line, output, status):
    """Whether an end for want of memory says so; where the text is in a file the status does."""
    said = "out of memory" in output or '"status":9}' in output
    return status == "9" and (said or "-o" in line) or status == "7" and "no space left" in output


def without_numbers(handles):
    """bochs has firmware's driver start again, which makes the console a new handle."""
    return re.sub(r"^ *[0-9A-F]+:", "", handles, flags=re.MULTILINE)


@main_first
def test_every_allocation_fails(shell):
    """Each in its turn: either nothing is missing, or that is said; and nothing is left behind."""
    for line in ["scarce.efi " + SCARCE[0], *SCARCE]:
        shell.type_line(line)
    handles, pages = state(shell)
    for line in SCARCE:
        said = shell.type_line("scarce.efi " + line).partition("\n")[2]
        *runs, whole = re.findall(r"(.*?)scarce: run \d+: status (\w+)\n", said, re.DOTALL)
        print(line, len(runs), sorted({status for _, status in runs}))
        assert whole[1] == "0" and len(runs) > 10
        for output, status in runs:
            assert (output, status) == whole or is_truthful(line, output, status), (line, output)
    after, left = state(shell)
    assert without_numbers(after) == without_numbers(handles)
    assert (left["LoaderCode"], left["LoaderData"]) == (pages["LoaderCode"], pages["LoaderData"])
