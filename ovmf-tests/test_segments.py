# test_segments.py - functions of dumps, as the firmware's machine has them and as the host reads them.
# SPDX-License-Identifier: BSD-2-Clause

import json
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

import listing
from arch import ARCHS
from cases import main_first
from machine import BUILD, ROOT, Machine, applications
from replay import PLACES, Domain, ImageChanged, Replay, memory_address, read_dump, replay

BOOT = ROOT / "ovmf-tests" / "boot"
HOST = BUILD / "host" / "gpus"
DUMPS = ROOT.parent / "shared" / "dumps"
LAPTOP = DUMPS / "linux-pci-2024-adl-ga104m-laptop.txt"
COLUMNS = 79

EVERY = ["gpus", "-a", "--json"]
CHECKED = ["gpus", "-a", "--check", "--json"]
GPUS = ["gpus"]
LAST = ["gpus", "-s", "0002:ff:1f.7"]
WRITE = "mm %x 5 -w 1 -MMIO -n"  # to the image's first byte

real_dumps = pytest.mark.skipif(not LAPTOP.is_file(), reason="no dumps in %s" % DUMPS)


def function(vendor, device, klass, header=0):
    """The first 64 bytes of a function that has nothing but an ID and a class."""
    return struct.pack("<HHHHBBHHBB", vendor, device, 0, 0, 0, klass & 0xff, klass >> 8, 0,
                       header, 0).ljust(64, b"\0")


def text(address, data, end="\n"):
    """The same as lspci -x prints it."""
    lines = ["%02x: %s" % (at, data[at:at + 16].hex(" ")) for at in range(0, len(data), 16)]
    return end.join([address + " some device"] + lines + ["", ""])


def on_host(path, command=EVERY):
    """Of functions with one address the last, as a machine has them; those that have bytes."""
    done = subprocess.run([HOST, *command[1:], "-F", path], capture_output=True)
    return list({f["address"]: {name: fact for name, fact in f.items() if name != "copy"}
                 for f in json.loads(done.stdout)["functions"]
                 if f["status"] != "not found"}.values())


def replaying(dumps, commands, arch, name):
    """A machine with the image, and what each command is called there."""
    commands = [dumps.command(command + ARCHS[arch].every_bus) for command in commands]
    files = {**applications(["gpus", "lspci"], arch), **dumps.files}
    return Machine(commands, files, dumps.qemu_args, timeout=180, arch=arch,
                   log=BUILD / "ovmf-tests" / ("%s-%s.log" % (name, arch))), commands


@pytest.fixture(scope="module")
def machine(arch):
    """All real dumps in one machine: a segment for each of their domains."""
    with replay(sorted(DUMPS.glob("*.txt")), arch) as dumps:
        booted, (every, checked) = replaying(dumps, [EVERY, CHECKED], arch, "segments")
        with booted:
            booted.windows = dumps.windows
            booted.result = booted.run(every)
            booted.checked = booted.run(checked)
            yield booted
        dumps.check()


def names():
    return sorted(path.name for path in DUMPS.glob("*.txt")) or [
        pytest.param("", marks=pytest.mark.skip(reason="no dumps in %s" % DUMPS))]


def is_found_by_scan(functions, address):
    """Firmware's machine has no list: what answers all ones or has no function 0 is not there."""
    answers = {key: data[:2] != b"\xff\xff" for key, data in functions.items()}
    return answers[address] and answers.get((*address[:2], 0), False)


def by_address(functions, segment):
    """Those of one segment without its number: what is left is the same wherever it is."""
    found = {}
    for f in functions:
        path = [step[5:] for step in f["path"]]
        if f["address"].startswith("%04x:" % segment):
            bus, device, number = f["address"][5:].replace(".", ":").split(":")
            found[int(bus, 16), int(device, 16), int(number)] = {**f, "address": "", "path": path}
    return found


def as_scanned(facts, data):
    """What the host does not know because the dump ends, firmware's machine reads as ones."""
    size = 4096 if len(data) > 256 else 256
    facts = {**facts, "config_size": facts["config_size"] or size}
    return {name: "a header is all ones" if fact == "the dump ends" else fact
            for name, fact in facts.items()}


