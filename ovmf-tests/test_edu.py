# test_edu.py - the sample driver by UEFI's driver model: load, names, unload, and what goes wrong.
# SPDX-License-Identifier: BSD-2-Clause

import re

import pytest

from machine import BUILD, Machine, application

LINES = """\
edu 0000:%02x:%02x.0: identification 010000ed, version 1.0
edu 0000:%02x:%02x.0: liveness 12345678 answers edcba987
edu 0000:%02x:%02x.0: factorial of 10 is 3628800
"""
DMA_OK = "edu 0000:%02x:%02x.0: DMA of 1024 bytes there and back ok\n"
PORT = ["-device", "pcie-root-port,id=rp1,slot=1,addr=4", "-device", "edu,bus=rp1"]
# The shell itself keeps 8 pages in 20 cycles, without any device, too; a name and a state that are
# not given back are 15, all else is more.
CYCLES, SHELLS_OWN_PAGES = 20, 11


def lines(bus, device, last=DMA_OK):
    return LINES % ((bus, device) * 3) + (last % (bus, device) if last else "")


class Shell:
    """A machine at its shell, with edu.efi."""

    def __init__(self, name, qemu_args, **options):
        files = {app + ".efi": application(app, options.get("arch", "x86_64"))
                 for app in ("edu", "faulty")}
        self.machine = Machine(files=files, qemu_args=qemu_args, timeout=150,
                               log=BUILD / "ovmf-tests" / (name + ".log"), **options)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.machine.close()

    def run(self, line, answers=()):
        """What a line prints, without itself."""
        output = self.machine.type_line(line, answers).partition("\n")[2]
        print(output)
        return output.rstrip() + "\n"

    def load(self):
        """What the driver prints while it starts."""
        first, _, rest = self.run("load edu.efi").partition("\n")
        assert first.startswith(r"Image 'FS0:\edu.efi' loaded at ") and first.endswith("Success")
        return rest

    def driver(self):
        """Handle and number of devices ("-" for none) of the driver in the shell's list."""
        found = re.findall(r"^ *(\w+) 00000010 [?D] - - +- +- edu sample driver +\\edu.efi$|"
                           r"^ *(\w+) 00000010 D - - +(\d+) +- edu sample driver +\\edu.efi$",
                           self.run("drivers"), re.MULTILINE)
        assert len(found) == 1
        return found[0][0] or found[0][1], found[0][2] or "-"

    def unload(self):
        output = self.run("unload -n " + self.driver()[0])
        assert re.fullmatch(r"Unload - Handle \[\w+\] Result Success\.\n", output)

    def command(self, device):
        """The Command register, after it was set if a value is given."""
        return int(self.run("mm %012x -w 2 -pci -n" % (device << 16 | 4)).split(":")[1], 16)

    def state(self):
        """Handles with their protocols, drivers, devices."""
        return [self.run(line) for line in ("dh", "drivers", "devices")]

    def free_pages(self):
        found = re.search(r"Available : +([\d,]+) Pages", self.run("memmap"))
        return int(found[1].replace(",", ""))


def test_driver():
    """Two devices, one with the 28 bits it has of itself, with more memory than that."""
    edus = ["-m", "1G", "-device", "edu,addr=5,dma_mask=0xffffffff", "-device", "edu,addr=6"]
    with Shell("edu", edus) as shell:
        shell.run("mm %012x 0 -w 2 -pci -n" % (6 << 16 | 4))
        before, command = shell.state(), shell.command(5)
        assert "edu sample driver" not in before[1] and shell.command(6) == 0
        assert shell.load() == lines(0, 5) + lines(0, 6)
        assert shell.driver()[1] == "2"
        assert shell.command(5) == command and shell.command(6) == 6
        devices = shell.run("devices")
        for name in ("QEMU edu 0000:00:05.0", "QEMU edu 0000:00:06.0"):
            assert re.search(r"^ *\w+ D - -  1  1   0 %s$" % name, devices, re.MULTILINE)
        handle = shell.run("dh -d -v " + shell.driver()[0])
        assert "edu sample driver" in handle and "QEMU edu 0000:00:06.0" in handle
        shell.unload()
        assert shell.state() == before
        assert shell.command(5) == command and shell.command(6) == 0


def test_nothing_left():
    """Handles and protocols are as before, and memory as it is without any device."""
    edus = ["-device", "edu,addr=5", "-device", "edu,addr=6", "-device", "edu,addr=7"]
    with Shell("edu-cycles", edus) as shell:
        for _ in range(3):
            shell.load()
            shell.unload()
        before, pages = shell.state(), shell.free_pages()
        for _ in range(CYCLES):
            assert shell.load() == lines(0, 5) + lines(0, 6) + lines(0, 7)
            shell.unload()
        used = pages - shell.free_pages()
        assert shell.state() == before
        print(used, "pages")
        assert used <= SHELLS_OWN_PAGES


