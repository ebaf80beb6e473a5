# test_recall.py - what lspci decodes, beside what pciutils' lspci decodes of the same dumps.
# SPDX-License-Identifier: BSD-2-Clause

import re
import subprocess
import sys

import pytest

from cli import DUMPS, ROOT, run

REFERENCES = sorted((DUMPS / "ref").glob("*.vvv"))
RECALL = DUMPS.parent / "tools" / "lspci-recall"
FLAGS, VALUES = 0.99, 0.98
ABSENT = re.compile(r"^capabilities \d+, absent (\d+)$", re.MULTILINE)
COUNTS = re.compile(r"(flags|values) [\d.]+ \((\d+) of (\d+)\)")


def compare(reference, ours):
    """What the tool says, and of it: capabilities absent, {kind: (found, all)}."""
    done = subprocess.run([sys.executable, RECALL, reference, ours], capture_output=True,
                          text=True, check=True)
    counts = {kind: (int(got), int(want)) for kind, got, want in COUNTS.findall(done.stdout)}
    return done.stdout, int(ABSENT.search(done.stdout)[1]), counts


@pytest.mark.skipif(not REFERENCES or not RECALL.is_file(), reason="no references in %s" % DUMPS)
def test_recall(tmp_path, capsys):
    """Nearly every flag and value of the references, and every capability, is there."""
    total = {"flags": [0, 0], "values": [0, 0]}
    absent, worst = 0, (0, "")
    for reference in REFERENCES:
        ours = tmp_path / reference.name
        ours.write_text(run("lspci", "-F", DUMPS / (reference.stem + ".txt"), "-nvvv")[0])
        said, lost, counts = compare(reference, ours)
        absent += lost
        for kind, (got, want) in counts.items():
            total[kind][0] += got
            total[kind][1] += want
        missing = lost + sum(want - got for got, want in counts.values())
        worst = max(worst, (missing, "%s\n%s" % (reference.stem, said)))
    share = {kind: got / want for kind, (got, want) in total.items()}
    summary = "flags %.4f (%d of %d), values %.4f (%d of %d), absent %d" % (
        share["flags"], *total["flags"], share["values"], *total["values"], absent)
    with capsys.disabled():
        print("\nrecall of %d dumps: %s\nworst: %s" % (len(REFERENCES), summary, worst[1]))
    assert share["flags"] >= FLAGS and share["values"] >= VALUES and not absent, summary
