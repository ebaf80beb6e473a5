# test_netboot.py - a machine without a disk: PXE, TFTP, and the report on its serial port.
# SPDX-License-Identifier: BSD-2-Clause

import json
import re
import shutil

import pytest

from machine import BUILD, clean
from stick import FILES, Booted, runs

NEXT = re.compile(rb'BdsDxe: (?:failed to start|loading Boot0000)')
CONFIG = b"--wait 0\ngpus -a --json\nlspci -vmm -s 0:0.0\nlspci -i other.ids\nnothere\n"
LOADERS = {"x86_64": "EFI/BOOT/BOOTX64.EFI", "aarch64": "EFI/BOOT/BOOTAA64.EFI"}


def netboot(arch, root, loader, name):
    """All that a machine says which boots that file of a TFTP server."""
    args = ["-netdev", "user,id=net,tftp=%s,bootfile=%s" % (root, loader), "-device",
            "virtio-net-pci,netdev=net,romfile=", "-device", "bochs-display"]
    with Booted(arch, netboot=root, qemu_args=args,
                log=BUILD / "ovmf-tests" / ("netboot-%s.log" % name)) as machine:
        machine.wait(0, NEXT.search)
        return clean(machine.raw)


@pytest.mark.parametrize("arch", LOADERS)
def test_netboot(arch, tmp_path):
    """The files of the stick on a server are all that it takes; names come from there, too."""
    root = tmp_path / "tftp"
    shutil.copytree(FILES, root)
    (root / "pcikit.cfg").write_bytes(CONFIG)
    said = netboot(arch, root, LOADERS[arch], arch)
    for name in ("gpus", "lspci", "mmio"):
        assert re.search(r"\n  %s +\w" % name, said)
    report, names, no_names = runs(said)
    assert (report[0], report[2]) == ("gpus -a --json", "0")
    functions = json.loads(report[1])["functions"]
    assert {"0x1234", "0x1af4"} <= {f["vendor"] for f in functions}
    assert names[0] == "lspci -vmm -s 0:0.0"
    assert re.search(r"^Vendor:\t(Intel Corporation|Red Hat, Inc.)$", names[1], re.MULTILINE)
    assert no_names[0] == "lspci -i other.ids" and no_names[2] == "e"
    assert "\nstarter: nothere: not found\n" in said


def test_files_in_one_directory(tmp_path):
    """Boot file, programs and pcikit.cfg side by side, below the server's root."""
    folder = tmp_path / "tftp" / "tools"
    folder.mkdir(parents=True)
    shutil.copy(FILES / "aarch64/starter.efi", folder / "boot.efi")
    shutil.copy(FILES / "aarch64/lspci.efi", folder / "lspci.efi")
    (folder / "pcikit.cfg").write_bytes(b"--wait 0\nlspci -n -s 0:0.0\n")
    said = netboot("aarch64", tmp_path / "tftp", "tools/boot.efi", "directory")
    assert "\n  lspci " in said and "\n  gpus " not in said
    (line, output, status), = runs(said)
    assert (line, status) == ("lspci -n -s 0:0.0", "0") and output.startswith("00:00.0 0600: ")
