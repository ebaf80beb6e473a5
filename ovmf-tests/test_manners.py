# test_manners.py - gpus and lspci at the shell: pages, Ctrl-C, redirection, files, progress.
# SPDX-License-Identifier: BSD-2-Clause

import json
import re
import struct
import subprocess

import pytest

from arch import ARCHS
from cases import main_first
from machine import BUILD, Machine, application, applications
from replay import Domain, Replay

MARK = "%s: interrupted, this is incomplete\n"
NO_SHELL = "%s: no shell here that breaks pages\n"
PROMPT = b"to continue or 'Q' break:"
CTRL_C = b"\x03"
OK, USAGE, DEVICE, ABORTED = 0, 2, 7, 0x15
ROOM = 3072  # bytes that the full volume has

WHOLE = ["lspci", "-vvv"]
GPUS = ["gpus", "-a", "-v"]
LONG = ["lspci", "-vvv", "-F", "long.txt"]
LONG_JSON = ["gpus", "-a", "-v", "--json", "-F", "long.txt"]
LATE = ["lspci", "-v", "-F", "late.txt"]
BOTH = "both.nsh"  # in a script, for the shell itself has no pages any more at each prompt
REDIRECTIONS = {
    ">a": "lspci.efi -vvv >a ascii.txt", ">": "lspci.efi -vvv > ucs2.txt",
    ">>a": "gpus.efi -a -v >>a ascii.txt", ">>": "gpus.efi -a -v >> ucs2.txt",
    ">a -b": "lspci.efi -vvv -b >a pages.txt",
}
FILES = {name: ["lspci", "-vvv", "-o", name] for name in ("new.txt", "old.txt", "folder/new.txt")}
JSON_FILE = ["lspci", "--json", "-o", "new.json"]
GPUS_FILE = ["gpus", "-a", "-v", "-o", "gpus.txt"]
REFUSALS = {"folder": "a directory", "nothere/new.txt": "no such folder"}
REFUSED = {name: ["lspci", "-vvv", "-o", name] for name in REFUSALS}
SAME = ["lspci", "-F", "long.txt", "-o", "long.txt"]
SLOW = ["lspci", "-n", "-F", "slow.txt"]
SLOW_BYTES = 9000000  # more than twice what the firmware keeps of a volume
SLOWLY = {"json": [*SLOW, "--json"], "file": [*SLOW, "--json", "-o", "slow.json"],
          ">a": "lspci.efi -n -F slow.txt >a said.txt"}
SHOWN = re.compile(rb"\rreading: [1-9]\d* KiB *\r|(?<=\n)reading: [1-9]\d* KiB *\r")
COMMANDS = [WHOLE, GPUS, LONG, LONG_JSON, LATE, BOTH, JSON_FILE, GPUS_FILE, SAME, SLOW,
            *SLOWLY.values(), *REDIRECTIONS.values(), *FILES.values(), *REFUSED.values()]
DEVICES = 3 * ["-device", "virtio-rng-pci"]
KEYBOARD = {"x86_64": [], "aarch64": ["-device", "qemu-xhci", "-device", "usb-kbd"]}
WITHOUT_SHELL = "replay.efi 1:0@page.bin "  # what another application starts has none


def dump_of_all(buses):
    """Functions with Express, each under its own address, as lspci -xxx prints them."""
    data = bytearray(256)
    struct.pack_into("<HHHHBBH", data, 0, 0x10de, 0x2330, 0, 0x10, 0, 0, 0x0302)
    data[0x34] = 0x40
    struct.pack_into("<BBH", data, 0x40, 0x10, 0, 2)
    lines = "".join("%02x: %s\n" % (at, data[at:at + 16].hex(" ")) for at in range(0, 256, 16))
    return "".join("%02x:%02x.%x a GPU\n%s\n" % (bus, device, number, lines)
                   for bus in range(buses) for device in range(32) for number in range(8))


