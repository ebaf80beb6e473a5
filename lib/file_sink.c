/* file_sink.c - text into a file, and elsewhere what the file does not take. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/file_sink.h"

/* Hand over the first n bytes of the text and keep the others. */
static void hand_over(struct file_sink *s, size_t n)
{
	size_t done = 0;

	if (s->status == PCI_OK && n) {
		done = n;
		s->status = s->put(s, s->text, &done);
		if (s->status == PCI_OK && done < n)
			s->status = PCI_ENOSPC;
	}
	if (done < n)
		s->rest->write(s->rest, s->text + done, n - done);
	__builtin_memmove(s->text, s->text + n, s->used - n);
	s->used -= n;
}

/* The end of the last line, or of the text where there is none. */
static size_t whole_lines(const struct file_sink *s)
{
	size_t n = s->used;

	while (n && s->text[n - 1] != '\n')
		n--;
	return n ? n : s->used;
}

static void write(struct sink *sink, const char *text, size_t n)
{
	struct file_sink *s = (struct file_sink *)(void *)sink; /* its first member */

	while (n) {
		size_t room = sizeof(s->text) - s->used;
		size_t part = n < room ? n : room;

		__builtin_memcpy(s->text + s->used, text, part);
		s->used += part;
		text += part;
		n -= part;
		if (s->used == sizeof(s->text))
			hand_over(s, whole_lines(s));
	}
}

void file_sink_init(struct file_sink *s, struct sink *rest,
                    enum pci_status (*put)(struct file_sink *s, const char *text, size_t *n))
{
	s->sink.write = write;
	s->put = put;
	s->rest = rest;
	s->status = PCI_OK;
	s->used = 0;
}

enum pci_status file_sink_end(struct file_sink *s)
{
	hand_over(s, s->used);
	return s->status;
}
