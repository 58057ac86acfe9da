/* SPDX-License-Identifier: MIT */
/* Values of each kind, and those at some limit. A kind is a letter; meaning.c says which is whose. */
#include "sysfuzz.h"
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- limits ---------------------------------------------------------------------------------- */

static const uint32_t bad_numbers[] = {
	0,    1,    0xffffffff, 0x7fffffff, 0x80000000, 0x80000001, 0xfffff000, 0xffff, 0x10000,
	4095, 4096, 4097,       0x7ffff000, 0xfffffffe, 0x40000000, 31,         32,     63,
	64,   65,   0xfff,      0x1000000,  0xffffff00, 1023,       1024,
};

/* Null, the ends of user memory, kernel addresses, page edges, what is not there or read-only. */
static const uint32_t bad_addresses[] = {
	0,
	1,
	4092,
	4096,
	0xbfffffff,
	0xbffffffc,
	0xbffff000,
	0xc0000000,
	0xc0100000,
	0xffffdfff,
	0xffffdffc,
	0xffffe000,
	0xffffffff,
	0xfffffffc,
	0xfffff000,
	0x80000000,
	0x7fffffff,
	0xfee00000,
	0xff800000,
	ARENA - 1,
	ARENA + 8 * PAGE - 1,
	ARENA + 8 * PAGE - 4,
	ARENA + 16 * PAGE - 2,
	ARENA + 24 * PAGE - 7,
	ARENA + 32 * PAGE - 8,
	ARENA + 40 * PAGE - 3,
	ARENA + 48 * PAGE - 4,
	ARENA + ARENA_PAGES *PAGE - 1,
	ARENA + 8 * PAGE,
	ARENA + 20 * PAGE,
	ARENA + 28 * PAGE,
	ARENA + 33 * PAGE,
	SCRATCH,
	0x08048000,
};

static uint32_t one_of(struct stream *s, const uint32_t *list, unsigned int n)
{
	return list[below(s, n)];
}
#define ONE_OF(s, list) one_of(s, list, sizeof(list) / sizeof(list[0]))

uint32_t hostile(struct stream *s)
{
	if (chance(s, 1, 8))
		return next_random(s);
	return chance(s, 1, 2) ? ONE_OF(s, bad_numbers) : ONE_OF(s, bad_addresses);
}

uint32_t hostile_pointer(struct stream *s)
{
	return ONE_OF(s, bad_addresses);
}

/* ---- kinds ----------------------------------------------------------------------------------- */

static uint32_t take_slot(struct stream *s, uint32_t size)
{
	uint32_t at = s->slot;

	if (at + size > SCRATCH_PAGES * PAGE / 2)
		at = 0;
	s->slot = (at + size + 7) & ~7u;
	return SCRATCH + (s->thread ? SCRATCH_PAGES * PAGE / 2 : 0) + at;
}

static uint32_t text(struct stream *s, const char *string)
{
	uint32_t at = take_slot(s, strlen(string) + 1);

	strcpy((char *)(uintptr_t)at, string);
	return at;
}

/* Root keeps to its own folder, where all can be undone. */
static uint32_t path(struct stream *s)
{
	static const char *const own[] = {
		"a",      "b",          "c",       "file", "big",  "dir",
		"dir/x",  "dir/y",      "link",    "loop", "fifo", "dir/sub/z",
		"file/x", "./dir/../a", "nothing", "",     "dir/", "exe",
		"a-name-that-is-too-long-for-the-place-that-its-directory-entry-has-inside",
	};
	static const char *const others[] = {
		"/dev/null",
		"/dev/zero",
		"/dev/full",
		"/dev/urandom",
		"/proc/self/maps",
		"/proc/self/mem",
		"/proc/meminfo",
		"/proc/self/stat",
		"/proc/self/exe",
		"/proc",
		"/proc/self/fd",
		"/proc/self/cwd",
		"/",
		"..",
		"/bin/true",
		"/tests",
		"/proc/1/status",
		"/proc/stat",
		"/proc/self/task",
		"/proc/self/environ",
		"/proc/sys/kernel/ostype",
	};
	uint32_t at;

	if (chance(s, 1, 40)) {	/* too long */
		at = take_slot(s, PAGE + 8);
		memset((void *)(uintptr_t)at, 'x', PAGE);
		strcpy((char *)(uintptr_t)at + PAGE - below(s, 3), "");
		return at;
	}
	if (!s->root && chance(s, 1, 3))
		return text(s, others[below(s, sizeof(others) / sizeof(others[0]))]);
	return text(s, own[below(s, sizeof(own) / sizeof(own[0]))]);
}

