/* data.c - a device's table as data, in a driver's C file. */
/* SPDX-License-Identifier: BSD-2-Clause */
#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_table.h"

/* Another one beside it, of the same registers. */
#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX twin
#include "lib/reg_block.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX twin
#include "lib/reg_table.h"

const struct desc_table *table(bool is_twin);
const struct desc_table *table(bool is_twin)
{
	return is_twin ? &twin_desc : &dev_desc;
}
