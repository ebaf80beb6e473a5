/* gpu_machine.h - machines of bridges and what is behind them. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_GPU_MACHINE_H
#define LIB_TEST_GPU_MACHINE_H

#include "lib/test/host.h"

/* Host bridge 00:00.0, root port 00:01.0, GPU 01:00.0 with AER, ATS and SR-IOV, all with tables. */
struct host *gpu_machine(void);

/*
 * Root port, switch of two, an ARI device and a PCIe-to-PCI-X bridge in mode 2 behind it, a device
 * behind all: 8 functions on 6 buses.
 */
struct host *deep_machine(void);

/* What gpus prints of it, without and with -v, and of the two bridges. */
extern const char gpu_text[], gpu_text_verbose[], bridges_text[];

#endif
