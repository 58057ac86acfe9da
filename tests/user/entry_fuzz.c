/* SPDX-License-Identifier: MIT */
/*
 * The entry fuzzer: hostile states and every way into the kernel, the same for the same seed.
 *
 *	entry_fuzz [seed=N] [start=N] [count=N] [block=N] [entry=int80|sysenter|syscall]
 *		   [class=call|trap|sigreturn|ptrace|wide] [drop=FIELD+...] [seconds=N] [show=1] [announce=1]
 *		   [reduce=1]
 *
 * The same words can stand in the environment, as FUZZ=seed=1,count=9: the kernel's command line leads there.
 * reduce=1 runs the first state anew for each of its fields, with that one neutral.
 * Each block of states prints a digest of its outcomes, which is Linux's too; see docs/fuzzing.md.
 * Catches: whatever a state can do to the kernel, to other registers than its own, or to its rights.
 */
#include "entry_fuzz/fuzz.h"
#include "entry_fuzz/options.h"
#include "kernel.h"
#include "tap.h"
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_COUNT	3000
#define MAX_FAILURES	20
#define FRESH		1000	/* states, then all begins anew: none depends on what ran long before */

struct options options = { .seed = 1, .count = DEFAULT_COUNT };

/* Shared with the worker, which a state may kill. */
struct progress {
	uint32_t index, digest, failures, deaths;
	bool done, renew;	/* the worker ended as it should: for good; for another to go on */
};
static struct progress *progress;

static const char *const classes[] = { "any", "call", "trap", "sigreturn", "ptrace", "wide" };
static const char *const entries[] = { "any", "int80", "sysenter", "syscall" };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* ---- options ---------------------------------------------------------------------------------- */

