# picture.py - QEMU's screendumps: pixels, what the test picture should have, PNG files.
# SPDX-License-Identifier: BSD-2-Clause

import re
import struct
import subprocess
import zlib
from collections import namedtuple

from machine import BUILD

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BARS = [0xffffff, 0xffff00, 0x00ffff, 0x00ff00, 0xff00ff, 0xff0000, 0x0000ff, 0x000000]


class Picture(namedtuple("Picture", "width height rgb")):
    """RGB has three bytes for each pixel, line by line."""

    def pixel(self, x, y):
        at = 3 * (y % self.height * self.width + x % self.width)
        return int.from_bytes(self.rgb[at:at + 3], "big")

    def colours(self):
        """How often each colour is there."""
        found = {}
        for at in range(0, len(self.rgb), 3):
            colour = int.from_bytes(self.rgb[at:at + 3], "big")
            found[colour] = found.get(colour, 0) + 1
        return found


def read_ppm(data):
    head = re.match(rb"P6\s(\d+) (\d+)\s255\s", data)
    picture = Picture(int(head[1]), int(head[2]), data[head.end():])
    assert len(picture.rgb) == 3 * picture.width * picture.height
    return picture


def expected(width, height, address):
    """The test picture as lib/picture.c draws it on the host."""
    done = subprocess.run([BUILD / "asan" / "picture", "%dx%d" % (width, height), address],
                          stdout=subprocess.PIPE, check=True)
    return read_ppm(done.stdout)


def check_test_picture(picture):
    """What a person sees on it, at any size that is no trifle: not by the program that drew it."""
    width, height = picture.width, picture.height
    for x in range(width):
        assert picture.pixel(x, 0) == picture.pixel(x, -1) == 0xffffff
    for y in range(height):
        assert picture.pixel(0, y) == picture.pixel(-1, y) == 0xffffff
    corners = [picture.pixel(x, y) for y in (8, -9) for x in (8, -9)]
    assert corners == [0xff0000, 0x00ff00, 0x0000ff, 0xffff00]
    for i, colour in enumerate(BARS):
        for x in (width * i // 8 + 2, width * (i + 1) // 8 - 2):
            assert picture.pixel(x, height // 4) == picture.pixel(x, height * 2 // 3 - 2) == colour
    for y in (height * 2 // 3 + 2, height * 5 // 6 - 2):
        ramp = [picture.pixel(x, y) for x in range(1, width - 1)]
        assert ramp == sorted(ramp) and len(set(ramp)) >= min(width // 2, 254)
        assert all(grey % 0x010101 == 0 for grey in ramp)
    for y in (height * 5 // 6 + 2, height - 2):
        dots = [picture.pixel(x, y) for x in range(width // 4, width // 2)]
        assert set(zip(dots, dots[1:])) == {(0, 0xffffff), (0xffffff, 0)}
    middle = [picture.pixel(x, height // 2 + y) for x in range(width // 3, width * 2 // 3)
              for y in (-8, 8)]
    assert set(middle) == {0, 0xffffff}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def write_png(picture):
    """A PNG file (ISO 15948) of eight bits and no filter."""
    head = struct.pack(">IIBBBBB", picture.width, picture.height, 8, 2, 0, 0, 0)
    lines = b"".join(b"\0" + picture.rgb[at:at + 3 * picture.width]
                     for at in range(0, len(picture.rgb), 3 * picture.width))
    return (SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines, 9))
            + chunk(b"IEND", b""))


def read_png(data):
    """What write_png() made."""
    assert data.startswith(SIGNATURE)
    chunks, at = {}, len(SIGNATURE)
    while at < len(data):
        size, = struct.unpack_from(">I", data, at)
        chunks[data[at + 4:at + 8]] = data[at + 8:at + 8 + size]
        at += size + 12
    width, height, *form = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert form == [8, 2, 0, 0, 0]
    lines = zlib.decompress(chunks[b"IDAT"])
    stride = 3 * width + 1
    assert len(lines) == stride * height and not any(lines[::stride])
    return Picture(width, height,
                   b"".join(lines[y * stride + 1:(y + 1) * stride] for y in range(height)))
