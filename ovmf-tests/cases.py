# cases.py - what is tried on which architecture: always, or with --all.
# SPDX-License-Identifier: BSD-2-Clause

import pytest

from arch import ARCHS, MAIN


def cases(names, sooner=(), absent=()):
    """Parameters, an architecture and a name: every name on MAIN, and on the other ones, too.

    There those in SOONER are always tried and the rest with --all; none of ABSENT, which that
    machine cannot have.
    """
    return [pytest.param((arch, name), id="%s-%s" % (arch, name),
                         marks=[] if arch == MAIN or name in sooner else pytest.mark.more)
            for arch in ARCHS for name in names if arch == MAIN or name not in absent]


# The same of architectures alone, for a test that takes arch or what is made with it.
main_first = pytest.mark.parametrize("arch", indirect=True, argvalues=[
    pytest.param(arch, marks=[] if arch == MAIN else pytest.mark.more) for arch in ARCHS])
