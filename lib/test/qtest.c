/* qtest.c - QEMU's device models without a firmware: its qtest protocol. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/test/qtest.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGS_MAX = 64, ANSWER_MAX = QTEST_ANSWER_MAX, ANSWER_MS = 10000, BIOS_BYTES = 0x10000 };
enum { CONFIG_ADDRESS = 0xcf8, CONFIG_DATA = 0xcfc };
enum { PCIEXBAR = 0x60, PCIEXBAR_ENABLE = 1 }; /* of the q35's host bridge, 00:00.0 */
#define ECAM_BASE UINT64_C(0xb0000000)

__attribute__((noreturn)) static void give_up(const struct qtest *q, const char *what)
{
	fprintf(stderr, "qtest: %s\n", what);
	kill(q->pid, SIGKILL);
	exit(EXIT_FAILURE);
}

/* The next line into buf; what follows it stays for the next call. */
static void read_line(struct qtest *q, char line[ANSWER_MAX])
{
	char *end;

	while (!(end = memchr(q->buf, '\n', q->have))) {
		struct pollfd p = {.fd = q->from, .events = POLLIN};
		ssize_t n = 0;

		if (q->have < ANSWER_MAX && poll(&p, 1, ANSWER_MS) == 1)
			n = read(q->from, q->buf + q->have, ANSWER_MAX - q->have);
		if (n <= 0)
			give_up(q, "no answer");
		q->have += (size_t)n;
	}
	*end = '\0';
	memcpy(line, q->buf, (size_t)(end - q->buf) + 1);
	q->have -= (size_t)(end + 1 - q->buf);
	memmove(q->buf, end + 1, q->have);
}

uint64_t qtest_command(struct qtest *q, const char *format, ...)
{
	char line[128], answer[ANSWER_MAX];
	size_t n;
	va_list ap;

	va_start(ap, format);
	n = (size_t)vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	if (n >= sizeof(line))
		give_up(q, "command too long");
	q->commands++;
	if (write(q->to, line, n) != (ssize_t)n)
		give_up(q, "cannot write");
	do
		read_line(q, answer);
	while (!strncmp(answer, "IRQ", 3));
	if (strncmp(answer, "OK", 2))
		give_up(q, answer);
	return answer[2] ? strtoull(answer + 3, NULL, 0) : 0;
}

static char suffix(unsigned width)
{
	return width == 1 ? 'b' : width == 2 ? 'w' : width == 4 ? 'l' : 'q';
}

uint64_t qtest_read(struct qtest *q, uint64_t phys, unsigned width)
{
	return qtest_command(q, "read%c 0x%" PRIx64 "\n", suffix(width), phys);
}

void qtest_write(struct qtest *q, uint64_t phys, unsigned width, uint64_t val)
{
	(void)qtest_command(q, "write%c 0x%" PRIx64 " 0x%" PRIx64 "\n", suffix(width), phys, val);
}

static uint64_t read_port(struct qtest *q, uint64_t port, unsigned width)
{
	return qtest_command(q, "in%c 0x%" PRIx64 "\n", suffix(width), port);
}

static void write_port(struct qtest *q, uint64_t port, unsigned width, uint64_t val)
{
	(void)qtest_command(q, "out%c 0x%" PRIx64 " 0x%" PRIx64 "\n", suffix(width), port, val);
}

static enum pci_status region_read(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t *ret)
{
	*ret = qtest_read(io->ctx, io->base + off, width);
	return PCI_OK;
}

static enum pci_status region_write(const struct io_region *io, size_t off, unsigned width,
                                    uint64_t val)
{
	qtest_write(io->ctx, io->base + off, width, val);
	return PCI_OK;
}

void qtest_map(struct qtest *q, uint64_t phys, size_t size, struct io_region *ret)
{
	static const struct io_ops ops = {region_read, region_write};

	*ret = (struct io_region){
		.ops = &ops,
		.ctx = q,
		.base = phys,
		.size = size,
		.widths = IO_MMIO,
	};
}