def make_files(folder, arch):
    """The boot volume's files: by name, their paths."""
    one = dump_of_all(1).partition("\n\n")[0] + "\n"
    texts = {"long.txt": dump_of_all(2), "one.txt": one, "page.bin": "\xff" * 4096, "folder/x": "x",
             "late.txt": "00:20.0 none\n" + (99 * "x" + "\n") * 200000 + one,
             "slow.txt": one + SLOW_BYTES // 100 * ("#" * 99 + "\n"), "old.txt": 100000 * "old ", BOTH: "lspci.efi -vvv -b\r\nlspci.efi -vvv\r\n"}
    files = {"lspci.efi": application("lspci", arch), "replay.efi": application("replay", arch)}
    for i, (name, text) in enumerate(texts.items()):
        files[name] = folder / str(i)
        files[name].write_bytes(text.encode("latin-1"))
    return files


def make_volume(folder, name, sectors, free=None):
    """A FAT volume with a file of its name, and FREE bytes of room."""
    image, mark = folder / (name + ".img"), folder / name
    image.write_bytes(bytes(sectors * 512))
    mark.write_bytes(b"")
    subprocess.run(["mformat", "-i", image, "-T", str(sectors), "-h", "2", "-s", "32", "::"],
                   check=True)
    if free is not None:
        said = subprocess.run(["mdir", "-i", image], check=True, capture_output=True, text=True)
        room = int(re.search(r"([\d ]+) bytes free", said.stdout)[1].replace(" ", ""))
        mark.write_bytes(bytes(room - free))
    subprocess.run(["mcopy", "-i", image, mark, "::" + name], check=True)
    return image


def read(image, name):
    return subprocess.run(["mtype", "-i", image, "::" + name], check=True,
                          capture_output=True).stdout


@pytest.fixture(scope="module", params=["x86_64", "aarch64"])
def booted(request, tmp_path_factory):
    """A machine with three volumes: the one it boots from, one read-only, one nearly full."""
    folder = tmp_path_factory.mktemp("manners")
    disk = {"x86_64": "virtio-blk-pci", "aarch64": "virtio-blk-device"}[request.param]
    images = {"ro": make_volume(folder, "ro", 2048), "full": make_volume(folder, "full", 128, ROOM)}
    args = DEVICES + KEYBOARD[request.param]
    for name, image in images.items():
        args += ["-drive", "if=none,id=%s,format=raw,file=%s,readonly=%s" % (
            name, image, "on" if name == "ro" else "off"), "-device", disk + ",drive=" + name]
    with Machine(COMMANDS, make_files(folder, request.param), args, timeout=120,
                 log=BUILD / "ovmf-tests" / ("manners-%s.log" % request.param),
                 arch=request.param) as machine:
        machine.images = images
        machine.esp = machine.dir / "esp.img"
        machine.volumes = {name: volume for volume in ("fs0:", "fs1:", "fs2:") for name in images
                           if " %s\n" % name in machine.type_line("ls %s\\" % volume)}
        machine.whole = machine.run(WHOLE)
        assert machine.whole.status == OK and machine.whole.output.count("\n") > 25
        yield machine


def typed(machine, line, answers=()):
    """Output and status of a line that is typed, not run by a script."""
    said = machine.type_line(line, answers).partition("\n")[2]
    status = machine.type_line("echo %lasterror%").split("\n")[1]
    return said, int(status, 16)


def test_page_break(booted):
    """Nothing is lost between the pages, and after it there are none any more."""
    output, status = booted.run(BOTH, [(PROMPT, b"\r")])
    whole = booted.whole.output
    assert status == OK and output.endswith(whole)
    pages = re.split(r"Press ENTER to continue or 'Q' break:\n", output[:-len(whole)])
    assert "".join(pages) == whole
    assert len(pages) > 1 and max(page.count("\n") for page in pages) < 50


def test_page_break_is_quit(booted):
    """q ends it; what comes after it has no pages."""
    said, status = typed(booted, "lspci.efi -vvv -b", [(PROMPT, b"q")])
    page, prompt, rest = said.partition("Press ENTER to continue or 'Q' break:")
    assert prompt and rest == "q\n" and booted.whole.output.startswith(page)
    assert status == ABORTED
    assert booted.run(WHOLE) == booted.whole


@pytest.mark.parametrize("way", [">a", ">"])
def test_redirection(booted, way):
    """The file has the screen's lines, and the screen has none of them; >> appends."""
    names = {">a": ("ascii.txt", "ascii"), ">": ("ucs2.txt", "utf-16")}
    name, encoding = names[way]
    assert booted.run(REDIRECTIONS[way]) == ("", OK)
    assert read(booted.esp, name).decode(encoding) == booted.whole.output.replace("\n", "\r\n")
    assert booted.run(REDIRECTIONS[">" + way]) == ("", OK)
    both = booted.whole.output + booted.run(GPUS).output
    text = read(booted.esp, name).decode(encoding).replace("\ufeff", "")
    assert text == both.replace("\n", "\r\n") and "\x1b" not in text


def test_redirection_of_pages(booted):
    """There is no reader to wait for."""
    assert booted.run(REDIRECTIONS[">a -b"]) == ("", OK)
    assert read(booted.esp, "pages.txt").decode("ascii") == booted.whole.output.replace("\n", "\r\n")


def test_pipe(booted):
    """The other side gets the text, the screen gets none of it."""
    assert typed(booted, "lspci.efi -n |a lspci.efi -F -") == (
        "lspci: -: no function in it\n", 0xe)
    for pipe in ("|", "|a"):
        line = "type one.txt %s lspci.efi -n -F -" % pipe
        assert typed(booted, line) == ("00:00.0 0302: 10de:2330\n", OK)


@pytest.mark.parametrize("name", FILES)
def test_file(booted, name):
    """The same bytes as on the screen; of an older file nothing is left."""
    assert booted.run(FILES[name]) == ("lspci: output is in %s\n" % name, OK)
    assert read(booted.esp, name).decode("ascii") == booted.whole.output


def test_file_of_json(booted):
    assert booted.run(JSON_FILE) == ("lspci: output is in new.json\n", OK)
    document = json.loads(read(booted.esp, "new.json"))
    assert document["status"] == OK and document["functions"]


def test_file_of_gpus(booted):
    output = booted.run(GPUS).output
    assert booted.run(GPUS_FILE) == ("gpus: output is in gpus.txt\n", OK)
    assert read(booted.esp, "gpus.txt").decode("ascii") == output


@pytest.mark.parametrize("name", REFUSALS)
def test_file_is_refused(booted, name):
    """Then the output is on the screen."""
    line = "lspci: %s: %s, output goes here\n" % (name, REFUSALS[name])
    assert booted.run(REFUSED[name]) == (line + booted.whole.output, DEVICE)
    assert read(booted.esp, "folder/x") == b"x"


def test_dump_is_kept(booted):
    assert booted.run(SAME) == ("lspci: -F and -o are the same file\n", USAGE)
    assert read(booted.esp, "long.txt").decode() == dump_of_all(2)


def test_read_only_volume(booted):
    before = booted.images["ro"].read_bytes()
    said, status = typed(booted, "lspci.efi -vvv -o %s\\x" % booted.volumes["ro"])
    line = "lspci: %s\\x: read-only, output goes here\n" % booted.volumes["ro"]
    assert (said, status) == (line + booted.whole.output, DEVICE)
    assert booted.images["ro"].read_bytes() == before


def test_full_volume(booted):
    """What the file does not take is on the screen, from a line's start on."""
    name = booted.volumes["full"] + "\\x"
    said, status = typed(booted, "lspci.efi -vvv -o %s" % name)
    line = "lspci: %s is incomplete: no space left\n" % name
    start = read(booted.images["full"], "x").decode("ascii")
    assert 0 < len(start) <= ROOM and start.endswith("\n")
    assert (start + said, status) == (booted.whole.output + line, DEVICE)


def test_interrupt(booted):
    """Within the function, at a line's end, and the output says so."""
    output, status = booted.run(LONG, [(b"\n00:08.0 ", CTRL_C)])
    mark = MARK % "lspci"
    assert status == ABORTED and output.endswith("\n" + mark)
    part = output[:-len(mark)]
    assert "\n00:08.0 " in part and "\n01:1f.7 " not in part
    again, status = booted.run(LONG, [(b"\n00:04.0 ", CTRL_C)])
    assert status == ABORTED and again.endswith("\n" + mark)
    short, long = sorted([part, again[:-len(mark)]], key=len)
    assert "\n00:04.0 " in short and long.startswith(short)


def once(key):
    """An answer that is given the first time, and then none."""
    left = [key]
    return lambda: left.pop() if left else None


def test_interrupt_of_json(booted):
    """After the function, and it is JSON still. A key that the firmware lost is typed again."""
    marks = [b'"0000:00:08.0"', b'"0000:00:1c.0"', b'"0000:01:10.0"']  # far: output runs ahead
    output, status = booted.run(LONG_JSON, [(mark, once(CTRL_C)) for mark in marks])
    document = json.loads(output)
    assert status == document["status"] == ABORTED and document["interrupted"] is True
    found = document["functions"]
    assert 64 < len(found) < 512
    assert all(set(f) == set(found[0]) and f["status"] == "ok" for f in found)


@pytest.fixture
def slow(booted):
    """Files that take seconds to be read, whatever the machine's speed."""
    def limit(rate):
        booted.qmp.command("block_set_io_throttle", device="esp", bps=0, bps_rd=rate, bps_wr=0,
                           iops=0, iops_rd=0, iops_wr=0)
    limit(SLOW_BYTES // 2)
    yield booted
    limit(0)


def test_interrupt_of_a_dump(slow):
    """It need not be read to its end, which has a function."""
    note = "line 1: no address of a function, left out\n"
    output, status = slow.run(LATE, [(note.strip().encode(), CTRL_C)])
    assert (output, status) == (note + MARK % "lspci", ABORTED)
    output, status = slow.run(LATE)
    assert status == OK and "\n00:00.0 " in output


def raw_run(machine, run, *args):
    """What is to be seen at the end, and whether progress was to be seen meanwhile."""
    start = len(machine.raw)
    result = run(*args)
    return result, bool(SHOWN.search(machine.raw[start:]))


def test_progress(slow):
    """Who reads JSON, a file or a pipe sees none of it; who watches the console does."""
    want = "00:00.0 0302: 10de:2330\n"
    assert raw_run(slow, slow.run, SLOW) == ((want, OK), True)
    said, shown = raw_run(slow, typed, slow, WITHOUT_SHELL + "lspci.efi -n -F slow.txt")
    assert (said, shown) == ((want, OK), True)
    (output, status), shown = raw_run(slow, slow.run, SLOWLY["json"])
    assert (json.loads(output)["status"], status, shown) == (OK, OK, False)
    said, shown = raw_run(slow, slow.run, SLOWLY["file"])
    assert (said, shown) == (("lspci: output is in slow.json\n", OK), True)
    assert read(slow.esp, "slow.json").decode("ascii") == output
    assert raw_run(slow, slow.run, SLOWLY[">a"]) == (("", OK), False)
    assert read(slow.esp, "said.txt").decode("ascii") == want.replace("\n", "\r\n")


def test_progress_elsewhere(slow):
    """What is no file can take the screen's place, too: a pipe, a variable."""
    line = "lspci.efi -xF slow.txt |a lspci.efi -n -F -"
    assert raw_run(slow, typed, slow, line) == (("00:00.0 0302: 10de:2330\n", OK), False)
    slow.type_line("lspci.efi -n -F slow.txt >v said")
    start = len(slow.raw)
    assert "10de:2330" in slow.type_line("set said")
    assert b"reading" not in slow.raw[start:]


def test_without_shell(booted):
    """-b says that there is none, and a file is on the boot volume."""
    line = WITHOUT_SHELL + "lspci.efi -ns 0: -F long.txt"
    plain = booted.type_line("lspci.efi -ns 0: -F long.txt").partition("\n")[2]
    assert typed(booted, line + " -b") == (NO_SHELL % "lspci" + plain, OK)
    assert typed(booted, line + " -o old.txt") == ("lspci: output is in old.txt\n", OK)
    assert read(booted.esp, "old.txt").decode("ascii") == plain
    said, status = typed(booted, line + " -o folder")
    assert (said, status) == ("lspci: folder: a directory, output goes here\n" + plain, DEVICE)


def test_interrupt_without_shell(booted):
    """By either key; JSON stays JSON."""
    for key in [CTRL_C, "esc"]:
        output, status = typed(booted, WITHOUT_SHELL + "lspci.efi -vvv -F long.txt",
                               [(b"\n00:08.0 ", key)])
        assert status == ABORTED and output.endswith(MARK % "lspci")
        assert "\n00:08.0 " in output and "\n01:1f.7 " not in output
    line = WITHOUT_SHELL + "gpus.efi -a -v --json -F long.txt"
    output, status = typed(booted, line, [(b'"0000:00:08.0"', "esc")])
    document = json.loads(output)
    assert status == document["status"] == ABORTED and document["interrupted"] is True
    assert 64 < len(document["functions"]) < 512


@pytest.mark.parametrize("words, note", [(["-o", "x"], "lspci: x: read-only, output goes here\n"),
                                         (["-b"], NO_SHELL % "lspci")])
@main_first
def test_boot_without_shell(arch, words, note):
    """What QEMU boots by itself comes from a volume that takes no files."""
    with Machine(kernel=["lspci", "-n", *words], timeout=120, arch=arch,
                 log=BUILD / "ovmf-tests" / ("manners-direct-%s.log" % arch)) as machine:
        lines = machine.run_kernel()
    assert lines.startswith(note)
    assert re.search("^00:00.0 0600: (8086:29c0|1b36:0008)$", lines, re.MULTILINE)


@main_first
def test_interrupt_of_a_scan(arch):
    """The last of 65,536 functions, which is one that a scan tells of, is not reached.

    Lines are typed, for on Arm another application starts this one, and the shell, which sees the
    key, too, would end a script.
    """
    data = struct.pack("<HHHHBBHBBB", 0x10de, 0x2330, 0, 0, 0, 0, 0x0302, 0, 0, 0x80).ljust(64, b"\0")
    functions = {(bus, device, number): data for bus in range(256) for device in range(32)
                 for number in range(8)}
    functions[255, 31, 7] = b"\1\0" + data[2:]
    note = "0001:ff:1f.7: is not ready"
    commands = [["lspci", "-v", "-s", "1:ff:1f.6"], ["lspci", "-v"], ["lspci", "--json"]]
    with Replay([Domain("all", 0, functions)], arch=arch) as dump:
        commands = [dump.command(words + ARCHS[arch].every_bus) for words in commands]
        lines = [" ".join([words[0] + ".efi", *words[1:]]) for words in commands]
        with Machine(commands, {**applications(["lspci"], arch), **dump.files}, dump.qemu_args,
                     timeout=120, arch=arch,
                     log=BUILD / "ovmf-tests" / ("manners-scan-%s.log" % arch)) as machine:
            whole, status = typed(machine, lines[0])
            assert status == OK and note in whole
            text, status = typed(machine, lines[1], [(b"ECAM: segment 0001", CTRL_C)])
            assert status == ABORTED and text.endswith(MARK % "lspci")
            assert all(line.startswith("ECAM: ") for line in text.splitlines()[:-1])
            output, status = typed(machine, lines[2], [(b"ECAM: segment 0000", CTRL_C)])
    document = json.loads(output)
    assert status == document["status"] == ABORTED and document["interrupted"] is True
    assert document["functions"] == [] and not any(note in line for line in document["notes"])
