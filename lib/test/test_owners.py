# test_owners.py - what gpus reports of real machines, against what lspci told their owners.
# SPDX-License-Identifier: BSD-2-Clause

import json
import re

import pytest

from cli import DUMPS, run

# How many facts of a dump's own text, and of lspci 3.14's about it, are compared at least.
GPUS = {
    "amd-gfx-2020-navi10-rx5600xt-4k": (2, 20),
    "blog-rtx3080-64b-ok-and-fallen": (0, 2),
    "linux-pci-2019-gp107m-256b": (12, 12),
    "linux-pci-2020-quadro-p1000-256b": (26, 26),
    "linux-pci-2023-hd5500-256b": (0, 60),
    "linux-pci-2024-adl-ga104m-laptop": (230, 230),
    "linux-pci-2024-mi300x-team1-256b": (0, 240),
    "qemu-devel-2025-intel-a770-256b": (1, 13),
    "topofmind-h100-96b": (0, 3),
}
SIZES = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}
EXTENDED = {"ats", "pri", "pasid", "acs_control", "resizable_bars", "uncorrectable_errors",
            "correctable_errors"}  # facts that a dump of 256 bytes has not; and those of SR-IOV
HEADER = re.compile(r"^((?:[0-9a-f]{4}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7]) (.*)$")


def blocks(text):
    """Address → what lspci says below it, for the functions that it says more than a line of."""
    found, lines = {}, None
    for line in text.splitlines():
        header = HEADER.match(line)
        if header:
            address = header[1] if header[1].count(":") == 2 else "0000:" + header[1]
            lines = []
        elif lines is not None and line[:1].isspace():
            lines.append(" ".join(line.split()))
            found[address] = lines
        elif lines and line and not re.match(r"[0-9a-f]+: [0-9a-f]{2} ", line):
            lines[-1] += " " + " ".join(line.split())  # a mail program broke it
    return {address: " ; ".join(lines) for address, lines in found.items()}


def size(text):
    number, unit = re.fullmatch(r"(\d+)([KMGT]?)B?", text).groups()
    return int(number) << SIZES[unit]


def flags(text, *names):
    """Bit n for the n-th name that has a plus; None where one of them is not there."""
    found = [re.search(r"\b%s([+-])" % name, text) for name in names]
    return sum((f[1] == "+") << n for n, f in enumerate(found)) if all(found) else None


def part(text, title):
    """From a register's name to the next one's, or the next capability."""
    found = re.search(r"; %s:? (.*?)(?=; (?:Capabilities: |Kernel|[A-Z]\w+\d?: )|$)" % title, text)
    return found[1] if found else ""


def facts(text):
    """What one function's text says, by names of gpus' members."""
    says = {"capabilities": sorted({int(at, 16) for at in
                                    re.findall(r"Capabilities: \[([0-9a-f]+)(?: v\d+)?\]", text)})}
    for slot, base in re.findall(r"; (?:Region (\d): )?Memory at ([0-9a-f]+) ", text):
        says.setdefault("bases", set()).add(int(base, 16))
    found = re.search(r"; LnkCap: .*?Speed ([\d.]+GT/s), Width x(\d+)", text)
    if found:
        says["link.max_speed"], says["link.max_width"] = found[1], int(found[2])
    found = re.search(r"; LnkSta: Speed ([\d.]+GT/s)(?: \(\w+\))?, Width x(\d+)", text)
    if found:
        says["link.speed"], says["link.width"] = found[1], int(found[2])
    found = re.search(r"; DevCap: MaxPayload (\d+) bytes", text)
    if found:
        says["max_payload_supported"] = int(found[1])
    found = re.search(r"; LnkCtl: ASPM ([L01s ]+ Enabled|Disabled)", text)
    if found:
        says["aspm"] = found[1]
    control = part(text, "DevCtl")
    found = re.search(r"MaxPayload (\d+) bytes, MaxReadReq (\d+) bytes", text)
    if found:
        says["max_payload"], says["max_read_request"] = int(found[1]), int(found[2])
    for name, member in (("RlxdOrd", "relaxed_ordering"), ("ExtTag", "extended_tag")):
        if flags(control, name) is not None:
            says[member] = bool(flags(control, name))
    errors = flags(part(text, "DevSta"), "CorrErr", "(?:NonFatalErr|UncorrErr)", "FatalErr",
                   "(?:UnsuppReq|UnsupReq)")
    if errors is not None:
        says["device_status"] = errors
    found = re.search(r"; Status: D([0-3]) ", text)
    if found:
        says["power_state"] = int(found[1])
    found = re.search(r"Total VFs: (\d+), Number of VFs: (\d+)", text)
    if found:
        says["sriov.total_vfs"], says["sriov.num_vfs"] = int(found[1]), int(found[2])
    found = re.search(r"VF offset: (\d+), stride: (\d+), Device ID: ([0-9a-f]{4})", text)
    if found:
        says["sriov.vf_offset"], says["sriov.vf_stride"] = int(found[1]), int(found[2])
        says["sriov.vf_device"] = "0x" + found[3]
    for name in ("ATS", "PRI", "PASID"):
        if flags(part(text, name + "Ctl"), "Enable") is not None:
            says[name.lower()] = bool(flags(part(text, name + "Ctl"), "Enable"))
    acs = flags(part(text, "ACSCtl"), "SrcValid", "TransBlk", "ReqRedir", "CmpltRedir",
                "UpstreamFwd", "EgressCtrl", "DirectTrans")
    if acs is not None:
        says["acs_control"] = acs
    for title, member in (("UESta", "uncorrectable_errors"), ("CESta", "correctable_errors")):
        if part(text, title):
            says[member] = "+" in part(text, title)
    bars = re.findall(r"BAR (\d): current size: (\w+), supported: ((?:\d+[KMGT]?B ?)+)", text)
    if bars:
        says["resizable_bars"] = [(int(slot), size(current), [size(s) for s in sizes.split()])
                                  for slot, current, sizes in bars]
    return says


