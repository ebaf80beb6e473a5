# machine.py - boot OVMF or AAVMF in QEMU, run commands at its shell, return output and status.
# SPDX-License-Identifier: BSD-2-Clause

import fcntl
import os
import platform
import re
import secrets
import select
import socket
import subprocess
import tempfile
import time
from collections import namedtuple
from pathlib import Path

import esp
from arch import ARCHS, MAIN
from qmp import Qmp
from qtest import Qtest

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / os.environ.get("BUILD", "build")  # build/clang: the other compiler's
MAKE = ["make", "B=" + os.path.relpath(BUILD, ROOT), "CC=" + os.environ.get("CC", "gcc")]
ACCEL = os.environ.get("ACCEL", "tcg")


PROGRESS = re.compile(r"[^\r\n]*\r(?![\r\n])")  # what the next text on the line writes over
ESCAPE = re.compile(rb"\x1b\[[0-9;=?]*[A-Za-z]")
PROMPT = re.compile(rb"\n(?:\x1b\[[0-9;=?]*[A-Za-z])*(?:Shell|[A-Z]+[0-9]*:\\[^\r\n]*)> "
                    rb"(?:\x1b\[[0-9;=?]*[A-Za-z])*\Z")
SCRIPT_STOPPED = re.compile(rb"Script Error Status: [^\n]*\n")
FIRMWARE = re.compile(rb"!!!! \w+ Exception Type|\w+ Exception at 0x|"
                      rb"Script Error Status: |BdsDxe: ")
BANNER = re.compile(rb"\AUEFI firmware \(version [^\n]*\n")
RETURNED = re.compile(rb"BdsDxe: (?:loading|starting) Boot")
COUNTDOWN = b"or any other key to continue"
EXCEPTION = re.compile(rb"!!!! (\w+ Exception Type - .*?) +CPU Apic.*?RIP +- (\w+).*?"
                       rb"!!!! (?:Find image[^\n]*\((ImageBase=\w+),|Can't find image)", re.DOTALL)
ARM_EXCEPTION = re.compile(rb"\n(\w+) Exception at 0x(\w+)\r?\n")
REGISTER = re.compile(r"memory_region_ops_([rw])\w+ .*addr (0x\w+) value (0x\w+) size (\d) name")

NOWHERE = (-1, 2**64 - 1)  # of a BAR that QEMU's query-pci knows no address of

Result = namedtuple("Result", "output status")
Traced = namedtuple("Traced", "output status reads writes")


class BootError(Exception):
    """The command has no status of its own; OUTPUT is what it printed until then."""
    status = 127

    def __init__(self, message, output=""):
        super().__init__(message)
        self.output = output


class MachineStopped(BootError):
    """The machine was shut down or reset before the command returned."""
    status = 123


class TimedOut(BootError):
    """The command, or the firmware before it, took too long."""
    status = 124


class FirmwareException(BootError):
    """The processor took an exception, after which the firmware stands still."""
    status = 125


class LoadFailure(BootError):
    """The shell could not start the application."""
    status = 126


def application(name, arch=MAIN, build=BUILD):
    """The file of an application: one of pcikit's by name, or any by path."""
    if "/" in name or name.endswith(".efi"):
        path = Path(name)
    else:
        path = build / arch / (name + ".efi")
    if not path.is_file():
        raise BootError("no application %s (for pcikit's own run make first; make test makes those "
                        "of each compiler)" % path)
    return path


def applications(names, arch=MAIN, build=BUILD):
    """Files of pcikit's applications, by their names on a boot volume."""
    return {name + ".efi": application(name, arch, build) for name in names}


def ended(seen, marks):
    """Find both marks of a command; a script that stopped between them could not load it."""
    found = marks.search(seen)
    if not found and SCRIPT_STOPPED.search(seen):
        raise LoadFailure("the firmware cannot load the application")
    return found


def printed(raw):
    """The application's part of what a machine said that came to no good end."""
    return clean(FIRMWARE.split(raw)[0])