@pytest.mark.parametrize("name", names())
def test_same_facts(machine, name):
    """Every fact about every function; only segments differ, and what a scan cannot find."""
    host = on_host(DUMPS / name)
    found = json.loads(machine.result.output)["functions"]
    windows = [w for w in machine.windows if Path(w.domain.name).name == name]
    assert sum(len(w.domain.functions) for w in windows) == len(host)
    for window in windows:
        functions = window.domain.functions
        expected = by_address(host, window.domain.number)
        assert set(expected) == set(functions)
        assert by_address(found, window.segment) == {
            address: as_scanned(facts, functions[address])
            for address, facts in expected.items() if is_found_by_scan(functions, address)}


def by_found(facts, found):
    """Without what the host knows of functions that firmware's machine does not have."""
    group = [a[5:] for a in facts["isolation_group"]]
    return {**facts, "isolation_group": list(dict.fromkeys(a for a in group if a in found))}


def without_segments(functions):
    """Addresses inside of texts and lists, too: "0007:00:1c.0" is "00:1c.0" everywhere."""
    return json.loads(re.sub(r"\b[0-9a-f]{4}:([0-9a-f]{2}:[01][0-9a-f]\.[0-7]\b)", r"\1",
                             json.dumps(functions)))


@pytest.mark.parametrize("name", names())
def test_same_findings(machine, name):
    """What -v and --check know between functions, and what is wrong with each of them."""
    host = on_host(DUMPS / name, CHECKED)
    found = json.loads(machine.checked.output)["functions"]
    compared = 0
    for window in (w for w in machine.windows if Path(w.domain.name).name == name):
        expected = by_address(host, window.domain.number)
        there = by_address(found, window.segment)
        names = ["%02x:%02x.%x" % address for address in there]
        for address, facts in there.items():
            known = by_found(expected[address], names)
            known = as_scanned(known, window.domain.functions[address])
            assert without_segments(by_found(facts, names)) == without_segments(known)
            compared += 1
    assert compared == sum(is_found_by_scan(w.domain.functions, a) for w in machine.windows
                           if Path(w.domain.name).name == name for a in w.domain.functions)


@real_dumps
def test_json_on_the_console(machine):
    """It breaks lines itself, between tokens, and says what the text says."""
    document = json.loads(machine.result.output)
    assert (machine.result.status, document["status"]) == (0, 0)
    assert max(map(len, machine.result.output.splitlines())) <= COLUMNS
    for w in machine.windows:
        line = "ECAM: segment %04x, buses %02x-%02x, at " % (w.segment, w.start, w.end)
        assert any(note.startswith(line) for note in document["notes"])


def boot(arch, *words):
    """What boot prints when it is told so, and its status."""
    return subprocess.run([sys.executable, BOOT, "--arch", arch, *words, *GPUS,
                           *ARCHS[arch].every_bus], text=True, capture_output=True)


@real_dumps
def test_laptop_by_boot(arch):
    """The text about its GPUs is the host's, but for the segment."""
    done = boot(arch, "--replay", LAPTOP)
    assert done.returncode == 0
    host = subprocess.run([HOST, "-F", LAPTOP], text=True, capture_output=True).stdout
    expected = host[host.index("\n0000:") + 1:host.index("0000:2f:00.0")]  # that one is gone
    assert done.stdout[done.stdout.index("\n0001:") + 1:] == expected.replace("0000:", "0001:")
    found = listing.functions(done.stdout)
    assert [(f.vendor, f.device) for f in found.values()] == [(0x8086, 0x46a6), (0x10de, 0x24a0)]
    extended = [sum(" v" in line for line in f.lines if line.startswith("    Capabilities: ["))
                for f in found.values()]
    assert extended == [4, 11]


