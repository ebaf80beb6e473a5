# test_secure_boot.py - firmware that lets in what is signed: by make sign, and nothing else.
# SPDX-License-Identifier: BSD-2-Clause

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import esp
from arch import ARCHS
from cases import main_first
from machine import BUILD, MAKE, ROOT, Machine, application, clean

# Firmware with Secure Boot, its variables, what QEMU needs for it, and the name of a disk's loader.
SECURE = {
    "x86_64": ("/usr/share/OVMF/OVMF_CODE_4M.secboot.fd", "/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd",
               ["-machine", "q35,smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on",
                "-global", "ICH9-LPC.disable_s3=1"], "BOOTX64.EFI"),
    "aarch64": ("/usr/share/AAVMF/AAVMF_CODE.ms.fd", "/usr/share/AAVMF/AAVMF_VARS.snakeoil.fd", [],
                "BOOTAA64.EFI"),
}
KEYS = Path("/usr/share/ovmf")  # of Debian's: its certificate is in the variable store below
PASSPHRASE = "snakeoil"
REFUSED = re.compile(rb"BdsDxe: failed to (?:load|start) Boot\w+ [^\n]*: (?:Access Denied|Security "
                     rb"Violation)")
RAN = re.compile(rb"\n    Config space: \d+ bytes")


class SecureMachine(Machine):
    """A machine with Secure Boot on, which boots an image as its disk's own loader.

    OTHERS are further files of the disk, name: path.
    """

    def __init__(self, image, arch, log, others=None):
        self.on_disk = {"EFI/BOOT/" + SECURE[arch][3]: image, **(others or {})}
        self.code, self.vars, args, _ = SECURE[arch]
        super().__init__(qemu_args=[*args, "-device", "bochs-display"], timeout=120, log=log,
                         arch=arch)

    def make_disks(self, files):
        esp.make_esp(self.dir / "esp.img", self.on_disk, {})
        shutil.copy(self.vars, self.dir / "vars.fd")

    def qemu_command(self, qmp_fd):
        return [str(word).replace(ARCHS[self.arch].code, self.code)
                for word in super().qemu_command(qmp_fd)]

    def boot(self):
        """What it says, up to the image's output or the firmware's refusal."""
        self.wait(0, lambda seen: REFUSED.search(seen) or RAN.search(seen))
        return self.raw


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """All applications, signed by make sign with the key that the firmware knows."""
    folder = tmp_path_factory.mktemp("keys")
    key = folder / "key.pem"
    subprocess.run(["openssl", "rsa", "-in", KEYS / "PkKek-1-snakeoil.key", "-passin",
                    "pass:" + PASSPHRASE, "-out", key], check=True, capture_output=True)
    done = subprocess.run([*MAKE, "sign", "KEY=%s" % key, "SIGNED=%s" % folder,
                           "CERT=%s" % (KEYS / "PkKek-1-snakeoil.pem")], cwd=ROOT,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def boot(image, arch, name):
    log = BUILD / "ovmf-tests" / ("secure-%s-%s.log" % (name, arch))
    with SecureMachine(image, arch, log) as machine:
        said = machine.boot()
    print(clean(said))
    return said


@main_first
def test_unsigned_is_refused(arch):
    said = boot(application("gpus", arch), arch, "unsigned")
    assert REFUSED.search(said) and not RAN.search(said)


def test_signed_runs(signed, arch):
    said = boot(signed / arch / "gpus.efi", arch, "signed")
    assert RAN.search(said) and not REFUSED.search(said)


@main_first
def test_changed_is_refused(signed, arch, tmp_path):
    """One byte of its tables, after it was signed."""
    image = bytearray((signed / arch / "gpus.efi").read_bytes())
    image[image.index(b"Resizable BAR") + 1] ^= 1
    (tmp_path / "changed.efi").write_bytes(image)
    said = boot(tmp_path / "changed.efi", arch, "changed")
    assert REFUSED.search(said) and not RAN.search(said)


@main_first
def test_starter(signed, arch, tmp_path):
    """A signed one runs what is signed; what is not, firmware refuses it, and it says so."""
    config = tmp_path / "pcikit.cfg"
    config.write_bytes(b"lspci -n\ngpus\n")
    others = {"pcikit.cfg": config, "gpus.efi": signed / arch / "gpus.efi",
              "lspci.efi": application("lspci", arch)}
    log = BUILD / "ovmf-tests" / ("secure-starter-%s.log" % arch)
    with SecureMachine(signed / arch / "starter.efi", arch, log, others) as machine:
        said = clean(machine.boot())
    assert "\nstarter: lspci: refused by Secure Boot" in said and "\n00:00.0 0600: " not in said
    assert "\nstarter: gpus\nECAM: " in said


@pytest.mark.parametrize("arch", ARCHS)
def test_each_is_signed(signed, arch):
    """Those that are for users; sbverify finds nothing to complain of."""
    images = sorted((signed / arch).glob("*.efi"))
    assert {"gpus.efi", "lspci.efi", "mmio.efi"} <= {image.name for image in images}
    for image in images:
        done = subprocess.run(["sbverify", "--cert", KEYS / "PkKek-1-snakeoil.pem", image],
                              capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (0, "Signature verification OK\n", "")


def test_needs_a_key():
    done = subprocess.run(["make", "sign"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode and "make sign KEY=key.pem CERT=certificate.pem" in done.stderr
