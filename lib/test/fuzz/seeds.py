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
            "\u00e9\u20ac\ud800\udc00", " \t ", "x" * 100, 'fs0:\\gpus.efi -s 01:00.0 > out')):
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


def main():
    for target in (acpi, dump, config, options, args, ids):
        folder = CORPUS / target.__name__
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in target():
            (folder / name).write_bytes(bytes(data))


if __name__ == "__main__":
    main()
