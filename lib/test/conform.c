/* conform.c - the conformance suite in a test. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/test/conform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

struct tally {
	const char *backend;
	unsigned checks;
};

static void report(void *ctx, const char *check, bool passed, size_t off)
{
	struct tally *t = ctx;

	t->checks++;
	if (!passed)
		fprintf(stderr, "%s: %s: failed at %zx\n", t->backend, check, off);
}

unsigned conform(const char *backend, const struct io_region *io,
                 const struct io_conform_spec *spec)
{
	struct tally t = {backend, 0};

	assert_int_equal(io_conform(io, spec, report, &t), 0);
	return t.checks;
}

unsigned conform_access(const char *backend, const struct pci_access *access, struct pci_addr addr,
                        uint32_t id)
{
	struct tally t = {backend, 0};

	assert_int_equal(io_conform_access(access, addr, id, report, &t), 0);
	return t.checks;
}
