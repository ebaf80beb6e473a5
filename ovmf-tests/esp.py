# esp.py - what a boot needs on disk: the ESP with its shell scripts, and a variable store.
# SPDX-License-Identifier: BSD-2-Clause

import re
import shutil
import struct
import subprocess
import uuid
from pathlib import Path

AUTORUN = "pcikit.nsh"
FIRST_VARIABLE = 0x64  # behind the volume's and the store's header
EFI_GLOBAL_VARIABLE = uuid.UUID("8be4df61-93ca-11d2-aa0d-00e098032b8c").bytes_le
STORE_VOLUME = uuid.UUID("fff12b8d-7696-4c8b-a985-2747075b4f50").bytes_le
STORE = uuid.UUID("aaf32c78-947b-439a-a180-2e144ec37792").bytes_le
SHELL_FILE = uuid.UUID("7c04a583-9e3e-4f1c-ad65-e05268d0b4d1").bytes_le


def quote(arg):
    """Write ARG so that a shell script hands it to an application unchanged."""
    if any(c in arg for c in "\r\n\0"):
        raise ValueError("a shell argument is one line: %r" % arg)
    safe = re.sub("%([0-9])", "%^\\1", re.sub(r'([\^"%#])', r"^\1", arg))
    plain = arg and not any(c in arg for c in " \t<>|")
    return safe if plain else '"%s"' % safe


def command_line(command):
    """The shell's line for COMMAND: a list is quoted, a string is the line itself."""
    if isinstance(command, str):
        return command
    return " ".join([quote(command[0] + ".efi")] + [quote(arg) for arg in command[1:]])


def autorun_script(token):
    """Go to the volume that holds this script, wherever the firmware mapped it."""
    return ["@echo -off", "for %a run (0 9)", "if exist fs%%a:\\%s then" % AUTORUN,
            "fs%a:", "endif", "endfor", "echo %s-ready" % token]


def command_script(command, token):
    """Run one command between two marks; the second one carries its status.

    Some of the shell's commands, echo for one, leave the last status as it was; cd sets it.
    """
    return ["@echo -off", "cd .", "echo %s-begin" % token,
            command_line(command), "echo %s-end %%lasterror%%" % token]


def scripts(commands, token):
    """All scripts of a boot, by file name."""
    auto = autorun_script(token)
    texts = {AUTORUN: auto, "startup.nsh": auto}
    for i, command in enumerate(commands):
        texts["c%d.nsh" % i] = command_script(command, token)
    return {name: "".join(line + "\r\n" for line in lines) for name, lines in texts.items()}


def make_esp(image, files, texts):
    """Make a FAT image of FILES (name: path) and TEXTS (name: contents).

    A name may have folders in it, as folder/name.
    """
    staging = image.with_suffix(".d")
    staging.mkdir()
    for name, path in files.items():
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, staging / name)
    for name, text in texts.items():
        (staging / name).write_bytes(("\ufeff" + text).encode("utf-16le"))
    used = sum(-(-path.stat().st_size // 4096) + 1 for path in staging.rglob("*")) * 4096
    sectors = max(8192, (used * 9 // 8 + (1 << 20)) // 512)
    with open(image, "wb") as disk:
        disk.truncate(sectors * 512)
    mtools("mformat", "-i", image, "-T", sectors, "-h", 2, "-s", 32, "::")
    mtools("mcopy", "-s", "-i", image, *staging.iterdir(), "::")


def mtools(*command):
    subprocess.run([str(word) for word in command], check=True)


def variable(name, data):
    """One variable of an authenticated store, non-volatile and for boot and run time."""
    name = (name + "\0").encode("utf-16le")
    entry = struct.pack("<HBxIQ16xIII16s", 0x55aa, 0x3f, 7, 0, 0, len(name), len(data),
                        EFI_GLOBAL_VARIABLE) + name + data
    return entry + b"\xff" * (-len(entry) % 4)


def shell_option(volume, arguments):
    """A boot option (UEFI 2.10, 3.1.3): the shell in VOLUME of the firmware with ARGUMENTS."""
    path = struct.pack("<BBH16s", 4, 7, 20, uuid.UUID(volume).bytes_le)
    path += struct.pack("<BBH16s", 4, 6, 20, SHELL_FILE) + b"\x7f\xff\x04\x00"
    text = [(word + "\0").encode("utf-16le") for word in ("pcikit", arguments)]
    return struct.pack("<IH", 1, len(path)) + text[0] + path + text[1]


def erased_store():
    """A store as AAVMF makes one of a flash that is all zeros, which is what Debian installs."""
    block, header = 0x40000, 0x48  # the store, its log and its spare, a block each
    volume = struct.pack("<16x16sQ4sIHHHBB4I", STORE_VOLUME, 3 * block, b"_FVH", 0xe36, header, 0,
                         0, 0, 2, 3, block, 0, 0)
    checksum = -sum(struct.unpack("<%dH" % (header // 2), volume)) & 0xffff
    volume = volume[:0x32] + struct.pack("<H", checksum) + volume[0x34:]
    store = struct.pack("<16sIBB6x", STORE, block - header, 0x5a, 0xfe)
    return bytearray((volume + store).ljust(3 * block, b"\xff"))


def make_vars(template, copy, volume=None):
    """Copy the variable store and let it boot the shell in VOLUME without its countdown.

    Without one firmware boots what it finds.

    A store that is not empty, as Debian's are, stays as it is: then the boot takes a second
    longer, for startup.nsh is found the ordinary way.
    """
    store = bytearray(Path(template).read_bytes())
    size = len(store)
    if not any(store):
        store = erased_store()
    new = variable("Timeout", b"\0\0")  # AAVMF waits five seconds for a key
    if volume:
        option = shell_option(volume, "-nomap -noversion -delay 0 " + AUTORUN)
        new += variable("Boot0000", option) + variable("BootOrder", b"\0\0")
    place = slice(FIRST_VARIABLE, FIRST_VARIABLE + len(new))
    if store[0x28:0x2c] == b"_FVH" and store[place] == b"\xff" * len(new):
        store[place] = new
    with open(copy, "wb") as flash:
        flash.write(store)
        flash.truncate(size)
