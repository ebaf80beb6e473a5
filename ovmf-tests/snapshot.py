# snapshot.py - what a machine's PCI devices have in their registers, past the guest: before and after.
# SPDX-License-Identifier: BSD-2-Clause
"""QEMU's pmemsave reads as a processor would, while the machine stands still. Saved are all of
configuration space of each bus with a function on it, and every BAR in memory of LARGEST bytes or
fewer that is decoded: behind a larger one is memory, on which the firmware's console draws.
"""

from machine import NOWHERE

BUS_SIZE = 1 << 20
LARGEST = 1 << 20

# Registers that change by themselves: vendor and device, BAR, where; and why.
CHANGES = {
    (0x8086, 0x2922, 5): range(0, LARGEST),  # AHCI: the shell reads its scripts from the disk
    (0x1234, 0x1111, 2): range(0x400, 0x420),  # VGA: its status is another one at each read
}


def read(machine, address, size):
    path = machine.dir / "pmemsave"
    machine.qmp.command("pmemsave", val=address, size=size, filename=str(path))
    return path.read_bytes()


def read_bar(machine, device, bar):
    data = bytearray(read(machine, bar["address"], bar["size"]))
    ids = device["id"]
    for at in CHANGES.get((ids["vendor"], ids["device"], bar["bar"]), ()):
        data[at:at + 1] = bytes(len(data[at:at + 1]))
    return bytes(data)


def save(machine):
    """Names and bytes: of each bus, and of each BAR."""
    devices = machine.query_pci()
    machine.qmp.command("stop")
    saved = {"bus %02x" % bus: read(machine, machine.qtest.config(bus, 0, 0), BUS_SIZE)
             for bus in sorted({device["bus"] for device in devices})}
    for device in devices:
        for bar in device["regions"]:
            if (bar["type"] == "memory" and bar["bar"] < 6 and bar["size"] <= LARGEST
                    and bar["address"] not in NOWHERE):
                name = "%02x:%02x.%x bar%d" % (device["bus"], device["slot"], device["function"],
                                               bar["bar"])
                saved[name] = read_bar(machine, device, bar)
    machine.qmp.command("cont")
    return saved


def differences(before, after):
    """A line for each byte that is another one; the names are the same where no BAR has moved."""
    assert list(before) == list(after)
    return ["%s+%x: %02x -> %02x" % (name, at, *pair) for name, data in before.items()
            if data != after[name] for at, pair in enumerate(zip(data, after[name]))
            if pair[0] != pair[1]]
