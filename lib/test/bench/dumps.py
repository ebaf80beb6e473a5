# dumps.py - time and memory that a dump takes, beside Debian's lspci and wc -l.
# SPDX-License-Identifier: BSD-2-Clause

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

GENERATOR = Path("../shared/tools/gen-dump")
SIZES = [(4096, 256, 7), (65536, 256, 5), (4096, 4096, 5), (65536, 4096, 3)]
ROOM = 2 << 30
OURS, THEIRS, LINES = "build/host/lspci", "lspci", "wc"

Run = namedtuple("Run", "wall cpu peak")


def run(command):
    """One run: seconds on the wall and of the processor, and the most bytes in memory."""
    nothing = os.open(os.devnull, os.O_RDWR)
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_DUP2, nothing, fd) for fd in (0, 1, 2)])
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    os.close(nothing)
    if status:
        raise RuntimeError("%s: status %x" % (" ".join(command), status))
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def medians(commands, count):
    """Run all in turn, count times; return the medians of each."""
    runs = [[run(command) for command in commands] for _ in range(count)]
    return [Run(*map(statistics.median, zip(*column))) for column in zip(*runs)]


def find_room():
    """A directory for the files, or None."""
    for place in (tempfile.gettempdir(), "build", "/var/tmp"):
        if shutil.disk_usage(place).free > ROOM:
            return place
    return None


def megabytes(peak, floor):
    """A process has what the one that started it had until then: less is not seen."""
    return "%.1f" % (peak / 1e6) if peak > floor * 1.02 else "under %.0f" % (floor / 1e6)


def measure_dump(page, dump, functions, size, count):
    floor = run(["true"]).peak
    run([LINES, "-l", dump])  # the file is in memory from here on
    peaks = []
    for options in ("-n", "-nvvv"):
        ours, theirs, lines = medians([[OURS, options, "-F", dump], [THEIRS, options, "-F", dump],
                                       [LINES, "-l", dump]], count)
        page.row([functions, size, options, "%.3f" % ours.wall, "%.3f" % theirs.wall,
                  "%.3f" % lines.wall, "%.1f" % (theirs.wall / ours.wall),
                  "%.1f" % (theirs.cpu / ours.cpu), "%.1f" % (ours.wall / lines.wall),
                  megabytes(ours.peak, floor), megabytes(theirs.peak, floor)])
        peaks.append((ours.peak, theirs.peak))
    return peaks


def measure(page):
    page.write("## Dumps: `-F` of our lspci, of Debian's, and `wc -l`\n")
    place = find_room()
    if not GENERATOR.exists() or not place or not shutil.which(THEIRS):
        page.write("Not measured: needs %s, %d GB on a disk and lspci." % (GENERATOR, ROOM >> 30))
        return
    page.write("Seconds are medians of runs in turn, times are theirs / ours, peak in MB.\n")
    page.table(["functions", "bytes", "options", "ours s", "lspci s", "wc s", "times",
                "times (CPU)", "ours / wc", "ours MB", "lspci MB"])
    peaks = {}
    with tempfile.TemporaryDirectory(dir=place) as temp:
        for functions, size, count in SIZES:
            dump = os.path.join(temp, "dump")
            subprocess.run([sys.executable, GENERATOR, "-n", str(functions), "-s", str(size),
                            "-o", dump], check=True, stderr=subprocess.DEVNULL)
            peaks[functions, size] = measure_dump(page, dump, functions, size, count)
    few, many = peaks[4096, 4096][1], peaks[65536, 4096][1]
    page.write("\nA function of 4096 bytes more takes %.0f bytes of memory, in lspci %.0f (-nvvv)."
               % tuple((b - a) / (65536 - 4096) for a, b in zip(few, many)))