static unsigned int index_of(const char *const *names, unsigned int n, const char *name, const char *what)
{
	for (unsigned int i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return i;
	bail_out("%s='%s' is unknown", what, name);
}

static void drop_fields(char *list)
{
	for (char *name = strtok(list, "+"); name; name = strtok(NULL, "+"))
		options.drop |= 1u << index_of(field_names, NFIELDS, name, "drop");
}

static void parse(char *word)
{
	static const struct {
		const char *name;
		uint32_t *value;
	} numbers[] = { { "seed", &options.seed }, { "start", &options.start }, { "count", &options.count },
			{ "block", &options.block }, { "seconds", &options.seconds } };
	char *value = strchr(word, '=');

	if (!value)
		bail_out("'%s': expected NAME=VALUE", word);
	*value++ = '\0';
	for (unsigned int i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (!strcmp(word, numbers[i].name)) {
			*numbers[i].value = strtoul(value, NULL, 0);
			return;
		}
	if (!strcmp(word, "entry"))
		options.entry = index_of(entries, 4, value, word);
	else if (!strcmp(word, "class"))
		options.class = index_of(classes, 6, value, word);
	else if (!strcmp(word, "drop"))
		drop_fields(value);
	else if (!strcmp(word, "show"))
		options.show = value[0] == '1';
	else if (!strcmp(word, "announce"))
		options.announce = value[0] == '1';
	else if (!strcmp(word, "reduce"))
		options.reduce = value[0] == '1';
	else
		bail_out("option '%s' is unknown", word);
}

static void parse_environment(void)
{
	const char *list = getenv("FUZZ");
	char *words = strdup(list ? list : ""), *end;

	for (char *word = words; word && *word; word = end) {
		end = strchr(word, ',');
		if (end)
			*end++ = '\0';
		parse(word);
	}
	free(words);
}

/* ---- the worker ------------------------------------------------------------------------------- */

static void finish_state(const struct state *s)
{
	const char *bad = check(s);
	uint32_t index = progress->index;

	progress->digest = hash_word(progress->digest, digest(s));
	if (options.show) {
		printf("# index %u digest %08x\n", index, digest(s));
		if (!options.announce)
			print_state(s);
		print_outcome(s);
	}
	if (bad && progress->failures++ < MAX_FAILURES) {
		diag("FAILED seed=%u start=%u count=1: %s", options.seed, index, bad);
		print_state(s);
		print_outcome(s);
	}
	progress->index++;
	if (options.block && (progress->index - options.start) % options.block == 0) {
		printf("# digest %u %08x\n", progress->index - options.block, progress->digest);
		progress->digest = 0;
		fflush(stdout);
	}
}

/* One field after the other neutral: which of them make no difference? */
static void reduce(void)
{
	struct state s, drawn;

	generate(&drawn, options.seed, options.start);
	for (int f = 0; f < NFIELDS; f++) {
		if (f == F_WAY || f == F_INSN || drawn.v[f] == neutral.v[f])
			continue;
		options.drop |= 1u << f;
		generate(&s, options.seed, options.start);
		options.drop &= ~(1u << f);
		run(&s);
		printf("# reduced %s %08x %s\n", field_names[f], digest(&s), check(&s) ? "failed" : "kept");
	}
}

static bool out_of_time(double began)
{
	return options.seconds && progress->index % 256 == 0 && now() - began > options.seconds;
}

/*
 * What the bytes there do stays with the process: this is its last state. Not on Linux, where nothing of
 * it is compared: QEMU runs an IRET among its vDSO's bytes with the kernel's rights, and Linux dies.
 */
static void into_the_middle(const struct state *s)
{
	if (vestibule())
		run(s);
	finish_state(s);
	progress->renew = true;
}

static void work(double began)
{
	struct state s;

	catch_signals();
	touch_arena();
	machine.self = getpid();
	while (progress->index - options.start < options.count && !out_of_time(began)) {
		if (progress->index % 256 == 0)
			alarm(STATE_SECONDS);
		generate(&s, options.seed, progress->index);
		if (options.announce) {
			printf("# run %u\n", progress->index);
			print_state(&s);
			fflush(stdout);
		}
		if (insn(&s)->kind == KIND_VDSO_MIDDLE) {
			into_the_middle(&s);
			break;
		}
		run(&s);
		finish_state(&s);
		if (progress->index % FRESH == 0) {
			progress->renew = true;
			break;
		}
	}
	if (options.reduce)
		reduce();
	end_tracee();
	fflush(stdout);
	progress->done = !progress->renew;
	_exit(0);
}

/* A state that costs its process its life counts by how. */
static void bury(int status)
{
	struct state s;

	memset(&out, 0, sizeof(out));
	out.status = status;
	progress->deaths++;
	generate(&s, options.seed, progress->index);
	finish_state(&s);
}

/* So that getpid's result is never its number, which is what eax holds before the call. */
static void spend_pids(void)
{
	int pid;

	do {
		pid = fork();
		if (!pid)
			_exit(0);
		waitpid(pid, NULL, 0);
	} while (pid < 32);
}

static void set_neutral(void)
{
	neutral.v[F_CS] = machine.cs;
	neutral.v[F_SS] = neutral.v[F_DS] = neutral.v[F_ES] = machine.ds;
	neutral.v[F_GS] = machine.gs;
	neutral.v[F_FLAGS] = FL_NEUTRAL;
	for (int f = F_BX; f <= F_AX; f++)
		neutral.v[f] = 0x11111111u * (f - F_BX + 1);
}

static void report(double seconds)
{
	uint32_t count = progress->index - options.start;

	diag("fuzz: %u entries from %u of seed %u by %s in %u ms, %u a second; %u deaths, %u failures", count,
	     options.start, options.seed, entries[options.entry], (unsigned int)(seconds * 1000),
	     (unsigned int)(count / (seconds + 0.001)), progress->deaths, progress->failures);
}

int main(int argc, char **argv)
{
	struct rlimit no_core = { 0, 0 };
	double began = now();
	int status, pid;

	parse_environment();
	for (int i = 1; i < argc; i++)
		parse(argv[i]);
	setrlimit(RLIMIT_CORE, &no_core);
	progress = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	progress->index = options.start;
	progress->renew = true;
	look_at_machine();
	set_neutral();
	set_descriptors();
	tap_begin();
	spend_pids();
	while (!progress->done) {
		if (progress->renew || progress->index % FRESH == 0)
			map_arena();
		progress->renew = false;
		fflush(stdout);
		pid = fork();
		if (!pid)
			work(began);
		if (pid < 0 || waitpid(pid, &status, 0) != pid)
			bail_out("no worker");
		if (!progress->done && !progress->renew)
			bury(status);
	}
	report(now() - began);
	ok(progress->failures == 0 && progress->index > options.start, "%s entries keep every rule",
	   entries[options.entry]);
	return done_testing();
}
