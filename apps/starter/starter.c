/* starter.c - what a stick or a server boots: it lists tools, runs some, and waits for a key. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/starter/starter.h"

#include "lib/args.h"
#include "lib/fmt.h"
#include "lib/options.h"
#include "lib/version.h"

static const char usage[] =
	"Usage: starter [--wait SECONDS] [APP [ARGUMENT...]]\n"
	"Run APP, beside this program or in the folder of its processor (x86_64,\n"
	"aarch64) there or in the root, then wait for a key.\n"
	"Without arguments they come from pcikit.cfg, beside this program or in the root\n"
	"of where it came from, a volume or a TFTP server: each line is a run, with\n"
	"arguments as above; # begins a line that is none. Without that file: gpus.\n"
	"  --wait SECONDS  how long for the key; else 60, but 0 under a shell\n"
	"  -h, --help      this text\n"
	"  --version       the version\n"
	"Status: of the first run that has another one than 0; 2 usage, 9 out of memory,\n"
	"E no such program, 15 interrupted, after which nothing more is run.\n";

enum { WAIT = OPTION_WORDS, VERSION, WAIT_ELSE = 60, WAIT_MAX = 86400, PATH_SIZE = 256 };

struct starter {
	struct efi *efi;
	struct sink *out;
	bool help, version;
	unsigned wait;
	enum app_status status;
};

static const struct {
	const char *name, *what;
} tools[] = {
#define TOOL(name, what) {#name, what},
#include "apps/starter/tools.def"
#undef TOOL
};

/* A program is in one of these places of those that efi_data_path() knows. */
static const struct {
	const char *before, *behind;
} places[] = {{STARTER_ARCH "/", ".efi"}, {"", ".efi"}, {"", ""}};
enum { PLACES = sizeof(places) / sizeof(*places) };

static bool path_of(const char *name, unsigned place, char ret[PATH_SIZE])
{
	return fmt_string(ret, PATH_SIZE, "%s%s%s", places[place].before, name,
	                  places[place].behind) < PATH_SIZE;
}

static bool is_there(struct starter *s, const char *name)
{
	char path[PATH_SIZE];

	for (unsigned i = 0; i < PLACES; i++)
		if (path_of(name, i, path) && efi_has_data(s->efi, path))
			return true;
	return false;
}

static EFI_STATUS load(struct starter *s, const char *name, EFI_HANDLE *ret)
{
	EFI_STATUS status = EFI_NOT_FOUND;
	char path[PATH_SIZE];

	for (unsigned i = 0; i < PLACES && status == EFI_NOT_FOUND; i++)
		if (path_of(name, i, path))
			status = efi_load_app(s->efi, path, ret);
	return status;
}

static void list_tools(struct starter *s)
{
	fmt_print(s->out, "pcikit %s. What is here:\n", pci_version);
	for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++)
		if (is_there(s, tools[i].name))
			fmt_print(s->out, "  %-10s %s\n", tools[i].name, tools[i].what);
}

static const char *refusal(EFI_STATUS status)
{
	switch (status) {
	case EFI_NOT_FOUND:
		return "not found";
	case EFI_OUT_OF_RESOURCES:
		return "out of memory";
	case EFI_SECURITY_VIOLATION:
	case EFI_ACCESS_DENIED:
		return "refused by Secure Boot: not signed by a key that it knows";
	case EFI_UNSUPPORTED:
	case EFI_LOAD_ERROR:
		return "no program for this processor";
	default:
		return "cannot be read";
	}
}

static void keep(struct starter *s, enum app_status st)
{
	if (s->status == APP_OK || st == APP_ABORTED)
		s->status = st;
}