def clean(raw):
    """What is to be seen: without the terminal's escapes, lines end in a newline."""
    text = ESCAPE.sub(b"", raw).decode("utf-8", "replace")
    return PROGRESS.sub("", re.sub("\r+\n", "\n", text))


class Machine:
    """A machine that stands at the firmware's shell and runs COMMANDS in any order.

    A command is a list, an application and its arguments, or a string, a line for the shell.
    FILES are further files on the boot volume (name: path), QEMU_ARGS come last on QEMU's
    command line, KERNEL is a command to run before the shell, without its help, ARCH is the
    machine's architecture; self.qtest reaches its memory while it runs. Use it in a `with`
    statement: at its end the machine is switched off.
    """

    def __init__(self, commands=(), files=None, qemu_args=(), timeout=60, log=None, kernel=None,
                 arch=MAIN):
        self.commands = list(commands)
        self.arch = arch
        self.token = "pcikit-" + secrets.token_hex(4)
        self.timeout = timeout
        self.log = log
        self.raw = b""
        self.temp = tempfile.TemporaryDirectory(prefix="pcikit-")
        self.dir = Path(self.temp.name)
        self.process = self.qmp = self.qtest = self.serial = self.keys = None
        try:
            self.make_disks(dict(files or {}))
            self.start(list(qemu_args), kernel)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def make_disks(self, files):
        for command in self.commands:
            if not isinstance(command, str) and command[0] + ".efi" not in files:
                files[command[0] + ".efi"] = application(command[0], self.arch)
        texts = esp.scripts(self.commands, self.token)
        esp.make_esp(self.dir / "esp.img", files, texts)
        esp.make_vars(ARCHS[self.arch].vars, self.dir / "vars.fd", ARCHS[self.arch].volume)

    def make_serial(self):
        """Make the serial port's two pipes, the one for output as wide as can be.

        QEMU makes the firmware wait while the reader lags behind, and after 0.2 ms of that
        the firmware drops the rest of a string. A socket holds 280 of QEMU's writes.
        """
        for name in ("serial.in", "serial.out"):
            os.mkfifo(self.dir / name)
        self.keys = os.open(self.dir / "serial.in", os.O_RDWR)
        self.serial = os.open(self.dir / "serial.out", os.O_RDONLY | os.O_NONBLOCK)
        fcntl.fcntl(self.serial, fcntl.F_SETPIPE_SZ, 1 << 20)

    def qemu_command(self, qmp_fd):
        arch = ARCHS[self.arch]
        accel = ACCEL if self.arch == platform.machine() else "tcg"
        return [
            arch.qemu, *arch.machine, "-accel", accel,
            "-nodefaults", "-display", "none", "-no-reboot", "-D", self.dir / "trace.log",
            "-drive", "if=pflash,format=raw,readonly=on,file=%s" % arch.code,
            "-drive", "if=pflash,format=raw,file=%s" % (self.dir / "vars.fd"),
            "-drive", "if=none,id=esp,format=raw,file=%s" % (self.dir / "esp.img"),
            "-device", arch.disk,
            "-chardev", "pipe,id=serial,path=%s" % (self.dir / "serial"),
            "-serial", "chardev:serial",
            "-chardev", "socket,id=qmp,fd=%d" % qmp_fd, "-mon", "chardev=qmp,mode=control"]

    def start(self, qemu_args, kernel):
        self.deadline = time.monotonic() + self.timeout
        self.make_serial()
        monitor, qmp = socket.socketpair()
        outside, qtest = socket.socketpair()
        self.qtest = Qtest(outside, ARCHS[self.arch].ecam)
        command = self.qemu_command(qmp.fileno())
        command += ["-chardev", "socket,id=qtest,fd=%d" % qtest.fileno(),
                    "-qtest", "chardev:qtest", "-qtest-log", "none"]
        if kernel:
            words = " ".join(esp.quote(word) for word in kernel[1:])
            command += ["-kernel", application(kernel[0], self.arch), "-append", words]
        with open(self.dir / "stderr", "wb") as stderr, qmp, qtest:
            try:
                self.process = subprocess.Popen(
                    command + qemu_args, stdin=subprocess.DEVNULL, stdout=stderr,
                    stderr=stderr, pass_fds=[qmp.fileno(), qtest.fileno()])
            except OSError as error:
                raise BootError("cannot start QEMU: %s" % error) from None
        try:
            self.qmp = Qmp(monitor)
        except (EOFError, ConnectionError):
            self.process.wait()
            raise BootError("QEMU did not start: " + self.qemu_says()) from None

    def qemu_says(self):
        return (self.dir / "stderr").read_text(errors="replace").strip() or "no message"

    def close(self):
        """Switch the machine off and remove its files."""
        if self.process:
            self.process.kill()
            self.process.wait()
        for monitor in (self.qmp, self.qtest):
            if monitor:
                monitor.close()
        for fd in (self.serial, self.keys):
            if fd is not None:
                os.close(fd)
        self.serial = self.keys = None
        if self.log and self.raw:
            Path(self.log).parent.mkdir(parents=True, exist_ok=True)
            Path(self.log).write_bytes(self.raw)
        self.temp.cleanup()

    def receive(self):
        """Wait for output of the serial port until the deadline."""
        left = self.deadline - time.monotonic()
        if left <= 0 or not select.select([self.serial], [], [], left)[0]:
            raise TimedOut("time-out after %g seconds" % self.timeout)
        data = os.read(self.serial, 1 << 20)
        if not data:
            self.process.wait()
            raise MachineStopped("the machine stopped before the application returned; QEMU: "
                                 + self.qemu_says())
        self.raw += data

    def type(self, keys):
        """Type bytes on the serial port, in no time of the machine's, or a key on the keyboard.

        What can be called is something else that is done to the machine; it may return either.
        """
        if callable(keys):
            keys = keys()
        if keys is None:
            return
        if isinstance(keys, str):
            self.qmp.command("send-key", keys=[{"type": "qcode", "data": keys}])
            return
        self.qmp.command("stop")
        os.write(self.keys, keys)
        self.qmp.command("cont")

    def wait(self, start, done, answers=()):
        """Read until DONE, given all output from START on, returns something.

        ANSWERS are pairs: each time that the first is printed the second is typed, bytes on the
        serial port, the name of a key on the keyboard, or what is called: see type().
        """
        pressed = False
        answered = [0] * len(answers)
        while True:
            seen = self.raw[start:]
            for i, (mark, keys) in enumerate(answers):
                if seen.count(mark) > answered[i]:
                    answered[i] += 1
                    self.type(keys)
            found = done(seen)
            if found:
                return found
            self.check_exception(seen)
            if COUNTDOWN in seen and not pressed:
                pressed = True
                os.write(self.keys, b"\r")
            self.receive()

    def check_exception(self, seen):
        found = EXCEPTION.search(seen)
        if found:
            kind, rip, base = (group.decode() if group else "" for group in found.groups())
            self.process.kill()  # it would loop for ever
            where = "RIP=%s %s" % (rip, base or "outside any image")
            raise FirmwareException("firmware exception: %s\n%s" % (kind, where))
        found = ARM_EXCEPTION.search(seen)
        if found:
            raise FirmwareException("firmware exception: %s\nPC=%s" %
                                    (found[1].decode(), found[2].decode()))

    def ready(self):
        """Wait for the shell's first prompt; later, start the next command's time."""
        if self.raw:
            self.deadline = time.monotonic() + self.timeout
        else:
            mark = self.token.encode() + b"-ready"
            self.wait(0, lambda seen: mark in seen and PROMPT.search(seen))

    def run_kernel(self):
        """Return what the machine's kernel printed; that the firmware goes on shows that it returned.

        How far does not matter: AAVMF uses the handle of an image that is not loaded any more.
        """
        try:
            self.wait(0, RETURNED.search)
        except BootError as error:
            error.output = printed(self.raw)
            raise
        return printed(BANNER.sub(b"", self.raw))

    def type_line(self, line, answers=()):
        """Type a line at the shell's prompt and return all that is printed up to the next."""
        self.ready()
        start = len(self.raw)
        os.write(self.keys, line.encode() + b"\r")
        self.wait(start, PROMPT.search, answers)
        return clean(PROMPT.sub(b"\n", self.raw[start:]))

    def run(self, command, answers=()):
        """Run one of the machine's commands and return its output and status; see wait()."""
        typed = "c%d\r" % self.commands.index(command)
        self.ready()
        start = len(self.raw)
        begin, end = self.token.encode() + b"-begin\r\n", self.token.encode() + b"-end 0x"
        marks = re.compile(begin + rb"(.*?)" + end + rb"(\w+)\r\n", re.DOTALL)
        os.write(self.keys, typed.encode())
        try:
            found = self.wait(start, lambda seen: PROMPT.search(seen) and ended(seen, marks),
                              answers)
        except BootError as error:
            error.output = printed(self.raw[start:].partition(begin)[2])
            raise
        return Result(clean(found[1]), int(found[2], 16))

    def run_traced(self, command):
        """Run a command and count what it did in config space: QEMU's trace lines."""
        self.ready()
        self.trace_config(True)
        start = self.trace_lines()
        result = self.run(command)
        self.trace_config(False)
        lines = self.trace_lines()[len(start):]
        return Traced(*result, [line for line in lines if "pci_cfg_read" in line],
                      [line for line in lines if "pci_cfg_write" in line])

    def trace_config(self, enable):
        self.qmp.command("trace-event-set-state", name="pci_cfg_*", enable=enable)

    def trace_lines(self):
        log = self.dir / "trace.log"
        return log.read_text().splitlines() if log.exists() else []

    def trace_registers(self, enable):
        """Trace every access to a register that QEMU emulates; the log grows fast."""
        self.qmp.command("trace-event-set-state", name="memory_region_ops_*", enable=enable)

    def traced_registers(self, start, base, size):
        """The accesses to that range, as in r2 500 b0c5, in the trace from line START on."""
        found = []
        for match in map(REGISTER.match, self.trace_lines()[start:]):
            kind, *numbers = match.groups() if match else ("", "0", "0", "0")
            address, value, width = (int(word, 0) for word in numbers)
            if match and base <= address < base + size:
                value &= (1 << 8 * width) - 1  # more is no part of it
                found.append("%s%d %03x %0*x" % (kind, width, address - base, 2 * width, value))
        return found

    def read_memory(self, address, width, count):
        """Physical memory or registers, as QEMU's monitor reads them past the processor."""
        letter = {1: "b", 2: "h", 4: "w"}[width]
        text = self.qmp.command("human-monitor-command",
                                **{"command-line": "xp /%dx%s 0x%x" % (count, letter, address)})
        return [int(word, 16) for line in text.splitlines() for word in line.split(":")[1].split()]

    def screendump(self, device=None):
        """What the display shows, as a PPM file's bytes; DEVICE is its id, else the first one."""
        path = self.dir / "screen.ppm"
        arguments = {"device": device} if device else {}
        self.qmp.command("screendump", filename=str(path), **arguments)
        return path.read_bytes()

    def switch_on(self):
        """Switch decoding on where firmware left it off, or QEMU does not know the addresses.

        What is off stays off without this, for that is how an application finds it, too.
        """
        for device in self.query_pci():
            if any(bar["address"] in NOWHERE for bar in device["regions"] if bar["bar"] < 6):
                self.qtest.switch_on(device["bus"], device["slot"], device["function"])

    def query_pci(self):
        """Every function QEMU knows, bridges' children included, in one list."""
        self.ready()
        found = []
        todo = [device for bus in self.qmp.command("query-pci") for device in bus["devices"]]
        while todo:
            device = todo.pop()
            found.append(device)
            todo += device.get("pci_bridge", {}).get("devices", [])
        return found
