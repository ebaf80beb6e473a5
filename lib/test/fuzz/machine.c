/* machine.c - the input is a whole machine: windows, functions, registers, and what fails. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "lib/bytes.h"
#include "lib/test/fuzz/fuzz.h"
#include "lib/test/host.h"

enum { ARGS_MAX = 3, COLUMNS = 79, FUNCS_MAX = 12, WINDOWS_MAX = 4, ROOTS_MAX = 3 };
enum { BUSES = 8, ECAM_SIZE = 2 * BUSES << 20, REGISTERS = 0x10000 };
enum { NO_TABLES = 0x10, FRAGILE = 0x20, IN_RAM = 0x40, DWORDS = 0x80 };

/*
 * What a machine costs in reads of configuration space, where each that is all ones may cost one of
 * the Vendor ID besides. For each bus device 0 to 31; for each function, functions 1 to 7 or the
 * next one of ARI, and in the scan five registers and the headers of both chains, with one or two
 * registers of a capability. What shows a function reads each dword once, and gpus reads all
 * functions before it shows one. A dword of one is seldom more than one register of the scan.
 */
enum {
	CHAIN_STD = (256 - 64) / 4,
	CHAIN_EXT = (4096 - 256) / 4,
	SCAN_COST = 8 + 2 * (5 + 3 * CHAIN_STD + CHAIN_EXT + 1),
	SHOW_COST = 2 * 2 * 1024,
	DWORD_COST = 7,
	ROM_COST = 2 * (1 << 18), /* 1 MiB in dwords, beside what a probe asks for */
};

/* How the input starts. Functions follow, then the bytes of registers. */
struct setup {
	uint8_t arguments, flags; /* flags: windows - 1, root bridges << 2, and the above */
	uint8_t fault, fault_at[2], fault_count, fault_mask[4];
	uint8_t alloc_fails_at, stops_at; /* 0: never */
	uint8_t has_root_bridge_io;
	struct {
		uint8_t segment, start, more, image_bus;
	} windows[WINDOWS_MAX];
	struct {
		uint8_t segment, start, end;
	} roots[ROOTS_MAX];
};

/* Its bytes follow; the others are 0, or ones where the top bit of size is set. */
struct function {
	uint8_t bus, devfn, size[2], bar_size;
};

/* Arguments of one application that are none of the other are a usage error before all. */
static const struct arguments {
	const char *argv[ARGS_MAX];
	bool json;
	bool lists; /* reads no more than a scan does */
	bool compares;
	bool draws;        /* lines of any length */
	bool for_programs; /* and with tabs */
} arguments[] = {
	{{NULL}},
	{{"-v"}},
	{{"-vvv"}},
	{{"--json"}, .json = true},
	{{"--json", "-v"}, .json = true},
	{{"--all-buses", "-vv"}},
	{{"--cross-check"}, .compares = true},
	{{"-v", "-s", "*:*.0"}},
	{{"-a"}},
	{{"-a", "-v"}},
	{{"--check"}},
	{{"--check", "-a", "-v"}},
	{{"--check", "-a", "--json"}, .json = true},
	{{"-a", "-v", "--json"}, .json = true},
	{{"-t"}, .lists = true, .draws = true},
	{{"-tv"}, .lists = true, .draws = true},
	{{"-nn"}, .lists = true},
	{{"-x"}},
	{{"-vxxxx"}},
	{{"-mm"}, .for_programs = true},
	{{"-vmm"}, .for_programs = true},
};

static struct {
	struct setup setup;
	const struct arguments *arguments;
	struct machine_function {
		uint32_t at; /* in ECAM */
		uint8_t bar_size;
		uint8_t bytes[PCI_CONFIG_EXTENDED];
		uint16_t reads[PCI_CONFIG_EXTENDED / 4];
	} functions[FUNCS_MAX];
	size_t function_count;
	const uint8_t *registers;
	size_t registers_size;

	struct ecam_window windows[WINDOWS_MAX];
	struct pci_bus_range buses[WINDOWS_MAX];
	size_t window_count;
	struct ecam root_bridge_io;

	struct io_region faulty;
	size_t config_reads, config_reads_max, dword_reads_max, reads, reads_max;
	unsigned asked;
} m;

static bool is_config(uint64_t phys)
{
	return phys - HOST_ECAM < ECAM_SIZE;
}

static struct machine_function *find_function(uint64_t phys)
{
	uint64_t at = (phys - HOST_ECAM) / PCI_CONFIG_EXTENDED * PCI_CONFIG_EXTENDED;

	for (size_t i = 0; i < m.function_count; i++)
		if (m.functions[i].at == at)
			return &m.functions[i];
	return NULL;
}

/* All physical addresses: configuration space, and registers again and again. */
static enum pci_status bus_read(const struct io_region *io, size_t off, unsigned width,
                                uint64_t *ret)
{
	uint64_t at = io->base + off;
	const struct machine_function *f = is_config(at) ? find_function(at) : NULL;

	*ret = UINT64_MAX;
	if (f)
		memcpy(ret, f->bytes + at % PCI_CONFIG_EXTENDED, width);
	else if (!is_config(at) && at % REGISTERS + width <= m.registers_size)
		memcpy(ret, m.registers + at % REGISTERS, width);
	return PCI_OK;
}

