/* SPDX-License-Identifier: MIT */
/* The kernel's table of system calls as data, and the random numbers. */
#include "sysfuzz.h"
#include <string.h>

const struct call calls[MAX_NR] = {
#define A(t, a) { #t, #a }
#define SYSCALL0(nr, name, r) [nr] = { #name, 0, { { 0, 0 } } },
#define SYSCALL1(nr, name, r, t1, a1) [nr] = { #name, 1, { A(t1, a1) } },
#define SYSCALL2(nr, name, r, t1, a1, t2, a2) [nr] = { #name, 2, { A(t1, a1), A(t2, a2) } },
#define SYSCALL3(nr, name, r, t1, a1, t2, a2, t3, a3)                                              \
	[nr] = { #name, 3, { A(t1, a1), A(t2, a2), A(t3, a3) } },
#define SYSCALL4(nr, name, r, t1, a1, t2, a2, t3, a3, t4, a4)                                      \
	[nr] = { #name, 4, { A(t1, a1), A(t2, a2), A(t3, a3), A(t4, a4) } },
#define SYSCALL5(nr, name, r, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5)                              \
	[nr] = { #name, 5, { A(t1, a1), A(t2, a2), A(t3, a3), A(t4, a4), A(t5, a5) } },
#define SYSCALL6(nr, name, r, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5, t6, a6)                      \
	[nr] = { #name, 6, { A(t1, a1), A(t2, a2), A(t3, a3), A(t4, a4), A(t5, a5), A(t6, a6) } },
#include <sys/syscall_table.h>
};

bool among(const char *word, const char *list)
{
	size_t len = strlen(word);

	for (const char *p = list; (p = strstr(p, word)); p++)
		if (p[-1] == ' ' && p[len] == ' ')
			return true;
	return false;
}

void seed_stream(struct stream *s, uint32_t seed, uint32_t batch, uint32_t number)
{
	s->state = (seed * 2654435761u ^ batch * 2246822519u ^ number * 3266489917u) | 1;
	for (int i = 0; i < 4; i++)
		next_random(s);
}

uint32_t next_random(struct stream *s)
{
	s->state ^= s->state << 13;
	s->state ^= s->state >> 17;
	s->state ^= s->state << 5;
	return s->state;
}

uint32_t below(struct stream *s, uint32_t n)
{
	return (uint64_t)next_random(s) * n >> 32;
}

bool chance(struct stream *s, uint32_t n, uint32_t m)
{
	return below(s, m) < n;
}
