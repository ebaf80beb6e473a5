# test_pool.py - lib/regs/pool: every string is stored once, and what is none is refused.
# SPDX-License-Identifier: BSD-2-Clause

import re
import subprocess
import sys

import pytest

from cli import ROOT

HEADER = r"""/* Made by lib/regs/pool. */
enum {
	n_A = 6,
	t_A = 7,
	n_B = 1,
	t_B = 0,
	v_list = 6,
	n_C = 9,
};
static const char strings[] =
	"\0"
	"0=a|1=b\0"
	"0=a\0"
	;
"""


def pool(tmp_path, text):
    source, target = tmp_path / "strings.i", tmp_path / "strings.h"
    source.write_text(text)
    done = subprocess.run([sys.executable, ROOT / "lib/regs/pool", source, target],
                          capture_output=True, text=True)
    return done, target


def test_each_once(tmp_path):
    text = 'n_A "=b"; t_A\n"b";n_B "0=a|" "1=b" ;\n t_B "";\n v_list "=b"; n_C "0=a";\n'
    done, target = pool(tmp_path, text)
    assert done.returncode == 0 and done.stderr == ""
    assert target.read_text() == HEADER


@pytest.mark.parametrize("text", [
    r't_A "a\n";', 't_A "\u00e9";', 't_A "tab\t";', "t_A;", 't_A TOKEN;', '"a";', 't_A "a"',
    'n_A "A"; FOO(B) t_A "a";'])
def test_refused(tmp_path, text):
    """An escape would count as several bytes; the others are lines without a macro for them."""
    done, target = pool(tmp_path, 'n_Z "Z";\n' + text + '\nn_Y "Y";\n')
    assert done.returncode == 1 and "pool: not an identifier and its string: " in done.stderr
    assert not target.exists()


@pytest.mark.parametrize("tables", ["all", "gpu"])
def test_tables(tables):
    """In what the build made of them, no string ends with another one."""
    lines = re.findall(r'^\t"(.*)\\0"$', (ROOT / ("build/strings-%s.h" % tables)).read_text(), re.M)[1:]
    assert len(lines) > 1000
    backwards = sorted(s[::-1] for s in lines)
    assert not [b for a, b in zip(backwards, backwards[1:]) if b.startswith(a)]
