# test_harness.py - the harness and boot: quoting, exact output, statuses, failures.
# SPDX-License-Identifier: BSD-2-Clause

import subprocess
import sys

import pytest

import esp
import machine
import snapshot
from arch import ARCHS
from machine import BUILD, FirmwareException, LoadFailure, Machine, MachineStopped

BOOT = machine.ROOT / "ovmf-tests" / "boot"
WRITE = "mm 00000000003C 5 -w 1 -PCI -n"  # Interrupt Line of 0000:00:00.0
CRASH = "mm FFFFFFFFFFF0 -mmio -n -w 4"  # not canonical on x86, not mapped on Arm
WORDS = ['a b', '%0', '^', '"', '#', '<>|', '%lasterror%', '', 'x']


@pytest.fixture(scope="module")
def shell(arch, tmp_path_factory):
    """A machine with an application that is none."""
    broken = tmp_path_factory.mktemp("esp") / "broken.efi"
    broken.write_bytes(b"MZ" + bytes(510))
    note = broken.with_name("note")
    note.write_text("a note\r\n")
    commands = ["echo hello", "ls nothere", "echo " + " ".join(map(esp.quote, WORDS)),
                "echo " + 200 * "x", WRITE, ["broken"], CRASH]
    files = {"broken.efi": broken, "note.txt": note}
    with Machine(commands + ["type note.txt"], files, timeout=120, arch=arch,
                 log=BUILD / "ovmf-tests" / ("shell-%s.log" % arch)) as booted:
        yield booted


@pytest.mark.parametrize("arg, quoted", [
    ("-v", "-v"), ("two words", '"two words"'), ("", '""'), ("a^b", "a^^b"), ('a"b', 'a^"b'),
    ("50%", "50^%"), ("%1", "^%^1"), ("a#b", "a^#b"), ("a>b", '"a>b"'), ("# <", '"^# <"')])
def test_quote(arg, quoted):
    assert esp.quote(arg) == quoted


def test_quote_refuses_lines():
    with pytest.raises(ValueError):
        esp.quote("a\nb")


def test_clean():
    """Escapes go, line ends are one character, nothing else changes."""
    assert machine.clean(b"\x1b[2J\x1b[01;01H a\r\r\n\r\nb \x1b[1m\x1b[33mc") == " a\n\nb c"


def test_output(shell):
    assert shell.run("echo hello") == ("hello\n", 0)


def test_files(shell):
    """Files are on the volume where the commands run."""
    assert shell.run("type note.txt").output.strip() == "a note"


def test_status(shell):
    """A command's status is its own, not the last one's."""
    assert shell.run("ls nothere").status == 0xe
    assert shell.run("echo hello").status == 0


def test_quoting_by_the_shell(shell):
    """The shell's echo prints its arguments, which the harness quoted, as they were."""
    assert shell.run(shell.commands[2]).output == " ".join(WORDS) + "\n"


def test_long_line(shell):
    """A line longer than the terminal comes back as one."""
    assert shell.run(shell.commands[3]).output == 200 * "x" + "\n"


def test_trace_sees_nothing(shell):
    """The shell itself does not touch config space."""
    result = shell.run_traced("echo hello")
    assert not result.reads and not result.writes


def test_trace_sees_a_write(shell):
    before = snapshot.save(shell)
    result = shell.run_traced(WRITE)
    assert not result.reads and len(result.writes) == 1
    assert "00:00.0 @0x3c <- 0x5" in result.writes[0]
    old = before["bus 00"][0x3c]
    assert old != 5
    assert snapshot.differences(before, snapshot.save(shell)) == ["bus 00+3c: %02x -> 05" % old]


def test_load_failure(shell):
    """It is said at once, and the machine can go on."""
    with pytest.raises(LoadFailure) as failure:
        shell.run(["broken"])
    assert failure.value.status == 126 and failure.value.output == ""
    assert shell.run("echo hello") == ("hello\n", 0)


def test_exception(shell):
    """Last, for the machine is dead then."""
    with pytest.raises(FirmwareException, match=ARCHS[shell.arch].exception) as failure:
        shell.run(CRASH)
    assert failure.value.status == 125


def test_reset(arch):
    """An application that ends the machine has no status."""
    with Machine(["reset -s"], timeout=120, arch=arch) as booted:
        with pytest.raises(MachineStopped) as failure:
            booted.run("reset -s")
    assert failure.value.status == 123


def boot(*words):
    return subprocess.run([sys.executable, BOOT, *map(str, words)], capture_output=True, text=True)


def test_boot():
    """Output and nothing else, the status, and what follows -- goes to QEMU."""
    done = boot("gpus", "-s", "00:09.0", "--", "-device", "secondary-vga,addr=9", "-m", "512")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ECAM: ") and done.stdout.endswith("[size=4K]\n")


def test_boot_status():
    """An application's status is boot's; its options are its own."""
    done = boot("--timeout", "120", "gpus", "--timeout", "--", "-machine", "pc")
    assert done.returncode == 2 and done.stdout.startswith("gpus: ") and done.stderr == ""


def test_boot_time_out():
    done = boot("--timeout", "0.1", "gpus")
    assert done.returncode == 124 and done.stdout == ""
    assert done.stderr == "boot: time-out after 0.1 seconds\n"


def test_boot_load_failure(tmp_path):
    (tmp_path / "broken.efi").write_bytes(b"MZ" + bytes(510))
    done = boot(tmp_path / "broken.efi")
    assert done.returncode == 126 and done.stdout == "" and done.stderr.count("\n") == 1


@pytest.mark.parametrize("words, says", [
    (["nothere"], "make"), ([], "no application"), (["--what", "gpus"], "--what"),
    (["--timeout", "soon", "gpus"], "soon"), (["--disk", "nothere", "gpus"], "nothere"),
    (["gpus", "--", "-device", "nothere"], "nothere")])
def test_boot_refuses(words, says):
    done = boot(*words)
    assert done.returncode == 127 and done.stdout == ""
    assert done.stderr.startswith("boot: ") and says in done.stderr


def test_boot_help():
    done = boot("--help")
    assert done.returncode == 0 and "124" in done.stdout and done.stderr == ""
