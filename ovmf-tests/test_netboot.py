# test_netboot.py - a machine without a disk: PXE, TFTP, and the report on its serial port.
# SPDX-License-Identifier: BSD-2-Clause

import json
import re
import shutil
import struct

import pytest

from cases import main_first
from machine import BUILD, PROGRESS, clean
from stick import FILES, Booted, runs

NEXT = re.compile(rb'BdsDxe: (?:failed to start|loading Boot0000)')
CONFIG = b"--wait 0\ngpus -a --json\nlspci -vmm -s 0:0.0\nlspci -i other.ids\nnothere\n"
SLOW_CONFIG = b"--wait 9\nlspci -vmm -s 0:0.0\n--wait 0\ngpus -a --json\n"
SOME_NAMES = 150000  # bytes of pci.ids, which take seconds then as a program does
INTERVAL = 30000  # microseconds between the moments at which packets go: one for each block
BLOCK = 1428  # the largest that QEMU's server sends; it is asked for 1468
LISTED = b"What is here:"
LOADERS = {"x86_64": "EFI/BOOT/BOOTX64.EFI", "aarch64": "EFI/BOOT/BOOTAA64.EFI"}


def netbooted(arch, root, loader, name, qemu_args=()):
    """A machine that boots that file of a TFTP server."""
    args = ["-netdev", "user,id=net,tftp=%s,bootfile=%s" % (root, loader), "-device",
            "virtio-net-pci,netdev=net,romfile=", "-device", "bochs-display", *qemu_args]
    return Booted(arch, netboot=root, qemu_args=args,
                  log=BUILD / "ovmf-tests" / ("netboot-%s.log" % name))


def netboot(*args):
    """All that it says."""
    with netbooted(*args) as machine:
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


def blocks(capture):
    """Sizes of the blocks of files in what QEMU has captured: Ethernet, IPv4, UDP, TFTP."""
    data, at, found = capture.read_bytes(), 24, []
    while at < len(data):
        size, = struct.unpack_from("<8xI", data, at)
        frame = data[at + 16:at + 16 + size]
        if frame[12:14] == b"\x08\0" and frame[23] == 17 and frame[42:44] == b"\0\3":
            found.append(size - 46)
        at += 16 + size
    return found


@main_first
def test_slow_server(arch, tmp_path):
    """Who may type a key sees how far a file has come; who reads JSON, or waits for none, does not."""
    root, capture = tmp_path / "tftp", tmp_path / "capture"
    shutil.copytree(FILES, root)
    (root / "pcikit.cfg").write_bytes(SLOW_CONFIG)
    (root / "pci.ids").write_bytes((root / "pci.ids").read_bytes()[:SOME_NAMES])
    args = ["-object", "filter-dump,id=dump,netdev=net,status=off,file=%s" % capture, "-object",
            "filter-buffer,id=slow,netdev=net,status=off,interval=%d" % INTERVAL]
    with netbooted(arch, root, LOADERS[arch], "slow-" + arch, args) as machine:
        def slow():
            for name in ("dump", "slow"):
                machine.qmp.command("qom-set", path="/objects/" + name, property="status",
                                    value="on")
        machine.wait(0, NEXT.search, [(LISTED, slow)])
        said = machine.raw.decode().replace("\r\n", "\n")
    load, rest = said.split(LISTED.decode())[1].split("\nstarter: lspci -vmm")
    names, report = rest.split("\nstarter: lspci: status 0\n")
    for text in (load, names):
        assert any(re.match(r"reading: [1-9]\d* KiB", line) for line in PROGRESS.findall(text))
    assert "reading" not in report and runs(clean(report.encode()))[0][2] == "0"
    sizes = blocks(capture)
    assert max(sizes) == BLOCK and sizes.count(BLOCK) > 0.9 * len(sizes) > 270