static uint32_t pid(struct stream *s)
{
	switch (below(s, 10)) {
	case 0:
		return 0;
	case 1:
		return -getpid();
	case 2:
		return s->root ? 32767 : shared->parent;
	case 3:
		return s->root ? 0x7fffffff : 1;
	case 4:
		return s->root ? 0xfffffff0 : 0xffffffff;
	case 5:
		return getpid() + 1 + below(s, 3);
	case 6:
	case 7:
		return shared->children[below(s, 8)];
	default:
		return getpid();
	}
}

static uint32_t signal_number(struct stream *s)
{
	uint32_t sig = below(s, 66);

	return (sig == SIGKILL || sig == SIGSTOP) && chance(s, 7, 8) ? 0 : sig;
}

static uint32_t length(struct stream *s)
{
	switch (below(s, 8)) {
	case 0:
		return below(s, 4) * PAGE;
	case 1:
		return below(s, 3 * PAGE);
	default:
		return below(s, 256);
	}
}

/* No bit, one bit or several. */
static uint32_t bits(struct stream *s, uint32_t mask)
{
	uint32_t word = mask;

	for (uint32_t i = 1 + below(s, 4); i; i--)
		word &= next_random(s);
	return word;
}

static void handler(int sig)
{
	(void)sig;
}

static uint32_t signal_handler(struct stream *s)
{
	return chance(s, 3, 4)    ? (uint32_t)(uintptr_t)handler
	       : chance(s, 9, 10) ? below(s, 3)
				  : hostile(s);
}

static uint32_t mapping_flags(struct stream *s)
{
	return (chance(s, 1, 8) ? below(s, 4) : chance(s, 1, 3) ? MAP_SHARED : MAP_PRIVATE) |
	       (chance(s, 3, 4) ? MAP_ANONYMOUS : 0) | (chance(s, 1, 2) ? MAP_FIXED : 0) |
	       (chance(s, 1, 4) ? bits(s, 0x1fff00) : 0);
}

static uint32_t request(struct stream *s)
{
	static const uint32_t common[] = {
		0x4206, 16,     0x4206, 16, 0x4206, 0x4207, 0x4207, 7,      24,     9,
		12,     13,     1,      4,  3,      6,      0x4200, 0x4202, 0x4203, 0x4208,
		17,     0x4204, 0x4205, 31, 14,     15,     18,     19,
	};

	return chance(s, 3, 4)   ? ONE_OF(s, common)
	       : chance(s, 1, 2) ? below(s, 34)
				 : 0x4200 + below(s, 18);
}

