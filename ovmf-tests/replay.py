# replay.py - configuration space of other machines, from dumps, on PCI segments of its own.
# SPDX-License-Identifier: BSD-2-Clause
"""Firmware believes its tables: a second MCFG names windows on segments 1, 2, ... and these lie in
a file that QEMU shows to the guest as memory. So an unmodified application finds the functions of
a dump, at their bus, device and function; the firmware itself knows nothing of them.

On x86 QEMU gives the guest such a table, and an NVDIMM with such a file. Its virt has neither: all
of the guest's memory is the file there, and replay.efi installs the table.
"""

import hashlib
import re
import struct
import tempfile
from collections import namedtuple
from pathlib import Path

from arch import MAIN
from machine import BootError, application

CONFIG_SIZE = 4096
HEADER_SIZE = 64
BUS_SIZE = 256 * CONFIG_SIZE
ALIGNMENT = 2 << 20  # of the image's size

# Where the image is, where in its file, and how large that is in MiB at least: beyond an x86's own
# memory and within its maxmem; in the middle of virt's, of whose ends firmware takes what it needs.
Place = namedtuple("Place", "address offset mib")
PLACES = {"x86_64": Place(0x300000000, 0, 0), "aarch64": Place(0x80000000, 1 << 30, 3072)}

FUNCTION = re.compile(rb"(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-9a-f])(?=[ \t]|\Z)",
                      re.IGNORECASE)
DATA = re.compile(rb"([0-9a-f]{2,8}):((?: [0-9a-f]{2}){16})(?=[ \t]|\Z)", re.IGNORECASE)

# A domain of a dump; functions: 4096 bytes or fewer by (bus, device, function).
Domain = namedtuple("Domain", "name number functions")
# Where it is in the machine: the window's offset in the image is that of the bus START.
Window = namedtuple("Window", "segment start end offset domain")


class ImageChanged(BootError):
    """Something wrote to the replayed configuration space."""
    status = 122


def known(lines):
    """All bytes, ff in gaps; of a header with a gap only those before that."""
    size = next(at for at in range(0, CONFIG_SIZE + 1, 16) if at not in lines)
    end = max(lines, default=-16) + 16 if size >= HEADER_SIZE else size
    return b"".join(lines.get(at, 16 * b"\xff") for at in range(0, end, 16))


def dump_functions(text):
    """Yield (domain, (bus, device, function)) and bytes, of lspci's own layout alone."""
    address, lines = None, {}
    for line in text.split(b"\n"):
        line = line.lstrip(b" \t>\xef\xbb\xbf").rstrip(b"\r")
        found, data = FUNCTION.match(line), DATA.match(line)
        if found:
            yield address, known(lines)
            domain, *numbers = (int(word or b"0", 16) for word in found.groups())
            fits = numbers[1] < 32 and numbers[2] < 8
            address, lines = (domain, tuple(numbers)) if fits else None, {}
        elif data and int(data[1], 16) < CONFIG_SIZE and not int(data[1], 16) % 16:
            lines[int(data[1], 16)] = bytes.fromhex(data[2].decode())
    yield address, known(lines)


def read_dump(path):
    """The domains of the text of lspci -x, -xxx or -xxxx, in order; the last of equals wins."""
    domains = {}
    try:
        text = Path(path).read_bytes()
    except OSError as error:
        raise BootError("%s: %s" % (path, error.strerror)) from None
    for address, data in dump_functions(text):
        if address and data:
            domains.setdefault(address[0], {})[address[1]] = data
    if not domains:
        raise BootError("%s: no function in it" % path)
    return [Domain(str(path), number, domains[number]) for number in sorted(domains)]


def place(domains, first=1):
    """Give each domain a segment, from FIRST on, and room for the buses that it uses."""
    windows, offset = [], 0
    for segment, domain in enumerate(domains, first):
        buses = [bus for bus, _, _ in domain.functions]
        windows.append(Window(segment, min(buses), max(buses), offset, domain))
        offset += (max(buses) - min(buses) + 1) * BUS_SIZE
    return windows


def memory_address(domains, size, arch=MAIN):
    """Where SIZE bytes behind the configuration space of DOMAINS are, for a BAR to be there."""
    end = sum(window.end - window.start + 1 for window in place(domains)) * BUS_SIZE
    return PLACES[arch].address + end + -end % size


def bus_images(window):
    """The configuration space of each bus, all ones where the dump has nothing."""
    buses = {}
    for (bus, device, function), data in window.domain.functions.items():
        buses.setdefault(bus, []).append(((device * 8 + function) * CONFIG_SIZE, data))
    for bus in range(window.start, window.end + 1):
        image = bytearray(b"\xff") * BUS_SIZE
        for at, data in buses.get(bus, []):
            image[at:at + len(data)] = data
        yield image


