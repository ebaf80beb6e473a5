# test_edu.py - the sample driver by UEFI's driver model: load, names, unload, and what goes wrong.
# SPDX-License-Identifier: BSD-2-Clause

import re
import subprocess

import pytest

from arch import MAIN
from cases import main_first
from edu import DMA_OK, Shell, lines
from machine import BUILD

COMMAND, BAR = (0x04, 2), (0x10, 4)  # offset and bytes in configuration space
STATUS, DMA_SOURCE, DMA_DEST, DMA_COMMAND = "020", "080", "088", "098"  # in BAR 0
BUSY, EDU_BUFFER = 1, 0x40000
# The shell itself keeps 2 to 4 pages in 20 cycles; a name and a state of each device that are not
# given back are 5 more, all else is more than that.
CYCLES, SHELLS_OWN_PAGES = 20, 6


# Bits of an address that a device has: of itself 28, of which Arm's memory is beyond.
MASK = {"x86_64": 0xfffffff, "aarch64": 0xffffffff}


@pytest.fixture(scope="module")
def three(arch):
    """Three devices, on x86 two with the 28 bits they have of themselves, and more memory than that."""
    edus = ["-m", "1G", "-device", "edu,addr=5,dma_mask=0xffffffff",
            "-device", "edu,addr=6,dma_mask=%d" % MASK[arch],
            "-device", "edu,addr=7,dma_mask=%d" % MASK[arch]]
    with Shell("edu-three-" + arch, edus, arch=arch) as shell:
        shell.before = shell.state()
        yield shell


@pytest.fixture(scope="module")
def one(arch):
    """One device, and more memory than its bits and than 4 GiB."""
    edu = ["-m", "6G", "-device", "edu,addr=5,id=edu,dma_mask=%d" % MASK[arch]]
    with Shell("edu-" + arch, edu, arch=arch) as shell:
        yield shell


def test_driver(three):
    """It drives each device and has names for it, and lets go of it as it was."""
    three.set_config(5, *COMMAND, 7)
    three.set_config(6, *COMMAND, 0)
    command = three.config(5, *COMMAND)
    assert "edu sample driver" not in three.before[1] and three.config(6, *COMMAND) == 0
    assert three.load() == lines(0, 5) + lines(0, 6) + lines(0, 7)
    assert three.driver()[1] == "3"
    assert three.config(5, *COMMAND) == command and three.config(6, *COMMAND) == 6
    devices = three.run("devices")
    for name in ("QEMU edu 0000:00:05.0", "QEMU edu 0000:00:06.0", "QEMU edu 0000:00:07.0"):
        assert re.search(r"^ *\w+ D - -  1  1   0 %s$" % name, devices, re.MULTILINE)
    handle = three.run("dh -d -v " + three.driver()[0])
    assert "edu sample driver" in handle and "QEMU edu 0000:00:06.0" in handle
    three.unload()
    assert three.state() == three.before
    assert three.config(5, *COMMAND) == command and three.config(6, *COMMAND) == 0


@main_first
def test_nothing_left(three):
    """Handles and protocols are as before, and memory as it is without any device."""
    device = three.device(5)
    three.load()
    three.unload(three.driver_of(device))
    pages = three.free_pages()
    for _ in range(CYCLES):
        assert three.load() == lines(0, 5) + lines(0, 6) + lines(0, 7)
        three.unload(three.driver_of(device))
    used = pages - three.free_pages()
    assert three.state() == three.before
    print(used, "pages")
    assert used <= SHELLS_OWN_PAGES


def as_listed(accesses):
    """In the words of the list in lib/test/test_edu_qtest.c, which says what is left out."""
    listed, memory = [], None
    for access in accesses:
        kind, offset, value = access.split()
        number = int(value, 16)
        if kind[0] == "r" and offset in (STATUS, DMA_COMMAND) and number & BUSY:
            continue
        if kind[0] == "w" and offset in (DMA_SOURCE, DMA_DEST) and number != EDU_BUFFER:
            memory = memory or value
            value = "memory" if value == memory else value
        listed.append(" ".join([kind, offset, value]))
    return listed


