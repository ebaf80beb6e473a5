# test_baremetal.py - the same list with firmware and without it, and every way there or not.
# SPDX-License-Identifier: BSD-2-Clause

import os
import re
import struct
import subprocess
import time

import pytest

import listing
import topologies
from arch import MAIN
from cases import cases
from machine import BUILD, Machine, MachineStopped, clean

LISTS = re.compile(r"--- with firmware\n(.*?\n)--- end\n(.*?)"
                   r"--- without firmware\n(.*?\n)--- end\n(.*)", re.DOTALL)
PLAIN = ["baremetal", "--off"]
ARM = ["baremetal", "--off", "--enable"]
ARM_PORTS = """
    -device pcie-root-port,id=rp0,bus=pcie.0,chassis=1,slot=1,addr=2
    -device pcie-root-port,id=rp1,bus=pcie.0,chassis=1,slot=2,addr=3
    -device bochs-display,bus=rp0
    -device virtio-gpu-pci,bus=rp1,aer=on
    -device bochs-display,bus=pcie.0,addr=5
"""
NM = {"x86_64": "nm", "aarch64": "aarch64-linux-gnu-nm"}
BY_COMPILER = {"memcpy", "memset", "memmove", "memcmp", "_GLOBAL_OFFSET_TABLE_"}


def machine(name, command, qemu_args=(), arch=MAIN):
    return Machine([command], qemu_args=qemu_args, timeout=180, arch=arch,
                   log=BUILD / "ovmf-tests" / ("baremetal-%s.log" % name))


def run_off(booted, command):
    """Run a command that switches the machine off; return what it printed, and what it wrote."""
    booted.ready()
    booted.trace_config(True)
    with pytest.raises(MachineStopped) as stopped:
        booted.run(command)
    print(stopped.value.output)
    return stopped.value.output, [line for line in booted.trace_lines() if "pci_cfg_write" in line]


def same(got, true):
    """Whether a function is QEMU's; which does not know an address that is not decoded."""
    hidden = {slot: region._replace(address=got.regions[slot].address)
              for slot, region in true.regions.items()
              if region.address == -1 and slot in got.regions}
    true = true._replace(regions={**true.regions, **hidden}, subsystem=None)
    return got._replace(lines=[], subsystem=None) == true


def check(output, devices):
    """Both lists are the same bytes, and the functions are QEMU's; return the list."""
    found = LISTS.fullmatch(output)
    assert found, output
    assert found[1] == found[3] and not found[4]
    assert re.search(r"\nExitBootServices, call \d+: success\n\Z", "\n" + found[2])
    functions = listing.functions(found[1])
    truth = listing.true_functions(devices)
    assert "\n%d functions\n" % len(truth) in found[1]
    for address, true in truth.items():
        assert same(functions.pop(address), true), address
    assert not functions
    return found[1]


CONSOLE = {"x86_64": "not found\nConsole: 16550 at port 3f8", "aarch64": "success\nConsole: PL011 at 9000000"}


@pytest.mark.parametrize("case", cases(["root-ports", "switch", "pxb", "sriov"]))
def test_topology(case):
    """GPUs behind ports and switches, below a second root bridge, with BARs above 4 GiB."""
    arch, topology = case
    with machine("%s-%s" % case, PLAIN, topologies.arguments(topology), arch) as booted:
        booted.switch_on()
        devices = booted.query_pci()
        output, writes = run_off(booted, PLAIN)
    assert not writes
    text = check(output, devices)
    displays = [d for d in devices if (d["id"]["vendor"], d["id"]["device"]) == (0x1234, 0x1111)]
    assert displays and text.count("    DISPI ID: b0c5\n") == len(displays)
    ports = [d for d in devices if d["id"]["device"] == 0x000c]
    assert text.count("    Capabilities: [148 v1] Access Control Services (000d)\n") == len(ports)
    assert ("    Capabilities: [80] MSI (05)\n"
            "    Capabilities: [a8] SATA index/data pair (12)\n" in text) == (arch == MAIN)
    assert "\nSPCR: %s: success\nExitBoot" % CONSOLE[arch] in output


def test_decoding_is_off():
    """The console is a PL011 of the SPCR table; decoding is on for a read, and off again."""
    with machine("off", ARM, ARM_PORTS.split(), "aarch64") as booted:
        devices = booted.query_pci()
        output, writes = run_off(booted, ARM)
    text = check(output, devices)
    assert text.count("    DISPI ID: b0c5\n") == 2
    twice = [write for address in ("00:05.0", "01:00.0")
             for write in ("bochs-display %s @0x4 <- 0x2" % address,
                           "bochs-display %s @0x4 <- 0x0" % address)]
    assert [write.partition(" ")[2] for write in writes] == twice + twice
    assert "    Capabilities: [100 v2] Advanced Error Reporting (0001)\n" in text
    assert "\nSPCR: success\nConsole: PL011 at 9000000: success\nExitBoot" in output


def test_no_exit():
    """One list, nothing is written, and the shell goes on; what decodes nothing stays so."""
    command = ["baremetal", "--no-exit"]
    with machine("no-exit", command, ARM_PORTS.split(), "aarch64") as booted:
        result = booted.run_traced(command)
        assert result.status == 0 and result.reads and not result.writes
        assert result.output.count("    DISPI ID: decoding is off\n") == 2
        assert result.output.startswith("--- with firmware\n")
        assert result.output.endswith(" functions\n--- end\n")
        assert "without" not in result.output
        assert booted.run(command).output == result.output


