/* speed.h - link speeds in words. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_GPUS_SPEED_H
#define APPS_GPUS_SPEED_H

/* The name of a link speed, as in LnkSta, into buf; a number where it has none. Returns buf. */
enum { GPU_SPEED_MAX = 24 };
const char *gpu_speed(char buf[GPU_SPEED_MAX], unsigned speed);

#endif
