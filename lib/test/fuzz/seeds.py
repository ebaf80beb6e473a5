#!/usr/bin/env python3
# seeds.py - write the first inputs of the fuzz targets into lib/test/fuzz/corpus.
# SPDX-License-Identifier: BSD-2-Clause
"""usage: seeds.py

Inputs that a fuzz target failed on are added there by hand, as bug-<what>.
"""

import itertools
import struct
from pathlib import Path

CORPUS = Path(__file__).resolve().parent / "corpus"
MEMORY = 0x1000  # of acpi.c


def checksum(data, at):
    data = bytearray(data)
    data[at] = -sum(data) & 0xff
    return bytes(data)


def rsdp(rsdt, xsdt, revision=2):
    first = checksum(struct.pack("<8sB6sBI", b"RSD PTR ", 0, b"PCIKIT", revision, rsdt), 8)
    return checksum(first + struct.pack("<IQB3x", 36, xsdt, 0), 32)


def table(signature, body):
    head = struct.pack("<4sIBB6s8sI4sI", signature, 36 + len(body), 1, 0, b"PCIKIT", b"FUZZ", 1,
                       b"FUZZ", 1)
    return checksum(head + body, 9)


def mcfg(*windows):
    return table(b"MCFG", bytes(8) + b"".join(struct.pack("<QHBB4x", *w) for w in windows))


def spcr(kind, space, bits, access, base):
    return table(b"SPCR", struct.pack("<B3xBBBBQ", kind, space, bits, 0, access, base) + bytes(28))


def acpi():
    low, high = (0xb0000000, 0, 0, 255), (0x300000000, 1, 0x40, 0x7f)
    many = [(0x100000000 + (i << 28), i, 0, 255) for i in range(12)]
    tables = {
        "one": [mcfg(low)], "two": [mcfg(low), table(b"FACP", bytes(80)), mcfg(high)],
        "many": [mcfg(*many)], "empty": [mcfg()], "cut": [mcfg(low, high)[:-5]],
        "odd": [mcfg((0, 0, 0, 1), (low[0], 0, 9, 2), (2**64 - 2**20, 3, 0, 255))],
        "none": [table(b"FACP", bytes(80))],
        "com1": [mcfg(low), spcr(0, 1, 8, 0, 0x3f8)],
        "brief": [table(b"SPCR", b"\0\0\0\0\1\x08\0\0\xf8\3\0")],
        "uart": [spcr(0, 0, 32, 3, 0xfe000000)],
    }
    for name, found in tables.items():
        for width, signature in ((8, b"XSDT"), (4, b"RSDT")):
            at, entries, bodies = 0x80 + 36 + width * len(found), b"", b""
            for one in found:
                entries += (MEMORY + at + len(bodies)).to_bytes(width, "little")
                bodies += one
            root = table(signature, entries)
            address = MEMORY + 0x80
            pointer = rsdp(0, address) if width == 8 else rsdp(address, 0, 0)
            for where in (0, 0x40):
                memory = bytearray(0x80)
                memory[where:where + len(pointer)] = pointer
                yield "%s-%s-%x" % (name, signature.decode().lower(), where), \
                    b"\1" + memory + root + bodies


def chain_std(data, ids, at=0x40, step=8):
    data[6] |= 0x10
    data[0x34] = at
    for i, kind in enumerate(ids):
        data[at:at + 2] = bytes((kind, at + step if i + 1 < len(ids) else 0))
        at += step


def chain_ext(data, ids, at=0x100, step=0x40, version=1):
    for i, kind in enumerate(ids):
        following = at + step if i + 1 < len(ids) else 0
        struct.pack_into("<I", data, at, kind | version << 16 | following << 20)
        at += step


def header(layout=0, klass=0x030200, fill=0):
    data = bytearray([fill]) * 4096
    struct.pack_into("<HHHHBBHBBBB", data, 0, 0x10de, 0x2330, 6, 0x10, 0xa1, klass & 0xff,
                     klass >> 8, 0, 0, layout, 0)
    return data


def express(data, at, kind, version=2):
    struct.pack_into("<H", data, at + 2, version | kind << 4)