def test_stale_key(arch):
    """Where the memory map changes meanwhile the second call is the one; the rest is as ever."""
    command = ["baremetal", "--off", "--busy"]
    with machine("busy-" + arch, command, arch=arch) as booted:
        devices = booted.query_pci()
        output, _ = run_off(booted, command)
    check(output, devices)
    assert "\nExitBootServices, call 2: success\n" in output


def halts(booted):
    """Of x86, for QEMU does not tell of an Arm's WFI. Whether the processor stands in HLT, or soon does: its last byte is seen before that."""
    for _ in range(100):
        registers = booted.qmp.command("human-monitor-command",
                                       **{"command-line": "info registers"})
        if "HLT=1" in registers:
            return True
        time.sleep(0.1)
    return False


def test_halt():
    """Without --off it stands still and says so; no interrupt brings it back."""
    command = ["baremetal"]
    with machine("halt", command) as booted:
        devices = booted.query_pci()
        start = len(booted.raw)
        os.write(booted.keys, b"c0\r")
        booted.wait(start, lambda seen: b"Halted.\r\n" in seen)
        output = clean(booted.raw[start:].partition(b"-begin\r\n")[2])
        assert halts(booted)
        booted.type(b"keys")
        booted.type("a")
        assert booted.qmp.command("query-status")["status"] == "running"
        assert halts(booted)
    assert output.endswith("--- end\nHalted.\n")
    check(output[:-len("Halted.\n")], devices)


NO_ECAM = {"x86_64": ["-machine", "pc"], "aarch64": ["-machine", "acpi=off"]}


def spcr(folder, kind, space, bits, access, address):
    """QEMU's arguments for an SPCR table, which the q35 has none of; virt's own is a PL011."""
    data = struct.pack("<B3xBBBBQ", kind, space, bits, 0, access, address) + bytes(28)
    (folder / "spcr").write_bytes(data)
    return ["-acpitable", "sig=SPCR,rev=2,data=%s" % (folder / "spcr")]


def test_second_port(tmp_path):
    """The table names the second serial port: there the second list is, with its line ends."""
    args = spcr(tmp_path, 0, 1, 8, 0, 0x2f8) + ["-serial", "file:%s" % (tmp_path / "second")]
    with machine("second-port", PLAIN, args) as booted:
        devices = booted.query_pci()
        first, _ = run_off(booted, PLAIN)
    assert first.endswith("\nSPCR: success\nConsole: 16550 at port 2f8: success\n")
    second = (tmp_path / "second").read_bytes()
    assert second.count(b"\n") == second.count(b"\r\n") > 10
    check(first + clean(second), devices)


def test_unknown_console(tmp_path):
    """A kind of UART that is not known here: a PC's first port does."""
    with machine("unknown", PLAIN, spcr(tmp_path, 4, 0, 32, 3, 0xfe100000)) as booted:
        devices = booted.query_pci()
        output, _ = run_off(booted, PLAIN)
    check(output, devices)
    assert "\nSPCR: not found\nConsole: 16550 at port 3f8: success\n" in output


def test_no_console(tmp_path):
    """Ports that nothing answers, as the table has them: firmware is not left."""
    with machine("no-console", PLAIN, spcr(tmp_path, 0, 1, 8, 1, 0x3e8)) as booted:
        result = booted.run(PLAIN)
    assert result.status == 3
    assert result.output.endswith("--- end\nSPCR: success\nConsole: 16550 at port 3e8: not found\n"
                                  "baremetal: firmware stays: not found\n")


def test_console_never_ready(tmp_path):
    """Memory that reads 0 is a UART that is never ready: nothing is heard, but the end comes."""
    with machine("never-ready", PLAIN, spcr(tmp_path, 0, 0, 32, 3, 0xfe100000)) as booted:
        output, _ = run_off(booted, PLAIN)
    assert output.endswith("Console: 16550 at fe100000: success\n")


def test_no_ecam(arch):
    """Where only firmware reaches configuration space it is not left."""
    with machine("no-ecam-" + arch, PLAIN, NO_ECAM[arch], arch) as booted:
        result = booted.run(PLAIN)
    assert result.status == 3
    assert result.output.endswith(
        "--- end\nbaremetal: firmware stays: functions are reached through it only\n")


def test_usage(arch):
    bad, extra, help_ = ["baremetal", "--now"], ["baremetal", "x"], ["baremetal", "-h"]
    with Machine([bad, extra, help_], timeout=180, arch=arch) as booted:
        assert booted.run(bad).status == 2
        assert booted.run(extra).status == 2
        result = booted.run(help_)
    assert result.status == 0 and result.output.startswith("Usage: baremetal ")


def symbols(arch, path, flag):
    lines = subprocess.run([NM[arch], flag, "-P", path], check=True, capture_output=True,
                           text=True).stdout.splitlines()
    return {line.split()[0] for line in lines}


@pytest.mark.parametrize("arch", NM)
def test_nothing_of_efi(arch):
    """What runs without firmware includes and calls lib/ only, and so does lib/."""
    objects = BUILD / arch / "obj"
    own = [objects / "apps/baremetal" / name for name in ("bare.o", "report.o")]
    used = own + sorted((objects / "lib").rglob("*.o"))
    defined = set().union(*(symbols(arch, path, "--defined-only") for path in used))
    for path in used:
        assert symbols(arch, path, "-u") <= defined | BY_COMPILER, path
    for path in own:
        sources = path.with_suffix(".d").read_text().replace("\\\n", " ").split()[1:]
        assert not [s for s in sources if s.startswith("efi/") or "/efi/" in s], path
        assert "lib/bare.h" in sources
