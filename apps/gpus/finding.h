/* finding.h - what gpus --check says: a stable code, the evidence, and what to do. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_GPUS_FINDING_H
#define APPS_GPUS_FINDING_H

#include "lib/fmt.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lib/pci.h"

enum finding_severity { FINDING_NOTE, FINDING_WARNING, FINDING_ERROR };

enum finding_code {
#define FINDING(code, severity, advice) FINDING_##code,
#include "apps/gpus/finding.def"
#undef FINDING
	FINDING_CODES,
};
_Static_assert(FINDING_CODES <= 64, "a set of codes is 64 bits");

/* One, where it was seen: at a function, or at none. */
struct finding {
	enum finding_code code;
	bool has_addr;
	struct pci_addr addr;
	const char *evidence; /* a line */
};

/* Told of each; the text is gone afterwards. */
struct findings {
	void (*found)(void *ctx, const struct finding *f);
	void *ctx;
	uint64_t ignored;        /* a bit for each code: not told, not counted */
	unsigned by_severity[3]; /* told so far */
};

/* Tell of a finding at addr (or NULL) with its evidence, as printf. */
FMT_LIKE_PRINTF(4, 5)
void finding_tell(struct findings *f, enum finding_code code, const struct pci_addr *addr,
                  const char *evidence, ...);

/* "LINK_WIDTH", "warning", and what to do. */
const char *finding_name(enum finding_code code);
const char *finding_severity(enum finding_code code);
const char *finding_advice(enum finding_code code);

/* Make *ret the set of codes that a list such as "LINK_WIDTH,D3" names; false for another name. */
bool finding_parse(const char *list, uint64_t *ret);

/* As text, and as an object of an array. */
void finding_show_text(const struct finding *f, struct sink *out);
void finding_show_json(const struct finding *f, struct json *j);

#endif
