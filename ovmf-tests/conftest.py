# conftest.py - architectures and machines that tests share; serial output goes to build/ovmf-tests.
# SPDX-License-Identifier: BSD-2-Clause

import pytest

from arch import ARCHS, MAIN
from machine import BUILD, Machine, application


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="every case on every architecture")


def pytest_configure(config):
    config.addinivalue_line("markers", "more: a case that other ones stand for: with --all only")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--all"):
        return
    more = [item for item in items if item.get_closest_marker("more")]
    config.hook.pytest_deselected(items=more)
    items[:] = [item for item in items if item not in more]


@pytest.fixture(scope="module", params=ARCHS)
def arch(request):
    """The architecture of the machines that a test boots."""
    return request.param


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

    def boot(name, lines, qemu_args, arch=MAIN):
        application(lines[0].split()[0], arch)
        machine = Machine([command(line) for line in lines], qemu_args=qemu_args, timeout=120,
                          arch=arch, log=BUILD / "ovmf-tests" / ("%s-%s.log" % (name, arch)))
        machines.append(machine)
        return Booted(machine)

    yield boot
    for machine in machines:
        machine.close()
