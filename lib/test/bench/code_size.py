# code_size.py - the bytes of code of each form of access.
# SPDX-License-Identifier: BSD-2-Clause

import re
import shutil
import subprocess
import tempfile

SOURCE = "lib/test/bench/access.c"
FLAGS = ["-std=gnu11", "-I.", "-ffreestanding", "-fpic", "-mgeneral-regs-only",
         "-fno-stack-protector", "-fno-asynchronous-unwind-tables"]
TARGETS = [
    ("gcc x86_64", ["gcc", "-mno-red-zone", "-fcf-protection=none"], "nm"),
    ("clang x86_64", ["clang", "-mno-red-zone"], "nm"),
    ("gcc aarch64", ["aarch64-linux-gnu-gcc"], "aarch64-linux-gnu-nm"),
    ("clang aarch64", ["clang", "--target=aarch64-linux-gnu"], "aarch64-linux-gnu-nm"),
]
LEVELS = ["-Os", "-O2"]


def sizes(compiler, nm, level):
    """function → bytes"""
    with tempfile.NamedTemporaryFile(suffix=".o") as o:
        subprocess.run([*compiler, *FLAGS, level, "-c", SOURCE, "-o", o.name], check=True)
        text = subprocess.run([nm, "-S", o.name], check=True, stdout=subprocess.PIPE,
                              text=True).stdout
    return {name: int(size, 16) for size, name in re.findall(r"^\w+ (\w+) T (\w+)$", text, re.M)}


def measure(page):
    page.write("## Bytes of code of an access\n")
    page.write("Functions of %s, with what a function needs, at %s.\n" %
               (SOURCE, " / ".join(LEVELS)))
    columns = {}
    for name, compiler, nm in TARGETS:
        if shutil.which(compiler[0]) and shutil.which(nm):
            columns[name] = [sizes(compiler, nm, level) for level in LEVELS]
        else:
            page.write("Not measured: %s needs %s and %s.\n" % (name, compiler[0], nm))
    page.table(["access", *columns])
    with open(SOURCE) as f:
        cases = re.findall(r"^/\* (.*) \*/\n(?:\S.*;\n)\S.*?\b(\w+)\(", f.read(), re.M)
    for what, function in cases:
        page.row([what, *(" / ".join(str(level[function]) for level in levels)
                          for levels in columns.values())])
