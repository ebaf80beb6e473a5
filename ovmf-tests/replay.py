# replay.py - configuration space of other machines, from dumps, on PCI segments of its own.
# SPDX-License-Identifier: BSD-2-Clause
"""Firmware believes its tables: a second MCFG names windows on segments 1, 2, ... and these lie in
a file that QEMU shows to the guest as memory. So an unmodified application finds the functions of
a dump, at their bus, device and function; the firmware itself knows nothing of them.
"""

import hashlib
import re
import struct
import tempfile
from collections import namedtuple
from pathlib import Path

from machine import BootError

CONFIG_SIZE = 4096
HEADER_SIZE = 64
BUS_SIZE = 256 * CONFIG_SIZE
ADDRESS = 0x300000000  # of the image: beyond the guest's own memory and within its maxmem
ALIGNMENT = 2 << 20  # of the image's size

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


def memory_address(domains, size):
    """Where SIZE bytes behind the configuration space of DOMAINS are, for a BAR to be there."""
    end = sum(window.end - window.start + 1 for window in place(domains)) * BUS_SIZE
    return ADDRESS + end + -end % size


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


def mcfg(windows):
    """What follows the header of an MCFG table (PCI Firmware 3.3, 4.1.2)."""
    table = bytes(8)
    for window in windows:
        base = ADDRESS + window.offset - window.start * BUS_SIZE  # of bus 0, also of none
        table += struct.pack("<QHBB4x", base, window.segment, window.start, window.end)
    return table


def quoted(path):
    return str(path).replace(",", ",,")


class Replay:
    """The image of some domains; QEMU's arguments for it are in qemu_args. Use it in a `with`.

    Segment 0, as FIRST, is the machine's own: its tables are to lie then. MEMORY is what is at
    memory_address(): registers behind a BAR.
    """

    def __init__(self, domains, first=1, memory=b""):
        self.windows = place(domains, first)
        self.memory = memory
        self.temp = tempfile.TemporaryDirectory(prefix="pcikit-replay-")
        self.image = Path(self.temp.name) / "ecam.img"
        table = Path(self.temp.name) / "mcfg"
        table.write_bytes(mcfg(self.windows))
        self.digest = self.write_image()
        self.qemu_args = [
            "-machine", "nvdimm=on", "-m", "256,slots=4,maxmem=64G",
            "-acpitable", "sig=MCFG,rev=1,data=" + quoted(table),
            "-object", "memory-backend-file,id=ecam,share=on,mem-path=%s,size=%d" % (
                quoted(self.image), self.image.stat().st_size),
            "-device", "nvdimm,memdev=ecam,addr=0x%x" % ADDRESS]

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.temp.cleanup()

    def write_image(self):
        digest = hashlib.sha1()
        with open(self.image, "wb") as file:
            for window in self.windows:
                for image in bus_images(window):
                    digest.update(image)
                    file.write(image)
            gap = b"\xff" * (-file.tell() % len(self.memory) if self.memory else 0)
            rest = gap + self.memory
            rest += b"\xff" * (-(file.tell() + len(rest)) % ALIGNMENT)
            digest.update(rest)
            file.write(rest)
        return digest.digest()

    def check(self, output=""):
        """Raise if the image is not what it was; OUTPUT is what the application printed."""
        digest = hashlib.sha1()
        with open(self.image, "rb") as file:
            while piece := file.read(BUS_SIZE):
                digest.update(piece)
        if digest.digest() != self.digest:
            raise ImageChanged("the replayed configuration space was written to", output)

    def mapping(self):
        """A line for each segment."""
        return ["segment %04x: domain %04x, buses %02x-%02x, of %s" % (
            w.segment, w.domain.number, w.start, w.end, w.domain.name) for w in self.windows]


def replay(paths):
    """The image of dumps: their domains, in the order of PATHS, from segment 1 on."""
    return Replay([domain for path in paths for domain in read_dump(path)])


def write_files(paths, folder):
    """Images of the same for replay.efi, where QEMU takes no tables: a file for each segment.

    Returns replay's arguments, the files by name, and their size in MiB.
    """
    windows = place([domain for path in paths for domain in read_dump(path)])
    arguments, found, size = [], {}, 0
    for window in windows:
        name = "segment%x.bin" % window.segment
        image = b"".join(bus_images(window))
        found[name] = folder / name
        found[name].write_bytes(image.rstrip(b"\xff") or b"\xff")
        size += len(image) >> 20
        arguments.append("%x:%x-%x@%s" % (window.segment, window.start, window.end, name))
    return arguments, found, size
