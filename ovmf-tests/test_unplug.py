# test_unplug.py - a device that is taken away while a program waits for it.
# SPDX-License-Identifier: BSD-2-Clause

import pytest

from machine import BUILD, Machine

POLL, AFTER = ["selftest", "poll", "01:00.0"], ["gpus", "-a", "-s", "01:00.0"]


@pytest.mark.parametrize("device, value", [("edu", "010000ed"), ("bochs-display", "00000000")])
def test_poll(device, value):
    """The wait ends with the slot's power, and not after its ten minutes; the firmware goes on."""
    args = ["-device", "pcie-root-port,id=rp1,slot=1,addr=4", "-device", device + ",bus=rp1"]
    with Machine([POLL, AFTER], qemu_args=args, timeout=150, qtest=True,
                 log=BUILD / "ovmf-tests" / ("unplug-%s.log" % device)) as machine:
        polling = b"0000:01:00.0: polling %s\r\n" % value.encode()
        result = machine.run(POLL, [(polling, lambda: machine.qtest.power_off(0, 4))])
        after = machine.run(AFTER)
    print(result.output, after.output)
    assert result.output.splitlines() == ["0000:01:00.0: polling " + value,
                                          "last value 00000000", "the device is gone"]
    assert result.status == 7
    assert after.output.splitlines()[-1] == "gpus: no function at that address"
    assert after.status == 0xe
