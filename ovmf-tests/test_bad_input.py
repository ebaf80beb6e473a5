# test_bad_input.py - gpus with wrong arguments, no GPU, and tables that are missing or wrong.
# SPDX-License-Identifier: BSD-2-Clause

import json

import pytest

import listing
from arch import MAIN
from cases import cases
from replay import Tables, mcfg

USAGE_ERRORS = ["gpus --bogus", "gpus -x", "gpus -s", "gpus -s zz", "gpus -s 1:2:3:4",
                "gpus -s 00:1f.9", "gpus -s 00:20.0", "gpus -s 00:1f.0x", "gpus zz",
                "gpus 0 99 0", "gpus -a extra"]
ABSENT = ["gpus -s 07:00.0", "gpus -s 0001:00:00.0", "gpus 7 0 0"]
SELECTED = {
    "gpus -s 00:1f.2": ["0000:00:1f.2"],
    "gpus -s 0000:00:1f.2": ["0000:00:1f.2"],
    "gpus -s 1f.2": ["0000:00:1f.2"],
    "gpus 0 1f 2": ["0000:00:1f.2"],
    "gpus -s 00:1f": ["0000:00:1f.0", "0000:00:1f.2", "0000:00:1f.3"],
}
HELP = ["gpus -h", "gpus --help", "gpus --version"]
ALIVE = "echo alive"
CHECK = "gpus --check --json"


# What a q35 has at 1f.
OTHERS = [word for number in (0, 2, 3) for word in (
    "-device", "virtio-rng-pci,addr=1f.%d,multifunction=on" % number)]


@pytest.fixture(scope="module")
def no_gpu(arch, boot_machine):
    lines = USAGE_ERRORS + ABSENT + list(SELECTED) + HELP
    booted = boot_machine("no-gpu", lines + ["gpus", "gpus --all-buses", ALIVE],
                          [] if arch == MAIN else OTHERS, arch)
    yield booted
    booted.machine.close()


@pytest.mark.parametrize("line", USAGE_ERRORS)
def test_usage_error(no_gpu, line):
    """One line says what is wrong, and no device was touched."""
    output, status, reads, writes = no_gpu.run(line)
    assert status == 2
    assert output.startswith("gpus: ") and output.count("\n") == 1 and output.endswith("\n")
    assert not reads and not writes


@pytest.mark.parametrize("line", ["gpus", "gpus --all-buses"] + ABSENT)
def test_nothing_found(no_gpu, line):
    """The last line says so; EFI_NOT_FOUND is the status."""
    output, status, reads, writes = no_gpu.run(line)
    assert status == 0xe
    assert output.splitlines()[-1].startswith("gpus: no ")
    assert not listing.functions(output)
    assert reads and not writes


@pytest.mark.parametrize("line", SELECTED)
def test_selection(no_gpu, line):
    """Functions of any class are listed when named."""
    result = no_gpu.run(line)
    assert result.status == 0
    assert list(listing.functions(result.output)) == SELECTED[line]


@pytest.mark.parametrize("line", HELP)
def test_help(no_gpu, line):
    """Help and version need no device."""
    result = no_gpu.run(line)
    assert result.status == 0 and "gpus" in result.output
    assert not result.reads and not result.writes
    assert max(map(len, result.output.splitlines())) <= 79


# Machines without a usable window: MCFG's body, or None, and what the first lines say; by what the
# processor's tables do not map.
FALLBACK = "RootBridgeIo: segment 0000, buses 00-00 (%s)"
HIGH, UNMAPPED = (0xff0000000000, 0, 0, 255), (1 << 40, 0, 0, 255)
SAID = "ECAM: segment 0000, buses 00-ff, at %x, not used: %s"
NO_ECAM = {
    "no-mcfg": (None, [FALLBACK % "no MCFG"]),
    "short-mcfg": (mcfg([(0xb0000000, 0, 0, 255)])[:-6], [FALLBACK % "MCFG truncated or corrupt"]),
    "far-mcfg": (mcfg([HIGH]), [SAID % (HIGH[0], "too high"), FALLBACK % "no usable ECAM window"]),
    "high-mcfg": (mcfg([UNMAPPED]), [SAID % (UNMAPPED[0], "%s"), FALLBACK % "no usable ECAM window"]),
}
WHY = {"x86_64": "too high", "aarch64": "not mapped"}


@pytest.fixture(scope="module", params=cases(NO_ECAM, ["no-mcfg", "high-mcfg"]))
def no_ecam(request, boot_machine, tmp_path_factory):
    """-machine pc has no MCFG of its own; that of virt is hidden."""
    arch, name = request.param
    body, says = NO_ECAM[name]
    tables = Tables(tmp_path_factory.mktemp("acpi"), [body] if body else [], arch, arch != MAIN)
    args = ["-device", "secondary-vga", "-device", "e1000,romfile="] + ["-machine", "pc"] * (
        arch == MAIN)
    booted = boot_machine(name, ["gpus", "gpus -a", "gpus --bogus", CHECK, ALIVE], args, arch, tables)
    booted.machine.switch_on()
    booted.says = [line.replace("%s", WHY[arch]) for line in says]
    yield booted
    booted.machine.close()


def test_fallback(no_ecam):
    """The first lines say why there is no ECAM; all is found through the firmware instead."""
    output, status, reads, writes = no_ecam.run("gpus -a")
    assert status == 0 and reads and not writes
    assert output.splitlines()[:len(no_ecam.says)] == no_ecam.says
    found = listing.functions(output)
    truth = listing.true_functions(no_ecam.query_pci())
    assert list(found) == sorted(truth)
    assert all("    Config space: 256 bytes" in function.lines for function in found.values())
    for address, function in found.items():
        assert function.regions == truth[address].regions
    assert len(listing.functions(no_ecam.run("gpus").output)) == 1
    assert no_ecam.run(ALIVE).output == "alive\n"


def test_findings(no_ecam):
    """What the lines above say is a finding, too; that there is no table at all is another."""
    document = json.loads(no_ecam.run(CHECK).output)
    faults = [line for line in document["notes"] if "RootBridgeIo" not in line]
    expected = [("NO_ECAM", "configuration space by RootBridgeIo")]
    if faults:
        expected += [("MCFG_BAD", fault) for fault in faults]
    elif no_ecam.says != [FALLBACK % "no MCFG"]:
        expected += [("MCFG_BAD", "the MCFG table is truncated or corrupt")]
    assert [(f["code"], f["evidence"]) for f in document["findings"]] == expected
    assert document["status"] == 7


def test_usage_first(no_ecam):
    """Wrong usage is found before the machine is looked at."""
    assert no_ecam.run("gpus --bogus").status == 2


def test_one_bad_window(arch, boot_machine, tmp_path):
    """A second MCFG whose window does not exist is named and costs nothing else."""
    tables = Tables(tmp_path, [mcfg([(HIGH[0], 1, 0, 255)])], arch)
    booted = boot_machine("far-segment", ["gpus", CHECK, ALIVE], ["-device", "secondary-vga"], arch,
                          tables)
    output, status, _, writes = booted.run("gpus")
    assert status == 0 and not writes
    assert [line for line in output.splitlines() if "segment 0001" in line and "not" in line]
    assert len(listing.functions(output)) == 1
    findings = json.loads(booted.run(CHECK).output)["findings"]
    assert [f["code"] for f in findings] == ["MCFG_BAD"]
    assert findings[0]["evidence"].startswith("ECAM: segment 0001, buses 00-ff, at ff0000000000, not")
    assert booted.run(ALIVE).output == "alive\n"
    booted.machine.close()
