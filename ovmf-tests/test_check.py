# test_check.py - gpus --check on QEMU's GPUs: findings that are true, and nothing written.
# SPDX-License-Identifier: BSD-2-Clause

import json

import pytest

import topologies
from arch import ARCHS
from cases import cases
from machine import BUILD, Machine, application

PAGE = b"to continue or 'Q' break:"
CHECK = ["gpus", "--check"]
CHECK_JSON = ["gpus", "--check", "--json"]
QUIET = ["gpus", "--check", "--ignore", "ACS_MISSING"]

# Firmware leaves ACS off. Of x3130 ports QEMU has no ACS, and the PCI functions are on no link.
FINDINGS = {
    "root-ports": [("ACS_OFF", "0000:00:02.0"), ("ACS_OFF", "0000:00:03.0")],
    "switch": [("ACS_OFF", "0000:00:02.0"), ("ACS_MISSING", "0000:02:00.0"),
               ("ACS_OFF", "0000:00:02.0"), ("ACS_MISSING", "0000:02:01.0")],
    "secondary-vga": [],
    "sriov": [],
}
# What AAVMF does not drive, so that decoding is off.
DECODE_OFF = {"root-ports": ["0000:01:00.0"], "switch": ["0000:03:00.0"],
              "secondary-vga": ["0000:00:05.0"], "sriov": ["0000:00:05.0"]}
# A port whose ACS is off is one with what is behind it.
GROUPS = {
    "root-ports": [["00:02.0", "01:00.0"], ["00:03.0", "02:00.0"]],
    "switch": [["00:02.0", "01:00.0", "02:00.0", "02:01.0", "03:00.0", "04:00.0"]] * 2,
    "secondary-vga": [["00:05.0"]],
    "sriov": [["00:05.0"]],
}


@pytest.fixture(scope="module", params=cases(FINDINGS, ["switch"]))
def booted(request):
    arch, name = request.param
    with Machine([CHECK, CHECK_JSON, QUIET], qemu_args=topologies.arguments(name), timeout=120,
                 arch=arch, log=BUILD / "ovmf-tests" / ("check-%s-%s.log" % request.param)) as machine:
        machine.name = name
        off = [] if ARCHS[arch].enables else DECODE_OFF[name]
        machine.findings = FINDINGS[name] + [("DECODE_OFF", address) for address in off]
        machine.warnings = sum(code != "ACS_OFF" for code, _ in machine.findings)
        yield machine


def codes(functions):
    return [(f["code"], f["address"]) for function in functions for f in function["findings"]]


def counted(number, what):
    return "%d %s%s" % (number, what, "" if number == 1 else "s")


def test_findings(booted):
    """Those listed above and no others, and not one write to configuration space."""
    result = booted.run_traced(CHECK_JSON)
    document = json.loads(result.output)
    print(result.output)
    assert sorted(codes(document["functions"])) == sorted(booted.findings)
    assert document["findings"] == []
    assert document["status"] == result.status == (7 if booted.warnings else 0)
    assert result.reads and not result.writes


def test_groups(booted):
    functions = json.loads(booted.run(CHECK_JSON).output)["functions"]
    found = [[a[5:] for a in f["isolation_group"]] for f in functions]
    assert found == GROUPS[booted.name]


def test_text(booted):
    """Drawn, summed up, within 79 columns; what is ignored is no finding."""
    result = booted.run(CHECK)
    assert all(len(line) <= 79 for line in result.output.splitlines())
    notes = len(booted.findings) - booted.warnings
    assert result.output.splitlines()[-1] == "0 errors, %s, %s" % (
        counted(booted.warnings, "warning"), counted(notes, "note"))
    quiet = all(code.startswith("ACS_") for code, _ in booted.findings)
    assert booted.run(QUIET).status == (0 if quiet else 7)


def test_gone(arch):
    """The last GPU's slot is switched off at a page's end: a finding, and the others are told of."""
    ports = range(4, 12)  # device numbers; buses 1 and on are behind them
    args = [word for port in ports for word in (
        "-device", "pcie-root-port,id=p%d,slot=%d,addr=%x" % (port, port, port),
        "-device", "bochs-display,bus=p%d" % port)]
    with Machine(files={"gpus.efi": application("gpus", arch)}, qemu_args=args, timeout=120,
                 arch=arch, log=BUILD / "ovmf-tests" / ("check-gone-%s.log" % arch)) as machine:
        left = [ports[-1]]

        def turn():
            if left:
                machine.qtest.power_off(0, left.pop())
            return b"\r"

        output = machine.type_line("gpus.efi -a --check -b", [(PAGE, turn)])
        status = machine.type_line("echo %lasterror%").split("\n")[1]
    print(output)
    assert "error DEVICE_GONE 0000:08:00.0: the device is gone\n" in output
    assert "note ACS_OFF 0000:00:0a.0: " in output
    off = 0 if ARCHS[arch].enables else len(ports) - 1
    assert "\n1 error, %d warnings, 15 notes\n" % off in output
    assert int(status, 16) == 7
