# edu.py - a machine at the shell with the sample driver of QEMU's edu device, and what that prints.
# SPDX-License-Identifier: BSD-2-Clause

import re

from arch import MAIN
from machine import BUILD, Machine, applications

LINES = """\
edu 0000:%02x:%02x.0: identification 010000ed, version 1.0
edu 0000:%02x:%02x.0: liveness 12345678 answers edcba987
edu 0000:%02x:%02x.0: factorial of 10 is 3628800
"""
DMA_OK = "edu 0000:%02x:%02x.0: DMA of 1024 bytes there and back ok\n"


def lines(bus, device, last=DMA_OK):
    return LINES % ((bus, device) * 3) + (last % (bus, device) if last else "")


class Shell:
    """A machine at its shell, with edu.efi of a BUILD, and further FILES."""

    def __init__(self, name, qemu_args, build=BUILD, files=(), **options):
        files = dict(files, **applications(["edu", "faulty"], options.get("arch", MAIN), build))
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

    def driver_of(self, device):
        """The driver's handle, by one of its devices: sooner listed than all drivers."""
        return re.search(r"Drv\[(\w+)\] +: edu sample driver$", self.run("dh -d " + device),
                         re.MULTILINE)[1]

    def unload(self, handle=None):
        output = self.run("unload -n " + (handle or self.driver()[0]))
        assert re.fullmatch(r"Unload - Handle \[\w+\] Result Success\.\n", output)

    def device(self, device):
        """The handle of a device of bus 0."""
        return re.search(r"^(\w+): .*PciRoot\(0x0\)/Pci\(0x%X,0x0\)" % device,
                         self.run("dh -p PciIo"), re.MULTILINE)[1]

    def config(self, device, offset, width):
        """A register in configuration space of a device of bus 0."""
        output = self.run("mm %012x -w %d -pci -n" % (device << 16 | offset, width))
        return int(output.split(":")[1], 16)

    def set_config(self, device, offset, width, value):
        self.run("mm %012x %x -w %d -pci -n" % (device << 16 | offset, value, width))

    def set_mask(self, mask):
        """Which bits of an address the device named edu has; returns what it had."""
        edu = {"path": "/machine/peripheral/edu", "property": "dma_mask"}
        before = self.machine.qmp.command("qom-get", **edu)
        self.machine.qmp.command("qom-set", **edu, value=mask)
        return before

    def state(self):
        """Handles with their protocols, drivers, devices."""
        return [self.run(line) for line in ("dh", "drivers", "devices")]

    def free_pages(self):
        found = re.search(r"Available : +([\d,]+) Pages", self.run("memmap"))
        return int(found[1].replace(",", ""))