static enum pci_status ports_read(const struct io_region *io, size_t off, unsigned width,
                                  uint64_t *ret)
{
	*ret = read_port(io->ctx, io->base + off, width);
	return PCI_OK;
}

static enum pci_status ports_write(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t val)
{
	write_port(io->ctx, io->base + off, width, val);
	return PCI_OK;
}

void qtest_ports(struct qtest *q, uint16_t port, size_t size, struct io_region *ret)
{
	static const struct io_ops ops = {ports_read, ports_write};

	*ret = (struct io_region){
		.ops = &ops,
		.ctx = q,
		.base = port,
		.size = size,
		.widths = IO_8 | IO_16 | IO_32,
	};
}

static enum pci_status map(void *ctx, uint64_t phys, size_t size, struct io_region *ret)
{
	qtest_map(ctx, phys, size, ret);
	return PCI_OK;
}

const struct pci_access *qtest_access(struct qtest *q)
{
	return &q->ecam.access;
}

unsigned long qtest_commands(const struct qtest *q)
{
	return q->commands;
}

__attribute__((noreturn)) static void run_qemu(const char *qemu, const char *bios,
                                               const char *const *args, int in, int out)
{
	const char *argv[ARGS_MAX] = {qemu,      "-machine",   "q35",      "-accel", "tcg",
	                              "-bios",   bios,         "-display", "none",   "-nodefaults",
	                              "-serial", "none",       "-monitor", "none",   "-qtest",
	                              "stdio",   "-qtest-log", "none"};
	size_t n = 18;

	while (*args && n < ARGS_MAX - 1)
		argv[n++] = *args++;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	for (int fd = 3; fd < 64; fd++)
		close(fd);
	execvp(qemu, (char *const *)(uintptr_t)argv);
	_exit(127);
}

static bool has_qemu(const char *qemu)
{
	char line[512];

	snprintf(line, sizeof(line), "command -v '%s' >/dev/null", qemu);
	return system(line) == 0;
}

/*
 * A firmware that halts the processor at once. It could be stopped (-S), but then the machine's
 * clock would be, too, and no device would get anything done that takes it time.
 */
static void write_bios(char *name)
{
	uint8_t hlt[BIOS_BYTES];
	int fd = mkstemp(name);

	memset(hlt, 0xf4, sizeof(hlt));
	if (fd < 0 || write(fd, hlt, sizeof(hlt)) != (ssize_t)sizeof(hlt) || close(fd))
		abort();
}

struct qtest *qtest_start(const char *const *args)
{
	const char *qemu = getenv("QEMU") ? getenv("QEMU") : "qemu-system-x86_64";
	struct qtest *q;
	char bios[] = "/tmp/bios-XXXXXX";
	int to[2], from[2];

	if (!has_qemu(qemu))
		return NULL;
	q = calloc(1, sizeof(*q));
	if (!q || pipe(to) || pipe(from))
		abort();
	write_bios(bios);
	signal(SIGPIPE, SIG_IGN);
	q->pid = fork();
	if (q->pid == 0)
		run_qemu(qemu, bios, args, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	q->to = to[1];
	q->from = from[0];
	qtest_platform_init(q);
	write_port(q, CONFIG_ADDRESS, 4, 0x80000000 | (PCIEXBAR + 4));
	write_port(q, CONFIG_DATA, 4, 0);
	write_port(q, CONFIG_ADDRESS, 4, 0x80000000 | PCIEXBAR);
	write_port(q, CONFIG_DATA, 4, (uint32_t)ECAM_BASE | PCIEXBAR_ENABLE);
	unlink(bios);
	q->window = (struct ecam_window){ECAM_BASE, {0, 0, PCI_BUSES - 1}, 0};
	ecam_init(&q->ecam, &q->window, &q->buses, 1, &(struct ecam_mapper){map, q});
	return q;
}

void qtest_stop(struct qtest *q)
{
	qtest_platform_end(q);
	kill(q->pid, SIGKILL);
	waitpid(q->pid, NULL, 0);
	close(q->to);
	close(q->from);
	free(q);
}
