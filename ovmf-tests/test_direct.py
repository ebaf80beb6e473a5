# test_direct.py - gpus booted directly, without a shell: arguments are the load options.
# SPDX-License-Identifier: BSD-2-Clause

import listing
from machine import BUILD, Machine

GPU = ["-device", "secondary-vga"]


def direct(name, *command):
    log = BUILD / "ovmf-tests" / (name + ".log")
    with Machine(kernel=command, qemu_args=GPU, timeout=120, log=log) as machine:
        return machine.run_kernel(), listing.true_functions(machine.query_pci())


def test_verbose():
    """-v arrives: the registers are decoded; and gpus returns to the firmware."""
    output, truth = direct("direct-verbose", "gpus", "-v")
    (address, found), = listing.functions(output).items()
    assert found.regions == truth[address].regions
    assert "    Bochs DISPI ID: b0c5" in found.lines
    assert output.startswith("ECAM: ")


def test_no_options():
    """Without load options the GPUs are listed."""
    output, truth = direct("direct", "gpus")
    (address, found), = listing.functions(output).items()
    assert found.regions == truth[address].regions
    assert "    Bochs DISPI ID: b0c5" not in found.lines
