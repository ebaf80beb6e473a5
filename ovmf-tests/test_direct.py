# test_direct.py - gpus booted directly, without a shell: arguments are the load options.
# SPDX-License-Identifier: BSD-2-Clause

import listing
from arch import ARCHS
from machine import BUILD, Machine

GPU = ["-device", "secondary-vga"]


def direct(arch, name, *command):
    """What it printed, and the functions of the machine; AAVMF has nothing decoded yet."""
    log = BUILD / "ovmf-tests" / ("%s-%s.log" % (name, arch))
    with Machine(kernel=command, qemu_args=GPU, timeout=120, log=log, arch=arch) as machine:
        output = machine.run_kernel()
        machine.switch_on()
        return output, listing.true_functions(machine.query_pci())


def test_verbose(arch):
    """-v arrives: the registers are decoded; and gpus returns to the firmware."""
    output, truth = direct(arch, "direct-verbose", "gpus", "-v")
    (address, found), = listing.functions(output).items()
    assert found.regions == truth[address].regions
    says = "Bochs DISPI ID: b0c5" if ARCHS[arch].enables else "Identity: decoding is off"
    assert "    " + says in found.lines
    assert output.startswith("ECAM: ")


def test_no_options(arch):
    """Without load options the GPUs are listed."""
    output, truth = direct(arch, "direct", "gpus")
    (address, found), = listing.functions(output).items()
    assert found.regions == truth[address].regions
    assert "    Bochs DISPI ID: b0c5" not in found.lines
