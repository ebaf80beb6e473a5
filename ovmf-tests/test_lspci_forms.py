# test_lspci_forms.py - the forms of lspci in firmware, beside those of Debian's lspci over a dump.
# SPDX-License-Identifier: BSD-2-Clause

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import topologies
from cases import cases
from machine import BUILD, Machine

PCI_IDS = Path("/usr/share/misc/pci.ids")
CAPTURE = ["lspci", "-nxxxx"]
FORMS = ["-n", "", "-nn", "-mm", "-m", "-vmm", "-vm", "-t", "-tv", "-tnnv", "-P", "-PP", "-nD",
         "-nx", "-nxxx", "-mmx", "-mms0:", "-ts1:", "-nPPs1:", "-td1af4:"]
NOTE = re.compile(r"[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]: .*\n|    not read: .*\n", re.MULTILINE)
pytestmark = [
    pytest.mark.skipif(not shutil.which("lspci"), reason="no lspci"),
    pytest.mark.skipif(not PCI_IDS.is_file(), reason="no %s" % PCI_IDS),
]

# The part of pci.ids that these machines need, without what the firmware's terminal cannot show.
VENDORS = ("8086", "1af4", "1234", "1b36", "104c", "10ec")


def command(form):
    return ["lspci", *form.split()]


@pytest.fixture(scope="module")
def ids(tmp_path_factory):
    path = tmp_path_factory.mktemp("ids") / "pci.ids"
    keep, lines = False, []
    for line in PCI_IDS.read_text().splitlines(keepends=True):
        if line[0] not in "\t#\n":
            keep = line.startswith(VENDORS) or line.startswith("C ")
        lines += [line] * (keep and line.isascii())
    path.write_text("".join(lines))
    return path


@pytest.fixture(scope="module", params=cases(topologies.TOPOLOGIES, ["switch"],
                                             topologies.ON_Q35_ONLY))
def booted(request, ids):
    commands = [CAPTURE, *map(command, FORMS)]
    arch, name = request.param
    with Machine(commands, {"pci.ids": ids}, topologies.arguments(name), timeout=180, arch=arch,
                 log=BUILD / "ovmf-tests" / ("lspci-forms-%s-%s.log" % request.param)) as machine:
        yield machine


@pytest.fixture(scope="module")
def dump(booted, tmp_path_factory):
    """What -xxxx printed, as it was captured."""
    result = booted.run(CAPTURE)
    assert result.status == 0
    path = tmp_path_factory.mktemp("dump") / "captured"
    path.write_text(result.output)
    return path


def theirs(dump, ids, *words):
    return subprocess.run(["lspci", "-O", "hwdb.disable=1", "-i", ids, "-F", dump, *words],
                          capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("form", FORMS)
def test_form(booted, dump, ids, form):
    """The machine's listing is lspci's of the capture, whatever its notes."""
    wanted = theirs(dump, ids, *form.split())
    result = booted.run(command(form))
    none = wanted in ("", "-\n")
    assert result.status == (0xe if none else 0)
    assert NOTE.sub("", result.output) == ("lspci: no such function\n" if none else wanted)


def test_capture(booted, dump, ids):
    """lspci prints the capture from itself."""
    assert theirs(dump, ids, "-nxxxx") == NOTE.sub("", dump.read_text())
    assert len(dump.read_text().splitlines()) >= 17 * len(booted.query_pci()) > 17