@main_first
def test_dump_as_people_send_it(arch, tmp_path):
    """Two domains, line ends of DOS, a function twice, one that is cut, no line end at last."""
    gpu = function(0x10de, 0x2330, 0x030200)
    dump = tmp_path / "a,b.txt"
    dump.write_text(
        "Please find attached\r\n" + text("0003:41:00.0", function(0x10de, 1, 0x030200), "\r\n") +
        text("0003:41:00.0", gpu, "\r\n") + text("0000:07:1f.0", function(0x1002, 2, 0x030000))
        + text("0000:07:1f.1", function(0x1002, 3, 0x030000)[:32]).rstrip("\n"), newline="")
    assert [(d.number, {a: len(b) for a, b in d.functions.items()}) for d in read_dump(dump)] == [
        (0, {(7, 31, 0): 64, (7, 31, 1): 32}), (3, {(0x41, 0, 0): 64})]
    done = boot(arch, "--show", "--replay", dump, "--replay", dump)
    assert done.returncode == 0
    assert [(a, f.device) for a, f in listing.functions(done.stdout).items()] == [
        ("0001:07:1f.0", 2), ("0002:41:00.0", 0x2330),
        ("0003:07:1f.0", 2), ("0004:41:00.0", 0x2330)]
    assert done.stderr.startswith("segment 0001: domain 0000, buses 07-07, of %s\n"
                                  "segment 0002: domain 0003, buses 41-41, of %s\n" % (dump, dump))


def full_domain(number):
    """Every slot of 256 buses, of which 1f.7 is a GPU that tells its bus."""
    functions = {}
    for bus in range(256):
        for slot in range(256):
            klass = 0x030200 if slot == 255 else 0x080000
            functions[bus, slot >> 3, slot & 7] = function(0x1234, bus << 8 | slot, klass, 0x80)
    return Domain("full", number, functions)


@main_first
def test_full_windows(arch):
    """Two windows of 256 buses with 65,536 functions each; the last of each bus is seen."""
    with Replay([full_domain(0), full_domain(1)], arch=arch) as dumps:
        machine, (gpus, one) = replaying(dumps, [GPUS, LAST], arch, "full")
        with machine:
            found = listing.functions(machine.run(gpus).output)
            last = machine.run(one)
        dumps.check()
    assert {a: f.device for a, f in found.items()} == {
        "%04x:%02x:1f.7" % (segment, bus): bus << 8 | 255
        for segment in (1, 2) for bus in range(256)}
    assert last.status == 0 and list(listing.functions(last.output)) == ["0002:ff:1f.7"]


@main_first
def test_full_listing(arch):
    """lspci lists every one of 65,536 functions, and decodes the 256 of the last bus."""
    names, decoded = ["lspci", "-n"], ["lspci", "-vvv", "-s", "1:ff:*.*"]
    with Replay([full_domain(0)], arch=arch) as dumps:
        machine, commands = replaying(dumps, [names, decoded], arch, "full-lspci")
        with machine:
            lines, text = map(machine.run, commands)
        dumps.check()
    assert lines.status == text.status == 0
    assert [line for line in lines.output.splitlines() if line.startswith("0001:")] == [
        "0001:%02x:%02x.%x %s: 1234:%04x" % (bus, slot >> 3, slot & 7,
                                             "0302" if slot == 255 else "0800", bus << 8 | slot)
        for bus in range(256) for slot in range(256)]
    assert text.output.count("    Control: ") == 256
    assert "\n0001:ff:1f.7 3D controller [0302]: 1234:ffff\n" in text.output