/* One run; a line before and one behind it for who reads this by machine. */
static void run(struct starter *s, const char *name, const char *const *args, int n)
{
	size_t size = args_join(NULL, 0, args, n) + 1;
	char *line = efi_alloc(s->efi, size);
	EFI_HANDLE image;
	EFI_STATUS status = EFI_OUT_OF_RESOURCES;

	s->efi->platform.wants_progress = s->wait; /* who types a key is watching */
	if (line)
		status = load(s, name, &image);
	if (EFI_ERROR(status)) {
		fmt_print(s->out, "starter: %s: %s\n", name, refusal(status));
		keep(s, (enum app_status)(status & ~EFI_ERROR_MASK));
		return;
	}
	args_join(line, size, args, n);
	fmt_print(s->out, "\nstarter: %s%s%s\n", name, n ? " " : "", line);
	status = efi_start_app(s->efi, image, line);
	keep(s, (enum app_status)(status & ~EFI_ERROR_MASK));
	fmt_print(s->out, "starter: %s: status %x\n", name, (unsigned)(status & ~EFI_ERROR_MASK));
}

/* Take arguments, the program's own or a line's: up to the first that is no option. */
static enum app_status take(struct starter *s, int argc, const char *const *argv)
{
	static const struct option_word words[] = {
		{"wait", WAIT, true}, {"help", 'h'}, {"version", VERSION}, {0}};
	const struct platform p = {.out = s->out, .argc = argc, .argv = argv};
	struct options o = {.platform = &p, .app = "starter", .letters = "h", .words = words};
	int code = options_next(&o);

	for (; code != OPTION_END && code != OPTION_ARGUMENT; code = options_next(&o)) {
		if (code == OPTION_BAD)
			return APP_USAGE;
		if (code == WAIT &&
		    !options_number(&o, "bad number of seconds", 0, WAIT_MAX, &s->wait))
			return APP_USAGE;
		s->help |= code == 'h';
		s->version |= code == VERSION;
	}
	if (code == OPTION_ARGUMENT && !s->help && !s->version)
		run(s, o.value, argv + o.next, argc - o.next);
	return APP_OK;
}

/* A line of pcikit.cfg. */
static enum app_status take_line(void *ctx, unsigned number, const uint16_t *line, size_t n)
{
	struct starter *s = ctx;
	struct args args = {.text_size = ARGS_TEXT(n), .max = ARGS_COUNT(n)};
	enum app_status st = APP_OK;

	args.text = efi_alloc(s->efi, args.text_size);
	args.argv = efi_alloc(s->efi, args.max * sizeof(*args.argv));
	if (!args.text || !args.argv)
		return APP_NOMEM;
	if (args_split(&args, line, n) != PCI_OK)
		st = APP_USAGE;
	else if (args.count && args.argv[0][0] != '#')
		st = take(s, (int)args.count, args.argv);
	if (st == APP_USAGE)
		fmt_print(s->out, "starter: %s: line %u is not taken\n", CONFIG_FILE, number);
	keep(s, st);
	return s->status == APP_ABORTED ? APP_ABORTED : APP_OK;
}

/* What the user or the file says, or gpus. */
static enum app_status run_all(struct starter *s, const struct platform *p)
{
	static const char *const otherwise[] = {"gpus"};
	enum app_status st;

	if (p->argc)
		return take(s, p->argc, p->argv);
	list_tools(s);
	st = config_read(s->efi, take_line, s);
	return st == APP_NOTFOUND ? take(s, 1, otherwise) : st;
}

/* Text stays on the screen until then, which firmware may clear. */
static void wait(struct starter *s)
{
	efi_drop_keys(s->efi);
	fmt_print(s->out, "starter: back to firmware in %u s, or when a key is typed\n", s->wait);
	if (efi_wait_key(s->efi, s->wait) == PCI_EIO)
		fmt_print(s->out, "starter: firmware does not wait\n");
}

enum app_status app_main(struct platform *p)
{
	struct efi *efi = efi_of(p);
	struct starter s = {.efi = efi, .out = p->out, .wait = efi->from_shell ? 0 : WAIT_ELSE};

	keep(&s, run_all(&s, p));
	if (s.help)
		fmt_print(s.out, "%s", usage);
	else if (s.version)
		fmt_print(s.out, "starter (pcikit) %s\n", pci_version);
	else if (s.wait)
		wait(&s);
	return s.status;
}
