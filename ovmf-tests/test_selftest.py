# test_selftest.py - the conformance suite over every way to configuration space there is.
# SPDX-License-Identifier: BSD-2-Clause

import re

import pytest

from machine import BUILD, Machine

PORT = ["-device", "pcie-root-port,id=rp1,slot=1", "-device", "bochs-display,bus=rp1"]
Q35 = PORT + ["-device", "nvme,serial=0", "-device", "e1000e,romfile=", "-device", "virtio-vga",
              "-device", "qemu-xhci", "-device", "pxb-pcie,bus_nr=64"]
PC = ["-machine", "pc", "-device", "secondary-vga", "-device", "pci-bridge,chassis_nr=1,id=br",
      "-device", "virtio-net-pci,romfile=,bus=br,addr=3"]
LINE = re.compile(r"(.+): (\d+) functions, (\d+) passed, (\d+) failed")


# The last of each: the display controllers that have a driver, and the bridge to the serial port.
VIRT = PORT + [
    "-device", "nvme,serial=0", "-device", "e1000e,romfile=", "-device", "virtio-gpu-pci",
    "-device", "qemu-xhci", "-device", "pxb-pcie,bus_nr=64"]


@pytest.mark.parametrize("name, arch, args, backends, consoles", [
    ("q35", "x86_64", Q35, ["ECAM", "RootBridgeIo", "ECAM and RootBridgeIo", "PciIo", "ECAM and PciIo",
                  "CF8", "ECAM and CF8"], ["00:04.0", "00:1f.0", "01:00.0"]),
    ("pc", "x86_64", PC, ["RootBridgeIo", "PciIo", "RootBridgeIo and PciIo", "CF8", "RootBridgeIo and CF8"],
     ["00:01.0", "00:02.0"]),
    ("virt", "aarch64", VIRT,
     ["ECAM", "RootBridgeIo", "ECAM and RootBridgeIo", "PciIo", "ECAM and PciIo"], ["00:04.0"]),
])
def test_selftest(name, arch, args, backends, consoles):
    """Every backend keeps every promise for every function, and nothing is written."""
    command = ["selftest"]
    with Machine([command], qemu_args=args, timeout=120, arch=arch,
                 log=BUILD / "ovmf-tests" / ("selftest-%s.log" % name)) as machine:
        result = machine.run_traced(command)
        functions = len(machine.query_pci())
    print(result.output)
    found = [match for match in map(LINE.fullmatch, result.output.splitlines()) if match]
    assert [match[1] for match in found] == backends
    assert all(int(match[2]) == functions and match[4] == "0" for match in found)
    assert re.findall(r"console: 0000:(.*)", result.output) == consoles
    passed = sum(int(match[3]) for match in found)
    assert passed > functions * len(backends)
    assert result.output.splitlines()[-1] == "%d passed, 0 failed" % passed
    assert result.status == 0
    assert result.reads and not result.writes
