// global.cc - an object that nobody would construct: must not link.
// SPDX-License-Identifier: BSD-2-Clause
#include "lib/platform.h"

struct Global {
	int x;
	Global();
} global;

Global::Global() : x(3)
{
}

app_status app_main(struct platform *p)
{
	return static_cast<app_status>(p->argc + global.x);
}