uint32_t draw(struct stream *s, char kind)
{
	static const uint32_t ioctls[] = { 0x5401, 0x5402, 0x5403,     0x5404,    0x5409, 0x540a,
					   0x540b, 0x540c, 0x540d,     0x540f,    0x5410, 0x5411,
					   0x5413, 0x5414, 0x541b,     0x5421,    0x5422, 0x5423,
					   0x5424, 0x5425, 0x5427,     0x5428,    0x5429, 0x5450,
					   0x5451, 0x5452, 0x802c542a, 0x402c542b };
	static const uint32_t wait_options[] = { 0, 1, 1,  2,          3,          4,         5,
						 6, 7, 15, 0x40000000, 0x40000001, 0x40000003 };
	static const uint32_t ldt[] = { 0, 1, 2, 0x11 };

	switch (kind) {
	case 'f': return below(s, 40);
	case 'F': return chance(s, 2, 3) ? (uint32_t)AT_FDCWD : below(s, 40);
	case 'p': return pid(s);
	case 's': return signal_number(s);
	case 'n': return below(s, 32);
	case '2': return below(s, 3);
	case '4': return below(s, 5);
	case 'l': return length(s);
	case 'a': return ARENA + below(s, ARENA_PAGES) * PAGE;
	case 'L': return (1 + below(s, 8)) * PAGE;
	case 'b': return chance(s, 1, 6) ? ARENA + below(s, ARENA_PAGES * PAGE) : take_slot(s, 1024);
	case 'U': return SCRATCH + below(s, 8) * 4;
	case 'x': return chance(s, 2, 3) ? 0 : bits(s, chance(s, 1, 2) ? 0xfff : ~0u);
	case 'w': return next_random(s);
	case 'q':
		return next_random(s) &
		       ~(1u << (SIGALRM - 1) | 1u << (SIGSEGV - 1) | 1u << (SIGBUS - 1));
	case 'o': return chance(s, 1, 2) ? below(s, 4) * PAGE : below(s, 70000);
	case 'z': return 0;
	case 'h': return chance(s, 1, 20) ? hostile(s) : 0;
	case 'm': return chance(s, 1, 2) ? 0755 : next_random(s) & 07777;
	case 'K': return (chance(s, 2, 3) ? S_IFIFO : (next_random(s) & 0170000)) | 0644;
	case 'u': return chance(s, 1, 2) ? 1000 : chance(s, 1, 2) ? 0xffffffff : below(s, 66000);
	case '8': return 8;
	case 'O': return bits(s, O_ACCMODE) | (chance(s, 1, 2) ? O_CREAT : 0) | O_NONBLOCK |
			 (chance(s, 1, 4) ? bits(s, 0x7fffc0) : 0);
	case 'M': return mapping_flags(s);
	case 'C': return bits(s, ~(uint32_t)CLONE_VFORK) | SIGCHLD;
	case 'R': return request(s);
	case 'I': return ONE_OF(s, ioctls);
	case 'c': return chance(s, 1, 4) ? 1024 + below(s, 12) : below(s, 40);
	case 'A': return chance(s, 1, 3) ? below(s, 40) : structure(s, "22onnnnn");
	case 'S': return path(s);
	case 'T': return text(s, chance(s, 1, 2) ? "user.one" : chance(s, 1, 2) ? "trusted.two" : "x");
	case 't': return chance(s, 3, 4) ? 0 : below(s, 2000000);
	case 'H': return signal_handler(s);
	case 'g': return bits(s, 0xdf000007u & ~SA_RESTORER);
	case 'e': return next_random(s) & 0x3fff;
	case 'y': return 1024 + below(s, 4 * PAGE);
	case 'k': return (uint32_t)(uintptr_t)sbrk(0) + below(s, 16) * PAGE - 4 * PAGE;
	case 'i': return chance(s, 3, 4) ? below(s, 12) : -below(s, 20);
	case 'B': return structure(s, "qw");
	case 'Y':
		if (s->tracee && chance(s, 2, 3))
			return s->tracee;
		return chance(s, 1, 6) ? pid(s) : (uint32_t)shared->children[below(s, 2 + below(s, 7))];
	case 'W': return ONE_OF(s, wait_options);
	case 'v': return chance(s, 2, 3) ? 0 : draw(s, 'a');
	case 'j': return chance(s, 1, 2) ? 0 : draw(s, 'b');
	case 'r': return chance(s, 1, 2) ? 0 : below(s, 100);
	case 'X': return chance(s, 1, 2) ? text(s, "exe") : path(s);
	case 'N': return below(s, 64);
	case 'D': return 84;
	case 'd': return chance(s, 1, 2) ? 64 : 88;
	case 'E': return 12;
	case 'G': return ONE_OF(s, ldt);
	case 'J': return 16;
	case 'P': return chance(s, 1, 2) ? 0xffffffff : 6 + below(s, 9);
	case 'Q': return below(s, 14) | (chance(s, 1, 2) ? 128 : 0) | (chance(s, 1, 8) ? 256 : 0);
	case 'V': return chance(s, 1, 2) ? structure(s, "tztz") : below(s, 4);
	default: return hostile(s);
	}
}

uint32_t structure(struct stream *s, const char *words)
{
	uint32_t at = take_slot(s, strlen(words) * 4), *word = (uint32_t *)(uintptr_t)at;

	for (; *words; words++)
		*word++ = chance(s, 1, 30) ? hostile(s) : draw(s, *words);
	return at;
}
