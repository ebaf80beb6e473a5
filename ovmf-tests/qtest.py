# qtest.py - read and write a running machine's memory from outside, by QEMU's qtest protocol.
# SPDX-License-Identifier: BSD-2-Clause

VENDOR_ID, COMMAND, CAP_POINTER, EXPRESS = 0x00, 0x04, 0x34, 0x10
DECODING = 3  # of Command: memory and I/O
SLOT_CONTROL, POWER_OFF = 0x18, 0x700  # PCIe Base 6.0, 7.5.3.10: power indicator and controller off


class Qtest:
    """One connection over a connected socket, to a machine that has its configuration space at ECAM."""

    def __init__(self, sock, ecam):
        self.ecam = ecam
        sock.settimeout(30)
        self.sock = sock
        self.lines = sock.makefile("r", encoding="ascii")

    def command(self, text):
        self.sock.sendall(text.encode() + b"\n")
        while True:
            words = self.lines.readline().split()
            if not words or words[0] not in ("OK", "IRQ"):
                raise EOFError("qtest: %s: %s" % (text, " ".join(words)))
            if words[0] == "OK":
                return int(words[1], 0) if len(words) > 1 else None

    def read(self, address, width):
        return self.command("read%s %#x" % (" bw l   q"[width], address))

    def write(self, address, width, value):
        self.command("write%s %#x %#x" % (" bw l   q"[width], address, value))

    def config(self, bus, device, function):
        """Where the configuration space of a function is."""
        return self.ecam + (bus << 20 | device << 15 | function << 12)

    def switch_on(self, bus, device, function):
        """Switch a function's decoding on."""
        command = self.config(bus, device, function) + COMMAND
        self.write(command, 2, self.read(command, 2) | DECODING)

    def power_off(self, bus, device, function=0):
        """Switch the slot of a PCIe port off: what is in it vanishes at once."""
        port = self.config(bus, device, function)
        absent = self.read(port + VENDOR_ID, 2) == 0xffff
        cap = 0 if absent else self.read(port + CAP_POINTER, 1)
        while cap and self.read(port + cap, 1) != EXPRESS:
            cap = self.read(port + cap + 1, 1)
        if not cap:
            raise ValueError("no PCIe port at %02x:%02x.%x" % (bus, device, function))
        control = port + cap + SLOT_CONTROL
        self.write(control, 2, self.read(control, 2) | POWER_OFF)

    def close(self):
        self.lines.close()
        self.sock.close()