def config():
    for kind in (0, 1, 4, 5, 6, 7, 8, 9, 10):
        layout = 1 if 4 <= kind <= 8 else 0
        data = header(layout, 0x060400 if layout else 0x030200)
        chain_std(data, [0x10, 0x01, 0x05], step=0x40)
        express(data, 0x40, kind)
        chain_ext(data, [1, 0x10, 0x15, 0xf])
        yield "express-%x" % kind, bytes((kind << 4, 0)) + data[:0x200]
    for fill in (0, 0x55, 0xff):
        data = header(fill=fill)
        chain_std(data, [0x10, 0x11])
        chain_ext(data, range(1, 0x38))
        yield "all-ext-%02x" % fill, bytes((0, 0)) + data
        for first in (0x01, 0x0c):
            data = header(fill=fill)
            chain_std(data, range(first, first + 11), step=16)
            yield "std-%02x-%02x" % (first, fill), bytes((0xf0, 0)) + data[:256]
    data = header()
    struct.pack_into("<IIIIII", data, 0x10, 0xc, 0x40, 0x80000000, 0xe001, 0x80000004, 2)
    struct.pack_into("<I", data, 0x30, 0xfd000001)
    chain_std(data, [0x10, 0x09])
    express(data, 0x40, 0)
    struct.pack_into("<I", data, 0x100, 0x000b0001 | 0x100 << 20)
    yield "loop", bytes((0, 0)) + data[:0x110]
    struct.pack_into("<III", data, 0x100, 0x2001000b, 0x01010002, 0x10de1000)
    struct.pack_into("<III", data, 0x200, 0x10010023, 0x00c01e98, 3)
    yield "vendor", bytes((0, 0)) + data[:0x210]
    yield "gone-at-9", bytes((2, 9)) + data[:0x210]
    yield "cardbus", bytes((0xf0, 0)) + header(2, 0x060700)[:128]
    yield "host-bridge", bytes((0xf0, 0)) + header(0, 0x060000)[:128]
    yield "ones", bytes((0xf1, 0))
    data = header()
    for at in range(0, 4096, 256):
        data[at:at + 256] = data[:256]
    chain_std(data, [0x10])
    yield "alias", bytes((0, 0)) + data


def lines(data):
    return "".join("%02x: %s\n" % (at, data[at:at + 16].hex(" "))
                   for at in range(0, len(data), 16))


def xxd(data, group):
    return "".join("%08x: %s  %s\n" % (at, data[at:at + 16].hex(" ", -group), 16 * ".")
                   for at in range(0, len(data), 16))


def hexdump(data):
    return "".join("%08x  %s  %s  |%s|\n" % (
        at, data[at:at + 8].hex(" "), data[at + 8:at + 16].hex(" "), 16 * ".")
        for at in range(0, len(data), 16))


def dumps():
    gpu = header()
    chain_std(gpu, [0x10, 0x05])
    express(gpu, 0x40, 0)
    bridge = header(1, 0x060400)
    bridge[0x18:0x1b] = bytes((0, 1, 1))
    one = "01:00.0 3D controller: a device\n" + lines(gpu[:64])
    yield "one", one
    yield "full", "0001:01:00.0 3D controller\n" + lines(gpu[:512])
    yield "domain", "00010000:01:00.0 x\n0001:01:00.0 y\n" + lines(gpu[:32])
    yield "tree", "00:01.0 PCI bridge\n" + lines(bridge[:64]) + "\n" + one + "\n" + one
    yield "dos", one.replace("\n", "\r\n").rstrip()
    yield "bad", "00:" + 16 * " 00" + "\n" + one + "40: 10\n48:" + 16 * " 00" + "\n01:20.0 x\n"
    yield "gap", one.replace("10: ", "10:: ")
    head = lines(gpu[:16])
    yield "domain-32", "10000:e1:00.0 x\n" + lines(gpu[:32]) + "ffffffff:ff:1f.7\n" + head
    yield "equal", one + one.replace("de 10", "02 10") + one
    yield "ones", one + "02:00.0 x\n" + lines(64 * b"\xff")
    yield "quoted", "".join("> >\t" + line for line in one.splitlines(keepends=True))
    yield "path", "00:01.0/01:00.0 x\n" + head + "00:01.0/00.0\n" + head
    yield "sysfs", "/sys/bus/pci/devices/0000:01:00.0/config:\n" + xxd(gpu[:64], 2)
    yield "xxd", "01:00.0\n" + xxd(gpu[:67], 2)
    yield "xxd-g1", "01:00.0\n" + xxd(gpu[:60], 1)
    yield "xxd-g4", "01:00.0\n" + xxd(gpu[:64], 4)
    yield "raw", xxd(gpu[:64], 2)
    yield "hexdump", "01:00.0\n" + hexdump(gpu[:64]) + "*\n00000100\n"
    yield "repeat", "01:00.0\n" + hexdump(gpu[:32]) + "*\n00000ff0  00 11 22\n*\n"
    yield "words", "0000000 10de 2330 0000 0010\n"
    yield "shell", "  PCI Segment 00 Bus 01 Device 00 Func 00 [EFI 0001000000]\r\n" + "".join(
        "  %08X: %s-%s  *................*\r\n" % (
            at, gpu[at:at + 8].hex(" ").upper(), gpu[at + 8:at + 16].hex(" ").upper())
        for at in range(0, 64, 16))
    yield "utf16le", "\ufeff" + one, "utf-16le"
    yield "utf16be", "\ufeff" + one, "utf-16be"
    yield "utf8", "\ufeff" + one
    yield "last-line", "ffff:ff:1f.7\nff0:" + 16 * " ff" + "\n00:" + 16 * " 12"


