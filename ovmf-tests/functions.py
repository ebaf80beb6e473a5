# functions.py - configuration space of functions that are made up, for segments of their own.
# SPDX-License-Identifier: BSD-2-Clause

import struct

NORMAL, BRIDGE = 0, 1  # layouts of the header
EXPRESS, VENDOR_SPECIFIC = 0x10, 0x09  # IDs of capabilities
EXPRESS_AT = 0x40
ROOT_PORT = 4  # in the Express capability, beside 0 for an endpoint


def header(vendor=0x10de, device=0x2330, klass=0x030200, layout=NORMAL):
    """4096 bytes of a function without capabilities."""
    data = bytearray(4096)
    struct.pack_into("<HHHHBBHBBBB", data, 0, vendor, device, 0, 0, 0xa1, klass & 0xff, klass >> 8,
                     0, 0, layout, 0)
    return data


def with_std(chain, pointer=EXPRESS_AT, **header_of):
    """A function with standard capabilities: (at, ID, next), wherever that leads."""
    data = header(**header_of)
    data[6], data[0x34] = 0x10, pointer
    for at, number, following in chain:
        struct.pack_into("<BB", data, at, number, following)
    return data


def with_ext(chain, port=0, **header_of):
    """A function of PCI Express with extended capabilities: (at, ID, version, next)."""
    data = with_std([(EXPRESS_AT, EXPRESS, 0)], **header_of)
    struct.pack_into("<H", data, EXPRESS_AT + 2, 2 | port << 4)
    for at, number, version, following in chain:
        struct.pack_into("<I", data, at, number | version << 16 | following << 20)
    return data


def bridge(primary, secondary, subordinate):
    """A bridge of PCI, with all windows closed."""
    data = header(0x1b36, 1, 0x060400, BRIDGE)
    struct.pack_into("<BBB", data, 0x18, primary, secondary, subordinate)
    struct.pack_into("<BB2xHHHH", data, 0x1c, 0xf0, 0, 0xfff0, 0, 0xfff1, 1)
    return data
