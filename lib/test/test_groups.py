# test_groups.py - isolation groups of real machines, against groups written out by hand.
# SPDX-License-Identifier: BSD-2-Clause

import json

import pytest

from cli import DUMPS, run

# Each by the rules: ports without ACS that is on are one with what is behind them, functions of a
# device that does not part them are one, and so is all behind a bridge to PCI.
GROUPS = {
    "pciutils-tree-asus-p6t6": """
        00:00.0
        00:01.0
        00:03.0 02:00.0 03:00.0 03:02.0 04:00.0
        00:07.0 06:00.0 06:00.1
        00:10.0 00:10.1
        00:14.0 00:14.1 00:14.2 00:14.3
        00:1a.0 00:1a.1 00:1a.2 00:1a.7
        00:1b.0
        00:1c.0 00:1c.1 00:1c.2 07:00.0 08:00.0
        00:1d.0 00:1d.1 00:1d.2 00:1d.7
        00:1e.0
        00:1f.0 00:1f.2 00:1f.3
        ff:00.0 ff:00.1
        ff:02.0 ff:02.1
        ff:03.0 ff:03.1 ff:03.4
        ff:04.0 ff:04.1 ff:04.2 ff:04.3
        ff:05.0 ff:05.1 ff:05.2 ff:05.3
        ff:06.0 ff:06.1 ff:06.2 ff:06.3""",
    "linux-pci-2024-adl-ga104m-laptop": """
        00:00.0
        00:01.0
        00:02.0
        00:04.0
        00:06.0
        00:06.2
        00:07.0
        00:08.0
        00:0a.0
        00:0d.0 00:0d.2
        00:14.0 00:14.2 00:14.3
        00:15.0 00:15.1
        00:16.0
        00:1c.0
        00:1c.6
        00:1f.0 00:1f.3 00:1f.4 00:1f.5
        01:00.0 01:00.1
        02:00.0
        03:00.0
        2e:00.0
        2f:00.0""",
}


@pytest.mark.parametrize("name", GROUPS)
def test_groups(name):
    path = DUMPS / (name + ".txt")
    if not path.exists():
        pytest.skip("no dumps in %s" % DUMPS)
    output, _ = run("gpus", "-a", "-v", "--json", "-F", path)
    functions = json.loads(output)["functions"]
    found = {tuple(a[5:] for a in f["isolation_group"]) for f in functions}
    expected = {tuple(line.split()) for line in GROUPS[name].strip().splitlines()}
    assert found == expected
    for f in functions:
        assert f["address"] in f["isolation_group"]


def test_facts():
    """Navi10 has a BAR larger than any size that it says it can have."""
    path = DUMPS / "amd-gfx-2020-navi10-rx5600xt-4k.txt"
    if not path.exists():
        pytest.skip("no dumps in %s" % DUMPS)
    output, _ = run("gpus", "-v", "-F", path)
    assert "    Resizable BAR 0: 8G (not in its set) of 256M 512M 1G\n" in output
    assert "    Resizable BAR 2: 256M of 2M 4M 8M 16M 32M 64M 128M 256M\n" in output