def dump():
    pieces = itertools.cycle((0, 1, 15, 63, 254, 255, 2, 3))
    for piece, (name, text, *encoding) in zip(pieces, dumps()):
        yield name, bytes((piece,)) + text.encode(*encoding)


def options():
    text = dict(seed[:2] for seed in dumps())
    for columns in (0, 1):
        for i, words in enumerate((
                ["-h"], ["--version"], [], ["--what"], ["-s"], ["-s", "1:2.3", "4"], ["1", "2", "3"],
                ["-F", "x"], ["-a", "-F", "x"], ["-v", "-F", "x"], ["--json", "-F", "x"],
                ["-a", "-v", "--json", "-F", "x"], ["-s", "0001:01:00.0", "-F", "x"],
                ["01", "00", "-F", "x"], ["--all-buses", "--json"], ["-nvvv", "-F", "x"],
                ["-vvns1:0.0", "-Fx"], ["-d", "::03xx", "-F", "x"],
                ["-vs*:*.0", "-d", "10de:", "-F", "x", "--json"], ["--size-bars", "-Fx"],
                ["-b", "-Fx", "-oy"], ["--json", "-oy", "-b", "-F", "x"], ["-o"],
                ["--via", "cf8"], ["--cross-check"], ["--via"], ["--via", "ecam", "-F", "x"],
                ["1:0.0", "config+0", "2", "20", "-Fx"], ["1:0.0", "cfg+34", "1", "-Fx", "--json"],
                ["0:1.0", "bar2+500", "2", "--write", "400", "--no-read", "--enable", "--force"],
                ["--check", "-F", "x"], ["--check", "--json", "--ignore", "D3,ACS_OFF", "-Fx"],
                ["--check", "--only", "LINK_WIDTH", "-Fx"])):
            for name in ("one", "tree", "full") if any(word.startswith("-F") for word in words) else ("gap",):
                arguments = "".join(word + "\0" for word in words)
                yield "%d-%d-%s" % (columns, i, name), bytes((columns, 0)) + (
                    arguments + "\0" + text[name]).encode()
    for fails_at in range(5):
        yield "no-memory-%d" % fails_at, bytes((2, fails_at)) + (
            "--json\0-F\0x\0\0" + text["one"]).encode()


def args():
    for i, line in enumerate((
            "", "gpus.efi -v", '"two words"  x\t""', 'a"b c"d', '"open', "\x01", "1\0" + "2",
            "\u00e9\u20ac\ud800\udc00", " \t ", "x" * 100, 'fs0:\\gpus.efi -s 01:00.0 > out',
            'a^ b "^"^^" ^')):
        for storage in (bytes((16, 2)), bytes((255, 255))):
            yield "%d-%d" % (i, storage[0]), storage + line.encode("utf-16le", "surrogatepass")


def ids():
    # Names have no hex digits: the target looks up the last four numbers before each place.
    vendors = "# list\n\n1111  V\n\t0001  Vw\n\t\t2222 0002  S\n\t0002  Vx\n2222  W\n"
    classes = "C 02  N\n\t00  Q\n\t\t01  P\nC 01  M\n\t01  I\n"
    texts = {
        "vendors": vendors, "classes": classes, "both": vendors + classes,
        "classes-first": classes + vendors, "twice": 2 * vendors, "dos": vendors.replace("\n", "\r\n"),
        "boards": vendors + "S 2222\n\t0003  G\nX 01  x\n\t00  y\n", "cut": vendors[:-1],
        "backwards": "\n".join(reversed(vendors.split("\n"))), "wrong": vendors.replace("1", "g"),
        "names": "1111  \u00fc\u20ac\U0001f600\n\t0001  \x1b[1m\0\n2222 b \t\r\r\n",
        "long": "1111  " + 1016 * "x" + "\n2222  " + 1017 * "y" + "\n3333  z\n",
    }
    for i, (name, text) in enumerate(texts.items()):
        yield name, bytes((5 * i % 64 | i << 6 & 0xc0,)) + text.encode()
    yield "latin-1", b"\x07" + "1111  \u00fc\u00b2\n\t0001  \u00e9".encode("latin-1")


