/* finding.c - what gpus --check says: a stable code, the evidence, and what to do. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/finding.h"

#include "lib/bytes.h"
#include "lib/fold.h"

enum { EVIDENCE_MAX = 128 };

/* Of each code its severity; and its name and advice, one text after the other. */
static const uint8_t severities[] = {
#define FINDING(code, severity, advice) FINDING_##severity,
#include "apps/gpus/finding.def"
#undef FINDING
};
static const char texts[] =
#define FINDING(code, severity, advice) #code "\0" advice "\0"
#include "apps/gpus/finding.def"
#undef FINDING
	;

static const char *text_at(unsigned n)
{
	const char *s = texts;

	while (n--)
		while (*s++)
			;
	return s;
}

void finding_tell(struct findings *f, enum finding_code code, const struct pci_addr *addr,
                  const char *evidence, ...)
{
	struct finding finding = {.code = code, .has_addr = addr != NULL};
	char text[EVIDENCE_MAX];
	struct fmt_buffer b;
	va_list ap;

	if (f->ignored >> code & 1)
		return;
	fmt_buffer_init(&b, text, sizeof(text));
	va_start(ap, evidence);
	fmt_vprint(&b.sink, evidence, ap);
	va_end(ap);
	if (addr)
		finding.addr = *addr;
	finding.evidence = text;
	f->by_severity[severities[code]]++;
	f->found(f->ctx, &finding);
}

const char *finding_name(enum finding_code code)
{
	return text_at(2 * (unsigned)code);
}

const char *finding_severity(enum finding_code code)
{
	static const char names[3][8] = {"note", "warning", "error"};

	return names[severities[code]];
}

const char *finding_advice(enum finding_code code)
{
	return text_at(2 * (unsigned)code + 1);
}

/* The code that n characters name, or FINDING_CODES. */
static unsigned find_code(const char *text, size_t n)
{
	unsigned code = 0;

	for (; code < FINDING_CODES; code++) {
		const char *name = finding_name((enum finding_code)code);
		size_t i = 0;

		while (i < n && name[i] && name[i] == text[i])
			i++;
		if (i == n && !name[i])
			break;
	}
	return code;
}

bool finding_parse(const char *list, uint64_t *ret)
{
	*ret = 0;
	for (;;) {
		size_t n = 0;
		unsigned code;

		while (list[n] && list[n] != ',')
			n++;
		code = find_code(list, n);
		if (code == FINDING_CODES)
			return false;
		*ret |= UINT64_C(1) << code;
		if (!list[n])
			return true;
		list += n + 1;
	}
}

void finding_show_text(const struct finding *f, struct sink *out)
{
	char buf[PCI_ADDR_MAX];
	struct fold fold;

	fold_init(&fold, out);
	fmt_print(&fold.sink, "%s %s", finding_severity(f->code), finding_name(f->code));
	if (f->has_addr)
		fmt_print(&fold.sink, " %s", pci_addr_format(buf, f->addr));
	fmt_print(&fold.sink, ": %s\n    %s\n", f->evidence, finding_advice(f->code));
}

void finding_show_json(const struct finding *f, struct json *j)
{
	char buf[PCI_ADDR_MAX];

	json_begin_object(j, NULL);
	json_string(j, "code", finding_name(f->code));
	json_string(j, "severity", finding_severity(f->code));
	if (f->has_addr)
		json_string(j, "address", pci_addr_format(buf, f->addr));
	json_string(j, "evidence", f->evidence);
	json_string(j, "advice", finding_advice(f->code));
	json_end_object(j);
}