/* All of them, and of one function each dword but the first, which tells whether it is there. */
static void count_config(uint64_t at)
{
	struct machine_function *f = find_function(at);
	size_t dword = at % PCI_CONFIG_EXTENDED / 4;

	claim(++m.config_reads <= m.config_reads_max);
	if (f && dword)
		claim(++f->reads[dword] <= m.dword_reads_max);
}

/* Above what fails, so that each access counts. */
static enum pci_status count_read(const struct io_region *io, size_t off, unsigned width,
                                  uint64_t *ret)
{
	uint64_t at = io->base + off;

	claim(at % width == 0);
	if (is_config(at)) {
		claim(width <= 4);
		count_config(at);
	} else {
		claim(++m.reads <= m.reads_max);
	}
	return io_try_read(&m.faulty, at, width, ret);
}

static enum pci_status count_write(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t val)
{
	(void)io, (void)off, (void)width, (void)val;
	fuzz_claim(false, "nothing is written");
	return PCI_EIO;
}

static enum pci_status machine_map(struct platform *p, uint64_t phys, size_t size,
                                   struct io_region *ret)
{
	static const struct io_ops ops = {count_read, count_write};
	const struct io_region all = {.ops = &ops, .size = SIZE_MAX, .widths = IO_MMIO};

	(void)p;
	if (is_config(phys) && size != PCI_CONFIG_EXTENDED)
		return PCI_EUNMAPPED;
	return io_sub(&all, phys, size, ret);
}

/* The same functions once more. */
static enum pci_status machine_access(struct platform *p, enum platform_access which,
                                      const struct pci_access **ret)
{
	const struct ecam_mapper mapper = host_mapper((struct host *)p);

	if (which != ACCESS_ROOT_BRIDGE_IO || !m.setup.has_root_bridge_io)
		return PCI_ENOTFOUND;
	ecam_init(&m.root_bridge_io, m.windows, m.buses, m.window_count, &mapper);
	*ret = &m.root_bridge_io.access;
	return PCI_OK;
}

/* Of the first function that is at its place on any bus. */
static size_t machine_bar_records(struct platform *p, struct pci_addr addr,
                                  struct pci_bar_record ret[PCI_BAR_RECORDS])
{
	const struct machine_function *f = m.functions, *end = f + m.function_count;

	(void)p;
	while (f < end && (f->at >> 12 & 0xff) != (unsigned)addr.dev * PCI_FNS + addr.fn)
		f++;
	if (f == end || !f->bar_size)
		return 0;
	*ret = (struct pci_bar_record){get_le32(f->bytes + 0x10) & ~UINT32_C(15),
	                               UINT64_C(1) << f->bar_size % 64};
	return 1;
}

/* A BAR must not lie in configuration space, where its reads would be counted as that one's. */
static enum platform_memory machine_memory_kind(struct platform *p, uint64_t phys, uint64_t size)
{
	(void)p;
	if (m.setup.flags & IN_RAM || (is_config(phys) && size == PCI_CONFIG_EXTENDED))
		return MEMORY_RAM;
	return MEMORY_RESERVED;
}

/* One that waits for a register reads it again, and asks whether the device is there. */
static void machine_stall(struct platform *p, uint64_t us)
{
	((struct host *)p)->clock_us += us;
	m.config_reads_max += 2;
	m.dword_reads_max++;
	m.reads_max += 2;
}

static bool machine_is_interrupted(struct platform *p)
{
	(void)p;
	return m.setup.stops_at && ++m.asked >= m.setup.stops_at;
}

static void take_function(const struct function *f, const uint8_t *bytes, size_t size)
{
	struct machine_function *to = &m.functions[m.function_count++];

	to->at = (uint32_t)(f->bus % BUSES) << 20 | (uint32_t)f->devfn << 12;
	to->bar_size = f->bar_size;
	memset(to->reads, 0, sizeof(to->reads));
	memset(to->bytes, f->size[1] & 0x80 ? 0xff : 0, sizeof(to->bytes));
	memcpy(to->bytes, bytes, size);
}

/* A function of more bytes than there are is none: from there on they are those of registers. */
static void take_functions(const uint8_t *data, size_t size)
{
	struct function f;
	size_t n;

	m.function_count = 0;
	while (m.function_count < FUNCS_MAX && size >= sizeof(f)) {
		memcpy(&f, data, sizeof(f));
		n = get_le16(f.size) & 0x7fff;
		if (n > size - sizeof(f) || n > PCI_CONFIG_EXTENDED)
			break;
		take_function(&f, data + sizeof(f), n);
		data += sizeof(f) + n;
		size -= sizeof(f) + n;
	}
	m.registers = data;
	m.registers_size = size;
}