def letters(text):
    code = 0
    for letter in text:
        code = code << 5 | ord(letter) - ord("@")
    return struct.pack(">H", code)


def edid_block(vendor=b"\x04\x72", timing=b"\x4d\xd0\x00\xa0\xf0\x70\x3e\x80"):
    block = bytearray(128)
    block[:12] = b"\0" + 6 * b"\xff" + b"\0" + vendor + b"\x16\x0b"
    block[54:54 + len(timing)] = timing
    return checksum(block, 127)


def edid():
    whole = edid_block()
    yield "whole", bytes(3) + whole
    yield "no-timing", bytes(3) + edid_block(letters("RHT"), b"")
    yield "behind", bytes((0, 9, 0)) + bytes(9) + whole + bytes(3)
    yield "beyond", bytes((0, 9, 0)) + whole
    yield "no-header", bytes(3) + b"\1" + whole[1:]
    yield "no-checksum", bytes(3) + whole[:-1] + b"\1"
    yield "no-letters", bytes((2, 0, 0)) + edid_block(b"\x6f\x5a")
    yield "fixed", bytes(3) + 128 * b"\x24"
    yield "read-fails", bytes((4, 0, 77)) + whole


SETUP = "<BBBHBIBBB16s9s"  # of machine.c
ARGUMENTS = ("", "-v", "-vvv", "--json", "--json -v", "--all-buses -vv", "--cross-check",
             "-v -s *:*.0", "-a", "-a -v", "--check", "--check -a -v", "--check -a --json",
             "-a -v --json", "-t", "-tv", "-nn", "-x", "-vxxxx", "-mm", "-vmm")


def setup(words, windows=((0, 0, 7, 0),), roots=((0, 0, 7),), flags=0, fault=(0, 0, 0, 0),
          alloc=0, stop=0, root_bridge_io=False):
    mode, at, count, mask = fault
    return struct.pack(SETUP, ARGUMENTS.index(words), flags | len(windows) - 1 | len(roots) << 2,
                       mode, at, count, mask, alloc, stop, root_bridge_io,
                       bytes(itertools.chain(*windows)), bytes(itertools.chain(*roots)))


def function(bus, dev, fn, data, ones=False, bar_size=0):
    return struct.pack("<BBHB", bus, dev << 3 | fn, len(data) | ones << 15, bar_size) + data


def bridge(primary, secondary, subordinate, kind=4):
    data = header(1, 0x060400)
    data[0x18:0x1b] = bytes((primary, secondary, subordinate))
    chain_std(data, [0x10, 0x01], step=0x40)
    express(data, 0x40, kind)
    struct.pack_into("<IHH", data, 0x4c, 0x01000105, 0, 0x2104)
    data[0x68] = 0x20  # ARI forwarding
    return bytes(data[:0x90])


def gpu(bars=(0xfe000000,), rom=0, size=0x240, ids=(0xf, 0x10, 0x15, 0xd, 1, 0xe)):
    data = header()
    struct.pack_into("<%dI" % len(bars), data, 0x10, *bars)
    struct.pack_into("<I", data, 0x30, rom)
    chain_std(data, [0x10, 0x01, 0x11], step=0x40)
    express(data, 0x40, 0)
    struct.pack_into("<IIHH", data, 0x44, 0, 0x01000105, 0, 0x1104)
    chain_ext(data, ids)
    struct.pack_into("<HHHH", data, 0x14c, 8, 8, 0, 1)
    return bytes(data[:size])


def rom(offset):
    """Registers with a ROM at offset, whose first dword is an NVIDIA chip's, too."""
    image = bytearray(1024)
    image[:4] = b"\x55\xaa\2\x17"
    struct.pack_into("<H", image, 0x18, 0x1c)
    struct.pack_into("<4sHHHHB3sHHBB", image, 0x1c, b"PCIR", 0x10de, 0x2330, 0, 24, 3,
                     b"\0\0\3", 2, 1, 0, 0x80)
    image[0x40:0x4e] = b"Version 90.02 "
    return (struct.pack("<I", 0x172000a1) + bytes(offset))[:offset] + image