def mcfg(entries):
    """What follows the header of an MCFG table (PCI Firmware 3.3, 4.1.2): base, segment, buses."""
    return bytes(8) + b"".join(struct.pack("<QHBB4x", *entry) for entry in entries)


def quoted(path):
    return str(path).replace(",", ",,")


class Tables:
    """MCFG tables beside those of the machine, or instead, if ALONE: QEMU's arguments for it are in
    qemu_args, what it needs on the boot volume in files. BODIES are what follows a header.

    RESERVED is what replay.efi keeps firmware from using meanwhile.
    """

    def __init__(self, folder, bodies, arch=MAIN, alone=False, reserved=()):
        paths = [Path(folder) / ("mcfg%d" % i) for i in range(len(bodies))]
        for path, body in zip(paths, bodies):
            path.write_bytes(body)
        self.files, self.qemu_args, self.prefix = {}, [], []
        if arch == MAIN and not alone:
            for path in paths:
                self.qemu_args += ["-acpitable", "sig=MCFG,rev=1,data=" + quoted(path)]
            return
        self.files = {path.name: path for path in paths}
        self.files["replay.efi"] = application("replay", arch)
        self.prefix = ["replay"] + ["--alone"] * alone + list(reserved)
        self.prefix += ["@" + path.name for path in paths]

    def command(self, words):
        """What an application's command has to be, so that it finds the tables."""
        return self.prefix + [words[0] + ".efi"] + words[1:] if self.prefix else words


class Replay:
    """The image of some domains, as a machine of ARCH has it; else as Tables. Use it in a `with`.

    Segment 0, as FIRST, is the machine's own: its tables are to lie then, or are hidden if ALONE.
    MEMORY is what is at memory_address(): registers behind a BAR.
    """

    def __init__(self, domains, first=1, memory=b"", arch=MAIN, alone=False):
        self.windows = place(domains, first)
        self.memory = memory
        self.place = PLACES[arch]
        self.temp = tempfile.TemporaryDirectory(prefix="pcikit-replay-")
        self.image = Path(self.temp.name) / "ecam.img"
        self.digest = self.write_image()
        size = self.end - self.place.offset
        entries = [(self.place.address + w.offset - w.start * BUS_SIZE, w.segment, w.start, w.end)
                   for w in self.windows]  # of bus 0, also of none
        self.tables = Tables(self.temp.name, [mcfg(entries)], arch, alone,
                             ["%x+%x" % (self.place.address, size)])
        self.files, self.command = self.tables.files, self.tables.command
        memory = "memory-backend-file,id=replayed,share=on,mem-path=" + quoted(self.image)
        if arch == MAIN:
            self.qemu_args = self.tables.qemu_args + [
                "-machine", "nvdimm=on", "-m", "256,slots=4,maxmem=64G",
                "-object", "%s,size=%d" % (memory, size),
                "-device", "nvdimm,memdev=replayed,addr=0x%x" % self.place.address]
        else:
            self.qemu_args = ["-machine", "memory-backend=replayed", "-m", str(self.place.mib),
                              "-object", "%s,size=%dM" % (memory, self.place.mib)]

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.temp.cleanup()

    def write_image(self):
        """Write the file; return what read_image() does."""
        with open(self.image, "wb") as file:
            file.seek(self.place.offset)
            for window in self.windows:
                for image in bus_images(window):
                    file.write(image)
            gap = b"\xff" * (-file.tell() % len(self.memory) if self.memory else 0)
            rest = gap + self.memory
            rest += b"\xff" * (-(file.tell() + len(rest)) % ALIGNMENT)
            file.write(rest)
            self.end = file.tell()
            file.truncate(max(self.end, self.place.mib << 20))
        return self.read_image()

    def read_image(self):
        """What tells the image from any other one."""
        digest = hashlib.sha1()
        with open(self.image, "rb") as file:
            file.seek(self.place.offset)
            while piece := file.read(min(BUS_SIZE, self.end - file.tell())):
                digest.update(piece)
        return digest.digest()

    def check(self, output=""):
        """Raise if the image is not what it was; OUTPUT is what the application printed."""
        if self.read_image() != self.digest:
            raise ImageChanged("the replayed configuration space was written to", output)

    def mapping(self):
        """A line for each segment."""
        return ["segment %04x: domain %04x, buses %02x-%02x, of %s" % (
            w.segment, w.domain.number, w.start, w.end, w.domain.name) for w in self.windows]


def replay(paths, arch=MAIN):
    """The image of dumps: their domains, in the order of PATHS, from segment 1 on."""
    return Replay([domain for path in paths for domain in read_dump(path)], arch=arch)
