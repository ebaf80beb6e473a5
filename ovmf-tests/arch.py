# arch.py - the architectures whose machines the tests boot: of what they are made, where they differ.
# SPDX-License-Identifier: BSD-2-Clause

import os
from collections import namedtuple


class Arch(namedtuple("Arch", "qemu code vars volume machine disk ecam ecam_is ports_at "
                              "enables exception every_bus")):
    """What one architecture's machines consist of; VOLUME of the firmware has the shell.

    DISK is the boot volume's device. ECAM is where firmware puts configuration space, and ECAM_IS
    what its memory map says of that. PORTS_AT is where the processor has the ports of the PCI bus:
    x86 beside memory, virt in it. ENABLES: OVMF switches on every function's decoding before the
    shell comes, AAVMF only that of what it drives. EXCEPTION is what the harness says of an access
    to an address that is none. EVERY_BUS is what applications want to be told there before they
    look where firmware has no root bridge.
    """


ARCHS = {
    "x86_64": Arch(os.environ.get("QEMU", "qemu-system-x86_64"),
                   os.environ.get("OVMF_CODE", "/usr/share/OVMF/OVMF_CODE_4M.fd"),
                   os.environ.get("OVMF_VARS", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
                   "7cb8bdc9-f8eb-4f34-aaea-3ee4af6516a1", ["-machine", "q35", "-m", "256"],
                   "ide-hd,drive=esp,bus=ide.0", 0xb0000000, "reserved", 0, True,
                   "#GP.*\nRIP=[0-9A-F]+ ImageBase=", []),
    "aarch64": Arch(os.environ.get("QEMU_AARCH64", "qemu-system-aarch64"),
                    os.environ.get("AAVMF_CODE", "/usr/share/AAVMF/AAVMF_CODE.fd"),
                    os.environ.get("AAVMF_VARS", "/usr/share/AAVMF/AAVMF_VARS.fd"),
                    "64074afe-340a-4be6-94ba-91b5b4d0f71e",
                    ["-machine", "virt", "-cpu", "cortex-a72", "-m", "512"],
                    "virtio-blk-device,drive=esp",  # not on PCI
                    0x4010000000, "not in the memory map", 0x3eff0000, False,
                    "Synchronous\nPC=[0-9A-F]{16}", ["--all-buses"]),
}
MAIN = "x86_64"