def plain(card):
    return function(0, 0, 0, bytes(header(0, 0x060000)[:64])) + \
        function(0, 1, 0, bridge(0, 1, 1)) + function(1, 0, 0, card)


def switch(card):
    return function(0, 1, 0, bridge(0, 1, 5)) + function(1, 0, 0, bridge(1, 2, 5, 5)) + \
        function(2, 3, 0, bridge(2, 3, 3, 6)) + function(2, 4, 0, bridge(2, 4, 5, 6)) + \
        function(4, 0, 0, bridge(4, 5, 5, 7)) + function(3, 0, 0, card) + \
        function(5, 0, 0, card[:64])


def looped(card):
    data = bytearray(card)
    data[0x81] = 0x40
    struct.pack_into("<H", data, 0x242 - 0x40, 0x1001)
    return bytes(data)


def machine():
    """Every choice of arguments once, and everything else that is odd with one of them."""
    whole = plain(gpu()) + b"\xff"
    for i, words in enumerate(ARGUMENTS):
        yield "args-%d" % i, setup(words) + (switch(gpu()) if i % 2 else whole)
    yield "rom", setup("-v") + plain(gpu(rom=0xfd000801)) + rom(0x800)
    yield "rom-window", setup("--json -v") + plain(gpu()) + rom(0)
    yield "loop", setup("-vvv") + plain(looped(gpu()))
    yield "ring", setup("--check", roots=()) + function(0, 1, 0, bridge(0, 1, 7)) + \
        function(1, 0, 0, bridge(1, 0, 7, 6)) + function(1, 0, 1, bridge(1, 2, 1))
    many = bytearray(gpu(ids=(0xe,)))
    many[0xe] = 0x80
    many[0x105] = 1
    yield "ari", setup("-a -v") + function(0, 1, 0, bridge(0, 1, 1)) + b"".join(
        function(1, 0, fn, bytes(many[:0x108])) for fn in (0, 1, 2, 7))
    yield "ones", setup("-vxxxx") + function(0, 1, 0, bridge(0, 1, 1)) + \
        function(1, 0, 0, gpu(size=0x100), ones=True)
    yield "windows", setup("-t", ((0, 0, 3, 0), (1, 0x40, 3, 0), (0, 2, 7, 1), (3, 0xfe, 7, 2)),
                           ((0, 0, 3), (1, 0x40, 0xff))) + switch(gpu())
    yield "no-tables", setup("--check -a --json", flags=0x10) + whole
    yield "two-ways", setup("--cross-check", root_bridge_io=True) + switch(gpu())
    yield "fragile", setup("--all-buses -vv", roots=((5, 1, 0),), flags=0x20) + whole
    yield "dwords", setup("-a -v", flags=0x80) + whole
    for name, mode in (("unplug", 1), ("retry", 2), ("flip", 3), ("fail", 6)):
        yield "fault-" + name, setup("-a -v --json", fault=(mode, 260, 9, 0xff << 2 * mode)) + whole
    yield "no-memory", setup("--check -a --json", alloc=6) + whole
    yield "stopped", setup("-a -v --json", stop=11) + whole


def answer(options=b"", file=b"", name=b"", server=b"\x0a\0\2\2"):
    """A DHCP server's, with fields for names that may hold options."""
    return struct.pack("<4B4sHH4x4x4s4x16x64s128s4s", 2, 1, 6, 0, b"pcik", 0, 0, server, name, file,
                       b"\x63\x82\x53\x63") + options + b"\xff"


def dhcp():
    server, boot = b"\x36\4\x0a\0\2\7", b"\x43\5a.efi"
    yield "fields", answer(b"\x35\1\5" + server, b"EFI/BOOT/BOOTX64.EFI")
    yield "options", answer(server + b"\0\0" + boot, server=bytes(4))
    yield "overload", answer(b"\x34\1\3", boot + b"\xff", server + b"\xff", bytes(4))
    yield "cut", answer(server + b"\x43\xf0a")


def main():
    for target in (acpi, dump, config, options, args, ids, edid, machine, dhcp):
        folder = CORPUS / target.__name__
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in target():
            (folder / name).write_bytes(bytes(data))


if __name__ == "__main__":
    main()
