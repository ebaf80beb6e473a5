/* link.c - a program with parts of a test's, in its folder. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/fmt.h"
#include "lib/platform.h"

#include "declarations.h"

enum app_status app_main(struct platform *p)
{
	(void)p;
#include "statements.h"
	return APP_OK;
}
