/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TRIES	100

/* Replace the six X at the template's end; false if they are not there. */
static int fill(char *template)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	size_t len = strlen(template);
	unsigned int seed;

	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != sizeof(seed))
		seed = time(NULL) ^ getpid() << 16 ^ rand();
	for (size_t i = len - 6; i < len; i++)
		template[i] = letters[rand_r(&seed) % (sizeof(letters) - 1)];
	return 0;
}

static int create(char *template, int (*make)(const char *path))
{
	size_t len = strlen(template);

	if (len < 6 || strcmp(template + len - 6, "XXXXXX")) {
		errno = EINVAL;
		return -1;
	}
	for (int i = 0; i < TRIES; i++) {
		int ret;

		fill(template);
		ret = make(template);
		if (ret >= 0 || errno != EEXIST)
			return ret;
	}
	return -1;
}

static int make_file(const char *path)
{
	return open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
}

static int make_dir(const char *path)
{
	return mkdir(path, 0700);
}

int mkstemp(char *template)
{
	return create(template, make_file);
}

char *mkdtemp(char *template)
{
	return create(template, make_dir) < 0 ? NULL : template;
}