/* How many buses there are in all windows. */
static size_t set_windows(void)
{
	size_t buses = 0;

	m.window_count = (m.setup.flags & 3) + 1;
	for (size_t i = 0; i < m.window_count; i++) {
		unsigned start = m.setup.windows[i].start;
		unsigned end = start + m.setup.windows[i].more % BUSES;

		if (end >= PCI_BUSES)
			end = PCI_BUSES - 1;
		m.windows[i] = host_window(m.setup.windows[i].segment, (uint8_t)start, (uint8_t)end,
		                           m.setup.windows[i].image_bus % BUSES);
		buses += end - start + 1;
	}
	return buses;
}

/* The table that is made last is the one that is found. */
static void set_tables(struct host *h)
{
	uint8_t *mcfg;

	if (m.setup.flags & NO_TABLES)
		return;
	host_acpi(h);
	mcfg = host_mcfg(h, HOST_MCFG, m.windows, m.window_count);
	if (m.setup.flags & DWORDS)
		memcpy(mcfg + 10, "QCOM  QDF2432 ", 14);
}

static void set_roots(struct host *h)
{
	h->root_count = m.setup.flags >> 2 & 3;
	for (size_t i = 0; i < h->root_count; i++)
		h->roots[i] = (struct pci_bus_range){m.setup.roots[i].segment,
		                                     m.setup.roots[i].start, m.setup.roots[i].end};
}

/* A fault that makes functions of nothing, one with each access, does not last. */
static size_t set_fault(struct io_fault *f)
{
	bool makes;

	f->mode = m.setup.fault % (IO_FAULT_FAIL_WRITES + 1);
	f->at = get_le16(m.setup.fault_at) + 1u;
	f->count = m.setup.fault_count;
	f->mask = get_le32(m.setup.fault_mask);
	makes = f->mode >= IO_FAULT_FLIP && f->mode <= IO_FAULT_STICK_LOW;
	f->count += makes;
	return makes ? f->count : 0;
}

/* Another way is looked at where ECAM shows no function, and each once more to be compared. */
static void set_bounds(size_t buses, size_t functions)
{
	size_t show = m.arguments->lists ? 0 : SHOW_COST;
	size_t scans = m.arguments->compares ? 4 : 2;

	m.config_reads_max = scans * (PCI_DEVS * buses + functions * SCAN_COST) + functions * show;
	m.dword_reads_max = scans * DWORD_COST * m.window_count;
	m.reads_max = functions * ROM_COST;
	m.config_reads = m.reads = 0;
	m.asked = 0;
}

static void set_up(struct host *h)
{
	static const struct io_ops ops = {.read = bus_read};
	const struct io_region bus = {.ops = &ops, .size = SIZE_MAX, .widths = IO_MMIO};
	size_t buses = set_windows();

	h->ops.map = machine_map;
	h->ops.access = machine_access;
	h->ops.bar_records = machine_bar_records;
	h->ops.stall = machine_stall;
	h->ops.is_interrupted = machine_is_interrupted;
	h->ops.memory_kind = machine_memory_kind;
	h->alloc_fails_at = m.setup.alloc_fails_at;
	h->platform.is_fragile = m.setup.flags & FRAGILE;
	h->platform.columns = COLUMNS;
	set_tables(h);
	set_roots(h);
	io_fault_region(&h->fault, &bus, &m.faulty);
	set_bounds(buses, m.function_count * m.window_count + set_fault(&h->fault));
}

/* Ways are compared after a scan, and there may be one alone. */
static void claim_status(const struct host *h, enum app_status st)
{
	claim(st == APP_OK || st == APP_USAGE || st == APP_UNSUPPORTED || st == APP_DEVICE ||
	      st == APP_NOMEM || st == APP_NOTFOUND || st == APP_ABORTED);
	claim(st != APP_USAGE || !m.config_reads);
	claim(st != APP_UNSUPPORTED || !m.config_reads || m.arguments->compares);
	claim(st != APP_NOMEM || (h->alloc_fails_at && h->allocs >= h->alloc_fails_at));
	claim(st != APP_ABORTED || (m.setup.stops_at && m.asked >= m.setup.stops_at));
}

/* Without memory for the application itself there is no document either. */
static void claim_output(const struct host *h, const struct fuzz_text *t, enum app_status st)
{
	claim(t->size);
	if (!m.arguments->for_programs)
		fuzz_claim_lines(t, m.arguments->draws ? SIZE_MAX : COLUMNS);
	if (m.arguments->json && st != APP_USAGE && h->alloc_fails_at != 1)
		fuzz_claim_json(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum app_status st;
	struct fuzz_text text;
	struct host *h;

	if (size < sizeof(m.setup))
		return 0;
	memcpy(&m.setup, data, sizeof(m.setup));
	m.arguments = &arguments[m.setup.arguments % (sizeof(arguments) / sizeof(arguments[0]))];
	take_functions(data + sizeof(m.setup), size - sizeof(m.setup));
	h = host_new(0);
	set_up(h);
	fuzz_text_init(&text);
	h->platform.out = &text.sink;
	h->platform.argv = m.arguments->argv;
	while (h->platform.argc < ARGS_MAX && m.arguments->argv[h->platform.argc])
		h->platform.argc++;
	st = app_main(&h->platform);
	claim_status(h, st);
	claim_output(h, &text, st);
	fuzz_text_free(&text);
	host_free(h);
	return 0;
}