def test_accesses(one):
    """What reaches the device is what the driver's own trace has on the host, and no more."""
    expected = subprocess.run([BUILD / "asan" / "test_edu_qtest", "accesses"],
                              stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    one.machine.trace_registers(True)
    assert one.load() == lines(0, 5)
    one.machine.trace_registers(False)
    driver = one.driver_of(one.device(5))
    bar, = [bar for function in one.machine.query_pci() for bar in function["regions"]
            if function["slot"] == 5]
    one.machine.trace_registers(True)
    one.unload(driver)
    one.machine.trace_registers(False)
    accesses = one.machine.traced_registers(0, bar["address"], bar["size"])
    assert len(expected) > 10 and as_listed(accesses) == expected


def check_narrow(shell, mask):
    """What the device cuts off is noticed; the driver says so, stays, and drives nothing."""
    before = shell.set_mask(mask)
    output = shell.load()
    assert shell.driver()[1] == "-"
    shell.unload()
    shell.set_mask(before)
    end = (r"edu 0000:00:05.0: DMA: nothing arrived at \w+: is dma_mask wide enough\?\n"
           r"edu sample driver: 0000:00:05.0: not started: address not mapped\n")
    assert re.fullmatch("(%s%s)+" % (re.escape(lines(0, 5, "")), end), output)


def test_narrow_mask(one):
    check_narrow(one, MASK[one.machine.arch] >> (8 if one.machine.arch == MAIN else 4))


def test_no_address(one):
    """A device that is not as firmware left it: one line that says what."""
    bar = one.config(5, *BAR)
    one.set_config(5, *BAR, 0)
    output = one.load()
    assert one.driver()[1] == "-"
    one.unload()
    one.set_config(5, *BAR, bar)
    assert set(output.splitlines()) == {
        "edu 0000:00:05.0: BAR 0: no address assigned",
        "edu sample driver: 0000:00:05.0: not started: no address assigned"}


NOT_STARTED = "edu sample driver: 0000:00:05.0: not started: "
MEMORY = "edu 0000:00:05.0: memory for DMA: "
FAULTS = {
    "": [DMA_OK % (0, 5)],
    "location": ["edu sample driver: device at an unknown address: not started: access failed"],
    "attributes": [MEMORY + "access failed", NOT_STARTED + "access failed"],
    "map": [MEMORY + "no space left", NOT_STARTED + "no space left"],
    "short-map": [MEMORY + "no space left", NOT_STARTED + "no space left"],
    "far-map": [MEMORY + "no space left", NOT_STARTED + "no space left"],
    "pages": [MEMORY + "no space left", NOT_STARTED + "no space left"],
    "buffer": [DMA_OK % (0, 5)],  # the platform's pages do it
    "pool": [],  # no driver can look at it
    "pool 2": [NOT_STARTED + "no space left"],
    "pool 3": [NOT_STARTED + "no space left"],
}

# Where there is no memory as low as the device's own bits.
NOT_LOW = {"buffer": FAULTS["pages"]}


def test_faults(one):
    """A service of the firmware's that fails ends the start, with a line, and nothing is left."""
    one.run("load -nc edu.efi")
    one.set_config(5, *COMMAND, 0)
    faults = {**FAULTS, **({} if one.machine.arch == MAIN else NOT_LOW)}
    for name, expected in faults.items():
        *said, last = one.run(("faulty " + name).rstrip()).splitlines()
        is_driven = expected[-1:] == [DMA_OK % (0, 5)]
        assert said[len(said) - len(expected):] == [line.rstrip() for line in expected]
        assert bool(said) == bool(expected)
        check_left(last, is_driven)
    assert one.config(5, *COMMAND) == 0
    for name in ["read %d" % n for n in range(2, 50, 3)] + ["pool %d" % n for n in range(4, 8)]:
        *said, last = one.run("faulty " + name).splitlines()
        check_left(last, bool(said) and "there and back ok" in said[-1])
        assert not said or "ok" in said[-1] or said[-1].startswith(NOT_STARTED)
    one.unload()


def test_lent_memory(one):
    """Memory that the device cannot address reaches it, and comes back: firmware copies."""
    one.set_config(5, *COMMAND, 0)
    assert one.run("faulty dma").splitlines() == ["to the device: arrived",
                                                  "from the device: arrived"]
    assert one.config(5, *COMMAND) == 0


def check_left(line, is_driven):
    assert line == ("driven" if is_driven else "not driven") + \
        ", left: 0 mappings, 0 buffers, 0 pages, 0 of the pool"