def test_registers(arch):
    """An NVIDIA GPU's BAR 0 lies behind its configuration space: gpus says which chip it is."""
    size, identity = 16 << 20, ["gpus", "-v", "-s", "1:*:*.*"]
    registers = bytearray(size)
    for offset, value in ((0, 0x174000a1), (0xa00, 0x174a1000), (0x118128, 1), (0x118234, 0xff),
                          (0x1183a4, 8192)):
        struct.pack_into("<I", registers, offset, value)
    rom = bytearray(1024)
    struct.pack_into("<HIHH", rom, 0, 0xaa55, 0, 0, 0)
    struct.pack_into("<IHH", rom, 4, 0xef1, 0xb, 0x8664)
    struct.pack_into("<H", rom, 0x18, 0x20)
    struct.pack_into("<4s12xH2xBB", rom, 0x20, b"PCIR", 2, 3, 0x80)
    registers[0x300000:0x300000 + len(rom)] = rom
    gpu = bytearray(function(0x10de, 0x2484, 0x030000))
    gpu[4] = 2  # decoding is on
    one = Domain("one", 0, {(0, 0, 0): gpu})
    struct.pack_into("<Q", gpu, 0x10, memory_address([one], size, arch) | 4)
    with Replay([one], memory=bytes(registers), arch=arch) as dumps:
        machine, commands = replaying(dumps, [identity], arch, "registers")
        with machine:
            result = machine.run(*commands)
        dumps.check(result.output)
    lines = result.output.splitlines()
    assert result.status == 0
    for line in ("Chip: GA104 (174, Ampere, revision a1)", "Boot: complete", "Memory: 8192 MiB",
                 "VBIOS: images EFI (x86-64)"):
        assert "    " + line in lines


def chips():
    """What each chip's ID is called, as the application's own table has it."""
    text = (ROOT / "apps" / "gpus" / "nvidia_chip.def").read_text()
    table = "".join(re.findall(r'"(.*)"', text[text.index("VALUES(nvidia_chip"):
                                               text.index("VALUES(nvidia_arch")]))
    return [(int(number, 16), name) for number, name in
            (pair.split("=") for pair in table.split("|"))]


@main_first
def test_chips(arch):
    """Each chip of the table, by a BAR 0 of its own: 4 KiB further each, for the rest is unset."""
    listed, size, page = chips(), 32 << 20, 4096
    assert len(listed) > 30
    registers = bytearray(size)
    functions = {}
    for n, (chip, _) in enumerate(listed):
        boot_0 = chip << 20 | 0xa1 if chip < 0x160 else (chip & 0x1f0) << 20 | 0xf000a1
        struct.pack_into("<I", registers, n * page, boot_0)
        if chip >= 0x160:
            struct.pack_into("<I", registers, n * page + 0xa00, chip << 20 | 0xa1000)
        gpu = bytearray(function(0x10de, 0x2484, 0x030200, header=0x80))
        gpu[4] = 2
        functions[0, n >> 3, n & 7] = gpu
    all_chips = Domain("chips", 0, functions)
    base = memory_address([all_chips], size, arch)
    for n, gpu in enumerate(functions.values()):
        struct.pack_into("<Q", gpu, 0x10, base + n * page | 4)
    command = ["gpus", "-v", "-s", "1:*:*.*"]
    with Replay([all_chips], memory=bytes(registers), arch=arch) as dumps:
        machine, commands = replaying(dumps, [command], arch, "chips")
        with machine:
            result = machine.run(*commands)
        dumps.check(result.output)
    found = re.findall(r"^    Chip: (\w+) \((\w+), \w+, revision a1\)$", result.output, re.MULTILINE)
    assert result.status == 0
    assert found == [(name, "%03x" % chip) for chip, name in listed]


@main_first
def test_a_write_is_seen(arch):
    """The file is the guest's memory, so what the guest writes does not go unnoticed."""
    write = WRITE % PLACES[arch].address
    with Replay([Domain("one", 0, {(0, 0, 0): function(0x10de, 1, 0x030200)})], arch=arch) as dumps:
        dumps.check()
        with Machine([write], qemu_args=dumps.qemu_args, arch=arch) as machine:
            machine.run(write)
        with pytest.raises(ImageChanged) as failure:
            dumps.check("output")
    assert (failure.value.status, failure.value.output) == (122, "output")


@pytest.mark.parametrize("contents, says", [
    (None, "No such file or directory"), ("", "no function in it"),
    ("00:00.0 x\nnothing\n", "no function in it")])
def test_boot_refuses(tmp_path, contents, says):
    dump = tmp_path / "dump"
    if contents is not None:
        dump.write_text(contents)
    done = subprocess.run([sys.executable, BOOT, "--replay", dump, *GPUS], text=True,
                          capture_output=True)
    assert (done.returncode, done.stdout) == (127, "")
    assert done.stderr == "boot: %s: %s\n" % (dump, says)
