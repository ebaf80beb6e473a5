# accesses.py - accesses to configuration space that it takes to show one function.
# SPDX-License-Identifier: BSD-2-Clause

import shutil
import sys

sys.path.append("ovmf-tests")
import topologies  # noqa: E402
from machine import ARCHS, BootError, Machine  # noqa: E402

PORT = "00:02.0"
COMMANDS = [
    ["lspci", "-n"],
    ["lspci", "-vvv", "-s", PORT],
    ["lspci", "-xxxx", "-s", PORT],
    "pci 00 02 00 -i",
]


def measure_command(page, machine, command):
    name = command if isinstance(command, str) else " ".join(command)
    result = machine.run_traced(command)
    if result.status:
        page.row(["`%s`" % name, "status %x" % result.status, "", ""])
        return
    port = [line for line in result.reads if " %s @" % PORT in line]
    page.row(["`%s`" % name, len(port), len(result.reads) - len(port), len(result.writes)])


def measure(page):
    page.write("## Accesses to configuration space, of functions that exist\n")
    if not shutil.which(ARCHS["x86_64"].qemu):
        page.write("Not measured: needs QEMU.")
        return
    page.write("QEMU counts, in one boot; `pci` is edk2's, %s a root port." % PORT)
    page.write("Before it shows anything, lspci finds all functions and reads their headers.\n")
    page.table(["command", "reads of %s" % PORT, "reads of others", "writes"])
    try:
        with Machine(COMMANDS, qemu_args=topologies.arguments("root-ports"),
                     timeout=120) as machine:
            for command in COMMANDS:
                measure_command(page, machine, command)
    except BootError as error:
        page.write("\nThe machine failed: %s" % error)
