# conftest.py - architectures and machines that tests share; serial output goes to build/ovmf-tests.
# SPDX-License-Identifier: BSD-2-Clause

import pytest

from arch import ARCHS, MAIN
from machine import BUILD, Machine, applications


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

    def __init__(self, machine, commands):
        self.machine = machine
        self.commands = commands
        self.results = {}

    def run(self, line):
        """Run a command that was announced as this line; return its traced result."""
        if line not in self.results:
            self.results[line] = self.machine.run_traced(self.commands[line])
        return self.results[line]

    def query_pci(self):
        return self.machine.query_pci()


APPS = ["gpus", "lspci"]


def command(line, tables):
    """A line that names an application is its command; any other is one for the shell."""
    if line.split()[0] not in APPS:
        return line
    return tables.command(line.split()) if tables else line.split()


@pytest.fixture(scope="session")
def boot_machine():
    """A function that boots a machine for lines, maybe with tables; all end with the session."""
    machines = []

    def boot(name, lines, qemu_args, arch=MAIN, tables=None):
        commands = {line: command(line, tables) for line in lines}
        files = {**applications(APPS, arch), **(tables.files if tables else {})}
        machine = Machine(commands.values(), files, qemu_args + (tables.qemu_args if tables else []),
                          timeout=120, arch=arch,
                          log=BUILD / "ovmf-tests" / ("%s-%s.log" % (name, arch)))
        machines.append(machine)
        return Booted(machine, commands)

    yield boot
    for machine in machines:
        machine.close()
