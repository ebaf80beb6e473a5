/* identity.c - what a GPU's own registers, and its ROM, say it is. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/identity.h"

void identity_add(struct identity *id, const char *title, const char *format, ...)
{
	struct identity_fact *f = &id->fact[id->count];
	struct fmt_buffer b;
	va_list ap;

	if (id->count == IDENTITY_FACTS)
		return;
	id->count++;
	f->title = title;
	fmt_buffer_init(&b, f->value, sizeof(f->value));
	va_start(ap, format);
	fmt_vprint(&b.sink, format, ap);
	va_end(ap);
}

/* A function of which firmware has no records at all is one that it does not know. */
static unsigned flags_for(const struct pci_bars *bars)
{
	for (size_t i = 0; i < bars->count; i++)
		if (bars->bar[i].size)
			return 0;
	return PCI_MAP_UNSIZED;
}

static void ask(const struct pci_device *d, const struct pci_view *v, unsigned flags,
                struct identity *ret)
{
	ret->has = true;
#define PROBE(name)                                                                                \
	if (name##_matches(d->func)) {                                                             \
		ret->st = name##_read(d, v, flags, ret);                                           \
		return;                                                                            \
	}
#include "apps/gpus/probes.def"
#undef PROBE
	ret->has = false;
}

void identity_begin(struct identity *ret)
{
	ret->has = false;
	ret->st = PCI_OK;
	ret->count = 0;
	vbios_begin(&ret->vbios);
}

void identity_read(struct pci_view *v, struct identity *ret)
{
	const struct pci_device d = {
		.platform = v->machine->platform, .func = v->func, .dev = &v->dev};
	unsigned flags;

	if (v->machine->is_dump)
		return;
	flags = flags_for(&v->bars);
	ask(&d, v, flags, ret);
	vbios_read(&ret->vbios, &d, flags);
}

enum pci_status identity_lost(const struct identity *id)
{
	return pci_is_lost(id->st) ? id->st : pci_is_lost(id->vbios.st) ? id->vbios.st : PCI_OK;
}

void identity_show_text(const struct identity *id, struct sink *out)
{
	for (size_t i = 0; i < id->count; i++)
		fmt_print(out, "    %s: %s\n", id->fact[i].title, id->fact[i].value);
	if (id->has && id->st != PCI_OK)
		fmt_print(out, "    Identity: %s\n", pci_strstatus(id->st));
	vbios_show_text(&id->vbios, out);
}

/* The name of a member: letters and digits are those of ASCII. */
static const char *member(char buf[IDENTITY_VALUE_MAX], const char *title)
{
	size_t n = 0;

	for (; n < IDENTITY_VALUE_MAX - 1 && title[n]; n++)
		buf[n] = title[n] == ' ' ? '_' : (char)(title[n] | 0x20);
	buf[n] = '\0';
	return buf;
}

void identity_show_json(const struct identity *id, struct json *j)
{
	char buf[IDENTITY_VALUE_MAX];

	vbios_show_json(&id->vbios, j);
	if (!id->has)
		return;
	json_begin_object(j, "identity");
	for (size_t i = 0; i < id->count; i++)
		json_string(j, member(buf, id->fact[i].title), id->fact[i].value);
	if (id->st != PCI_OK)
		json_string(j, "error", pci_strstatus(id->st));
	json_end_object(j);
}
