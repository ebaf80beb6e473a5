# test_findings.py - the catalogue of findings is that of the program, and each is raised by a test.
# SPDX-License-Identifier: BSD-2-Clause

import re

from cli import ROOT

TESTS = ["lib/test/test_gpus_check.c", "lib/test/test_gpus_preflight.c"]


def findings():
    text = (ROOT / "apps/gpus/finding.def").read_text()
    return re.findall(r"^FINDING\((\w+), (\w+), ", text, re.MULTILINE)


def test_catalogue():
    text = (ROOT / "apps/gpus/README").read_text()
    listed = re.findall(r"^    ([A-Z][A-Z0-9_]+) +(error|warning|note) +\S", text, re.MULTILINE)
    assert listed == [(code, severity.lower()) for code, severity in findings()]


def test_each_is_raised():
    tests = "".join((ROOT / path).read_text() for path in TESTS)
    for code, _ in findings():
        assert re.search(r'\b%s(?: \S+)?: |\\"%s\\"' % (code, code), tests), code
