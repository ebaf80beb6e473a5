# test_unplug.py - a device that is taken away while it is driven, or while a program waits for it.
# SPDX-License-Identifier: BSD-2-Clause

import pytest

from edu import Shell, lines

EDU = "edu,dma_mask=0xffffffff"  # Arm's memory is not as low as the mask it has of itself
SLOTS = [EDU, EDU, "bochs-display"]  # behind ports 4.0 and on, on buses 1 and on
POLLED = {2: "010000ed", 3: "00000000"}  # buses, and what their device's register has
# What a machine reads where nothing is any more: so QEMU has it.
LAST = {"x86_64": "00000000", "aarch64": "ffffffff"}
POLL, AFTER = "selftest poll %02x:00.0", "gpus -a -s %02x:00.0"


@pytest.fixture(scope="module")
def shell(arch):
    args = []
    for slot, device in enumerate(SLOTS):
        args += ["-device", "pcie-root-port,id=rp%d,slot=%d,addr=%d" % (slot, slot + 1, slot + 4),
                 "-device", "%s,bus=rp%d" % (device, slot)]
    commands = [(command % bus).split() for bus in POLLED for command in (POLL, AFTER)]
    with Shell("unplug-" + arch, args, commands=commands, arch=arch) as shell:
        shell.machine.switch_on()
        yield shell


def power_off(shell, bus):
    shell.machine.qtest.power_off(0, bus + 3)


def test_driven(shell):
    """The driver lets go of the device, and takes it no more; another one is as it was."""
    assert shell.load() == lines(1, 0) + lines(2, 0)
    power_off(shell, 1)
    assert shell.driver()[1] == "2"
    shell.unload()
    assert shell.load() == lines(2, 0)
    assert shell.driver()[1] == "1"
    shell.unload()


@pytest.mark.parametrize("bus", POLLED)
def test_poll(shell, bus):
    """The wait ends with the slot's power, and not after its ten minutes; the firmware goes on."""
    value = "%02x:00.0: polling " % bus + POLLED[bus]
    result = shell.machine.run((POLL % bus).split(),
                               [(value.encode() + b"\r\n", lambda: power_off(shell, bus))])
    after = shell.machine.run((AFTER % bus).split())
    print(result.output, after.output)
    assert result.output.splitlines() == ["0000:" + value, "last value " + LAST[shell.machine.arch],
                                          "the device is gone"]
    assert result.status == 7
    assert after.output.splitlines()[-1] == "gpus: no function at that address"
    assert after.status == 0xe
