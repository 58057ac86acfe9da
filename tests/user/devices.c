/* SPDX-License-Identifier: MIT */
/*
 * /dev/null zero full urandom tty, and what of them a program may rely on.
 * Catches: a device that returns old memory, the wrong count, or eats what it should refuse.
 */
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static uint8_t buf[10000], other[10000];

static bool all(uint8_t value, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (buf[i] != value)
			return false;
	return true;
}

static bool is_device(const char *path, unsigned maj, unsigned min)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISCHR(st.st_mode) && major(st.st_rdev) == maj &&
	       minor(st.st_rdev) == min;
}

static void null(void)
{
	int fd = open("/dev/null", O_RDWR);

	ok(is_device("/dev/null", 1, 3), "/dev/null is 1:3");
	ok(write(fd, buf, sizeof(buf)) == (int)sizeof(buf) && read(fd, buf, 10) == 0,
	   "it swallows all and gives nothing");
	ok(lseek(fd, 0, SEEK_SET) == 0, "and has an offset");
	close(fd);
}

static void zero(void)
{
	int fd = open("/dev/zero", O_RDWR);
	uint8_t *p;

	ok(is_device("/dev/zero", 1, 5), "/dev/zero is 1:5");
	memset(buf, 0xaa, sizeof(buf));
	ok(read(fd, buf, 9000) == 9000 && all(0, 9000) && buf[9000] == 0xaa, "it gives zeros, exactly");
	ok(write(fd, buf, 77) == 77, "and takes what is written");
	p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED) {
		skip(1, "/dev/zero cannot be mapped");
	} else {
		memcpy(buf, p, 8192);
		p[0] = 1;
		ok(all(0, 8192) && p[0] == 1, "a private mapping of it is zero");
	}
	close(fd);
}

static void urandom(void)
{
	int fd = open("/dev/urandom", O_RDONLY);
	unsigned ones = 0, same = 0;

	ok(is_device("/dev/urandom", 1, 9), "/dev/urandom is 1:9");
	ok(read(fd, buf, 8192) == 8192 && read(fd, other, 8192) == 8192, "it gives what is asked for");
	for (unsigned i = 0; i < 8192; i++) {
		ones += __builtin_popcount(buf[i]);
		same += buf[i] == other[i];
	}
	ok(ones > 32000 && ones < 33536 && same < 100, "about half the bits are set, twice differs");
	ok(getrandom(buf, 256, 0) == 256 && getrandom(other, 256, 0) == 256 && memcmp(buf, other, 256),
	   "getrandom");
	ok(getrandom(buf, 16, 0x80) == -1 && errno == EINVAL, "with unknown flags is EINVAL");
	close(fd);
}

static void full(void)
{
	int fd = open("/dev/full", O_RDWR);

	if (fd < 0) {
		skip(1, "no /dev/full here");
		return;
	}
	ok(write(fd, buf, 1) == -1 && errno == ENOSPC, "/dev/full has no room");
	close(fd);
}

static void directory(void)
{
	struct stat st;

	ok(stat("/dev", &st) == 0 && S_ISDIR(st.st_mode), "/dev is a directory");
	ok(open("/dev/no-such-device", O_RDONLY) == -1 && errno == ENOENT, "no such device is ENOENT");
	ok(stat("/dev/console", &st) == 0 && S_ISCHR(st.st_mode), "/dev/console is a device");
	ok(stat("/dev/tty", &st) == 0 && S_ISCHR(st.st_mode), "/dev/tty too");
}

int main(void)
{
	null();
	zero();
	urandom();
	full();
	directory();
	return done_testing();
}
