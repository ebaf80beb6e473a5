# qmp.py - talk to QEMU's monitor.
# SPDX-License-Identifier: BSD-2-Clause

import json


class QmpError(Exception):
    """QEMU refused a command."""


class Qmp:
    """One QMP connection over a connected socket."""

    def __init__(self, sock):
        sock.settimeout(30)
        self.sock = sock
        self.lines = sock.makefile("r", encoding="utf-8")
        self.events = []
        self.greeting = self.receive()
        self.command("qmp_capabilities")

    def receive(self):
        line = self.lines.readline()
        if not line:
            raise EOFError("QEMU closed its monitor")
        return json.loads(line)

    def command(self, name, /, **arguments):
        """Execute NAME and return its result; events on the way are kept."""
        request = json.dumps({"execute": name, "arguments": arguments})
        self.sock.sendall(request.encode() + b"\n")
        while True:
            reply = self.receive()
            if "return" in reply:
                return reply["return"]
            if "error" in reply:
                raise QmpError("%s: %s" % (name, reply["error"]["desc"]))
            self.events.append(reply)

    def close(self):
        self.lines.close()
        self.sock.close()
