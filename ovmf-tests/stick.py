# stick.py - machines that firmware boots by itself, from what make image made.
# SPDX-License-Identifier: BSD-2-Clause

import re
import shutil
import subprocess

import esp
from arch import ARCHS
from machine import BUILD, BootError, Machine

FILES = BUILD / "stick"
IMAGE = BUILD / "pcikit.img"
PARTITION = 2048 * 512
DISKS = {"disk": None, "usb": "usb-storage,drive=esp,removable=on"}


class Booted(Machine):
    """A machine without an option to boot: firmware takes the disk's own loader, or the network.

    CONFIG is pcikit.cfg's text, DISK how the image is attached; NETBOOT is in its place a folder
    of a TFTP server.
    """

    def __init__(self, arch, config=None, disk="disk", netboot=None, qemu_args=(), **options):
        self.config = config
        self.netboot = netboot
        self.attached = DISKS[disk]
        if not IMAGE.is_file():
            raise BootError("no %s (make image)" % IMAGE)
        super().__init__(qemu_args=qemu_args, arch=arch, timeout=120, **options)

    def make_disks(self, files):
        disk = self.dir / "esp.img"
        esp.make_vars(ARCHS[self.arch].vars, self.dir / "vars.fd")
        if self.netboot:
            disk.write_bytes(bytes(1 << 20))
            return
        shutil.copyfile(IMAGE, disk)
        if self.config is not None:
            (self.dir / "pcikit.cfg").write_bytes(self.config)
            subprocess.run(["mcopy", "-i", "%s@@%d" % (disk, PARTITION), self.dir / "pcikit.cfg",
                            "::pcikit.cfg"], check=True)

    def qemu_command(self, qmp_fd):
        command = super().qemu_command(qmp_fd)
        if self.attached:  # a controller has to come before what hangs on it
            command[command.index(ARCHS[self.arch].disk)] = "qemu-xhci"
            command += ["-device", self.attached]
        return command


def runs(said):
    """What starter ran: each line, its output and its status."""
    found = re.findall(r"^starter: ((\w+)(?: [^\n]*)?)\n(.*?)^starter: \2: status (\w+)\n", said,
                       re.MULTILINE | re.DOTALL)
    return [(line, output, status) for line, _, output, status in found]