@pytest.mark.parametrize("arch, args", [
    ("x86_64", ["-device", "edu,addr=5,dma_mask=0xfffff"]),
    ("aarch64", ["-device", "edu,addr=5"]),  # no memory is that low there
])
def test_narrow_mask(arch, args):
    """What the device cuts off is noticed; the driver says so, stays, and drives nothing."""
    with Shell("edu-mask-" + arch, args, arch=arch) as shell:
        output = shell.load()
        assert shell.driver()[1] == "-"
        shell.unload()
    end = (r"edu 0000:00:05.0: DMA: nothing arrived at \w+: is dma_mask wide enough\?\n"
           r"edu sample driver: 0000:00:05.0: not started: address not mapped\n")
    assert re.fullmatch("(%s%s)+" % (re.escape(lines(0, 5, "")), end), output)


def test_aarch64():
    edu = ["-device", "edu,addr=5,dma_mask=0xffffffff"]
    with Shell("edu-aarch64", edu, arch="aarch64") as shell:
        before = shell.state()
        assert shell.load() == lines(0, 5)
        shell.unload()
        assert shell.state() == before


def test_no_address():
    """A device that is not as firmware left it: one line that says what."""
    with Shell("edu-bar", ["-device", "edu,addr=5"]) as shell:
        shell.run("mm %012x 0 -w 4 -pci -n" % (5 << 16 | 0x10))
        output = shell.load()
        assert shell.driver()[1] == "-"
    assert set(output.splitlines()) == {
        "edu 0000:00:05.0: BAR 0: no address assigned",
        "edu sample driver: 0000:00:05.0: not started: no address assigned"}


def test_gone():
    """The device goes while it is driven: the driver lets go of it, and takes it no more."""
    with Shell("edu-gone", PORT, qtest=True) as shell:
        assert shell.load() == lines(1, 0)
        shell.machine.qtest.power_off(0, 4)
        assert shell.driver()[1] == "1"
        shell.unload()
        assert shell.load() == ""
        assert shell.driver()[1] == "-"
        shell.unload()


NOT_STARTED = "edu sample driver: 0000:00:05.0: not started: "
MEMORY = "edu 0000:00:05.0: memory for DMA: "
FAULTS = {
    "": [DMA_OK % (0, 5)],
    "location": ["edu sample driver: device at an unknown address: not started: access failed"],
    "attributes": [MEMORY + "access failed", NOT_STARTED + "access failed"],
    "map": [MEMORY + "no space left", NOT_STARTED + "no space left"],
    "short-map": [MEMORY + "no space left", NOT_STARTED + "no space left"],
    "far-map": [MEMORY + "no space left", NOT_STARTED + "no space left"],
    "pages": [MEMORY + "no space left", NOT_STARTED + "no space left"],
    "buffer": [DMA_OK % (0, 5)],  # the platform's pages do it
    "pool": [],  # no driver can look at it
    "pool 2": [NOT_STARTED + "no space left"],
    "pool 3": [NOT_STARTED + "no space left"],
}


def test_faults():
    """A service of the firmware's that fails ends the start, with a line, and nothing is left."""
    edu = ["-m", "1G", "-device", "edu,addr=5"]  # memory behind the device's 28 bits
    with Shell("edu-faults", edu) as shell:
        shell.run("load -nc edu.efi")
        shell.run("mm %012x 0 -w 2 -pci -n" % (5 << 16 | 4))
        for name, expected in FAULTS.items():
            *said, last = shell.run(("faulty " + name).rstrip()).splitlines()
            is_driven = expected[-1:] == [DMA_OK % (0, 5)]
            assert said[len(said) - len(expected):] == [line.rstrip() for line in expected]
            assert bool(said) == bool(expected)
            check_left(last, is_driven)
        assert shell.command(5) == 0
        for name in ["read %d" % n for n in range(2, 50, 3)] + ["pool %d" % n for n in range(4, 8)]:
            *said, last = shell.run("faulty " + name).splitlines()
            check_left(last, bool(said) and "there and back ok" in said[-1])
            assert not said or "ok" in said[-1] or said[-1].startswith(NOT_STARTED)


def test_lent_memory():
    """Memory that the device cannot address reaches it, and comes back: firmware copies."""
    with Shell("edu-lent", ["-m", "6G", "-device", "edu,addr=5"]) as shell:
        shell.run("mm %012x 0 -w 2 -pci -n" % (5 << 16 | 4))
        assert shell.run("faulty dma").splitlines() == ["to the device: arrived",
                                                       "from the device: arrived"]
        assert shell.command(5) == 0


def check_left(line, is_driven):
    assert line == ("driven" if is_driven else "not driven") + \
        ", left: 0 mappings, 0 buffers, 0 pages, 0 of the pool"