def report(f):
    """The same of a function as gpus reports it."""
    own = f["hops"][-1]
    says = {"link." + name: value for name, value in f.get("link", {}).items()}
    says.update(("sriov." + name, value) for name, value in f.get("sriov", {}).items())
    says.update((name, value) for name, value in {**f, **own}.items())
    says["config_size"] = f.get("config_size") or 256  # what a dump of no more than that leaves open
    says["capabilities"] = sorted({int(c["offset"], 16) for c in f.get("capabilities", [])})
    says["bases"] = {int(r["base"], 16) for r in f.get("regions", []) + f.get("vf_regions", [])
                     if r.get("base")}
    if "link" in own:
        says["aspm"] = own["link"]["aspm"]
    if "device_status" in own:
        says["device_status"] = int(own["device_status"], 16) & 0xf
    if "acs_control" in own:
        says["acs_control"] = int(own["acs_control"], 16) & 0x7f
    for name in ("uncorrectable_errors", "correctable_errors"):
        if name in own:
            says[name] = int(own[name], 16) != 0
    says["resizable_bars"] = [(b["bar"], b["size"], b["sizes"]) for b in f["resizable_bars"]]
    return says


def is_within(name, ours):
    """Whether the dump has the fact: the text is of the whole machine, whose kernel knows
    the addresses of what sleeps or is gone."""
    if name == "bases":
        return ours.get("power_state") != 3 and ours["class"] != "0xffffff"
    if name == "aspm":
        return "aspm" in ours  # to a port that is in the dump, too
    return ours["config_size"] == 4096 or not (name in EXTENDED or name.startswith("sriov."))


def compare(reported, texts, whole):
    """How many facts are in the text; each is as reported. What is not whole lacks capabilities."""
    count = 0
    for address in sorted(set(texts) & set(reported)):
        ours = report(reported[address])
        says = facts(texts[address])
        says["capabilities"] = [at for at in says["capabilities"] if at < ours["config_size"]]
        for name, value in says.items():
            if not is_within(name, ours):
                continue
            if name == "bases" or (name == "capabilities" and not whole):
                assert set(value) <= set(ours[name]), (address, name)
            else:
                assert ours.get(name) == value, (address, name)
            count += value != []
    return count


@pytest.mark.parametrize("name", GPUS)
def test_facts(name):
    path = DUMPS / (name + ".txt")
    if not path.exists():
        pytest.skip("no dumps in %s" % DUMPS)
    output, _ = run("gpus", "-a", "-v", "--json", "-F", path)
    reported = {f["address"]: f for f in json.loads(output)["functions"]}
    own = path.read_text(errors="replace")
    reference = (DUMPS / "ref" / (name + ".vvv")).read_text(errors="replace")
    counts = compare(reported, blocks(own), False), compare(reported, blocks(reference), True)
    print(name, counts)
    assert all(found >= least for found, least in zip(counts, GPUS[name]))
