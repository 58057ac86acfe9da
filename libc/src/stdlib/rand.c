/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

static unsigned int state = 1;

/* Linear congruential; the high bits of each step are the better ones. */
int rand_r(unsigned int *seed)
{
	unsigned int high;

	*seed = *seed * 1103515245 + 12345;
	high = *seed >> 16;
	*seed = *seed * 1103515245 + 12345;
	return ((high << 15) ^ (*seed >> 16)) & RAND_MAX;
}

int rand(void)
{
	return rand_r(&state);
}

void srand(unsigned int seed)
{
	state = seed;
}

long random(void)
{
	return rand_r(&state);
}

void srandom(unsigned int seed)
{
	state = seed;
}
