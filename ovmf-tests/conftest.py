# conftest.py - machines that tests share; their serial output goes to build/ovmf-tests.
# SPDX-License-Identifier: BSD-2-Clause

import pytest

from machine import BUILD, Machine, application


class Booted:
    """A machine whose commands run once, however many tests look at them."""

    def __init__(self, machine):
        self.machine = machine
        self.results = {}

    def run(self, line):
        """Run a command that was announced as this line; return its traced result."""
        if line not in self.results:
            self.results[line] = self.machine.run_traced(command(line))
        return self.results[line]

    def query_pci(self):
        return self.machine.query_pci()


def command(line):
    """A line that names an application is its command; any other is one for the shell."""
    return line.split() if line.split()[0] in ("gpus", "lspci") else line


@pytest.fixture(scope="session")
def boot_machine():
    """A function that boots a machine for lines; all end with the session."""
    machines = []

    def boot(name, lines, qemu_args):
        application(lines[0].split()[0])
        machine = Machine([command(line) for line in lines], qemu_args=qemu_args, timeout=120,
                          log=BUILD / "ovmf-tests" / (name + ".log"))
        machines.append(machine)
        return Booted(machine)

    yield boot
    for machine in machines:
        machine.close()
