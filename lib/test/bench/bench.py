#!/usr/bin/python3
# bench.py - measurements as tables in Markdown, on stdout and in build/bench.md.
# SPDX-License-Identifier: BSD-2-Clause

import os
import re
import subprocess
import sys
from pathlib import Path

import accesses
import code_size
import dumps

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "build" / "bench.md"


class Page:
    """Text that comes out as soon as it is there."""

    def __init__(self, path):
        self.file = open(path, "w")

    def write(self, text=""):
        for out in (sys.stdout, self.file):
            print(text, file=out, flush=True)

    def table(self, head):
        self.row(head)
        self.row(["---"] + ["---:"] * (len(head) - 1))

    def row(self, cells):
        self.write("| " + " | ".join(map(str, cells)) + " |")


def first_line(*command):
    try:
        text = subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout
    except FileNotFoundError:
        return "no " + command[0]
    return text.partition("\n")[0]


def processor():
    names = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return "%d x %s" % (os.cpu_count(), names[0] if names else "unknown processor")


def main():
    os.chdir(ROOT)
    page = Page(PAGE)
    page.write("# Measurements of pcikit\n")
    for what in (first_line("build/host/lspci", "--version"), first_line("lspci", "--version"),
                 first_line("gcc", "--version"), first_line("clang", "--version"), processor()):
        page.write("- " + what)
    for part in (code_size, accesses, dumps):
        page.write()
        part.measure(page)


main()
