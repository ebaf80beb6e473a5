# topologies.py - the machines that the applications are tried on: QEMU arguments by name.
# SPDX-License-Identifier: BSD-2-Clause

ROOT_PORTS = """
    -device pcie-root-port,id=rp0,bus=pcie.0,chassis=1,slot=1,addr=2
    -device pcie-root-port,id=rp1,bus=pcie.0,chassis=1,slot=2,addr=3
    -device pcie-root-port,id=rp2,bus=pcie.0,chassis=1,slot=3,addr=4
    -device bochs-display,bus=rp0,vgamem=64M
    -device virtio-gpu-pci,bus=rp1,aer=on,ats=on
    -device pci-testdev,bus=rp2,membar=8G
"""

SECONDARY_VGA = "-device secondary-vga,bus=pcie.0,addr=5"

SWITCH = """
    -device pcie-root-port,id=rp0,bus=pcie.0,chassis=1,slot=1,addr=2
    -device x3130-upstream,id=up,bus=rp0
    -device xio3130-downstream,id=down0,bus=up,chassis=2,slot=0
    -device xio3130-downstream,id=down1,bus=up,chassis=2,slot=1
    -device bochs-display,bus=down0
    -device virtio-gpu-pci,bus=down1
"""

PXB = """
    -device pxb-pcie,id=pxb,bus_nr=64,bus=pcie.0
    -device pcie-root-port,id=rp0,bus=pxb,chassis=1,slot=1
    -device bochs-display,bus=rp0
    -device secondary-vga,bus=pcie.0,addr=5
"""

CXL = """
    -machine q35,cxl=on,cxl-fmw.0.targets.0=cxl,cxl-fmw.0.size=4G -m 256,slots=2,maxmem=8G
    -object memory-backend-ram,id=mem,share=on,size=256M
    -object memory-backend-ram,id=lsa,share=on,size=256M
    -device pxb-cxl,id=cxl,bus_nr=64,bus=pcie.0
    -device cxl-rp,id=rp0,bus=cxl,port=0,chassis=1,slot=1
    -device cxl-type3,bus=rp0,memdev=mem,lsa=lsa,sn=1
    -device bochs-display,bus=pcie.0,addr=5
"""

SRIOV = """
    -device pcie-root-port,id=rp0,bus=pcie.0,chassis=1,slot=1,addr=2
    -device nvme-subsys,id=subsys
    -device nvme,bus=rp0,serial=pcikit,subsys=subsys,sriov_max_vfs=4,sriov_vq_flexible=8,
sriov_vi_flexible=4,max_ioqpairs=10,msix_qsize=5
    -device secondary-vga,bus=pcie.0,addr=5
"""

TOPOLOGIES = {
    "root-ports": ROOT_PORTS,
    "secondary-vga": SECONDARY_VGA,
    "switch": SWITCH,
    "pxb": PXB,
    "cxl": CXL,
    "sriov": SRIOV,
}

ON_Q35_ONLY = ["cxl"]  # QEMU's virt has no CXL before 10.1


def arguments(name):
    """QEMU's arguments for a topology; a line may go on after a comma."""
    return TOPOLOGIES[name].replace(",\n", ",").split()
