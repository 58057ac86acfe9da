/* SPDX-License-Identifier: MIT */
/* The initramfs parser against every truncation, every changed byte and chosen lies. */

#include "../../kernel/fs/cpio.c"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tests, failed;

static void check(bool good, const char *what)
{
	tests++;
	if (!good)
		failed++;
	printf("%sok %d - %s\n", good ? "" : "not ", tests, what);
}

static u8 archive[4096];
static size_t length;

static void pad(void)
{
	while (length % 4)
		archive[length++] = 0;
}

static void add(const char *name, u32 mode, const char *data, u32 size)
{
	length += (size_t)sprintf((char *)archive + length,
				  "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 7, mode, 1,
				  2, 1, 3, size, 4, 5, 6, 7, (u32)strlen(name) + 1, 0);
	memcpy(archive + length, name, strlen(name) + 1);
	length += strlen(name) + 1;
	pad();
	memcpy(archive + length, data, size);
	length += size;
	pad();
}

static void build(void)
{
	length = 0;
	add(".", 0040755, "", 0);
	add("./bin", 0040755, "", 0);
	add("/bin/sh", 0100755, "#!program", 9);
	add("bin/link", 0120777, "sh", 2);
	add("TRAILER!!!", 0, "", 0);
}

/* Walk a copy that ends exactly at its allocation, so that the sanitizer sees a byte too far. */
static int walk(const u8 *data, size_t size, int *entries)
{
	u8 *copy = malloc(size ? size : 1);
	struct cpio c = { .base = copy, .size = size };
	struct cpio_entry e;
	volatile u8 sink = 0;
	int n;

	memcpy(copy, data, size);
	*entries = 0;
	while ((n = cpio_next(&c, &e)) > 0) {
		++*entries;
		if (strlen(e.name) != e.name_len)
			abort();
		for (u32 i = 0; i < e.size; i++)
			sink ^= e.data[i];
	}
	if (n < 0 && (!c.error || c.offset > c.size))
		abort();
	(void)sink;
	free(copy);
	return n;
}

static void good_archive(void)
{
	struct cpio c = { .base = archive };
	struct cpio_entry e;

	build();
	c.size = length;
	check(cpio_next(&c, &e) == 1 && !e.name_len && e.mode == 0040755, "the root directory");
	check(cpio_next(&c, &e) == 1 && !strcmp(e.name, "bin"), "./bin is bin");
	check(cpio_next(&c, &e) == 1 && !strcmp(e.name, "bin/sh") && e.size == 9 &&
		      !memcmp(e.data, "#!program", 9),
	      "/bin/sh is bin/sh, with its data");
	check(e.uid == 1 && e.gid == 2 && e.mtime == 3 && e.dev_major == 4 && e.rdev_minor == 7,
	      "every number is read from its field");
	check(cpio_next(&c, &e) == 1 && e.size == 2, "a symbolic link");
	check(cpio_next(&c, &e) == 0, "the trailer ends it");
}

static void truncations(void)
{
	int entries, wrong = 0;
	size_t trailer;

	build();
	trailer = length - 124; /* header, name and padding of the trailer */
	for (size_t size = 0; size < length - 3; size++) {
		int n = walk(archive, size, &entries);

		/* Without the padding behind the trailer's name it is whole. */
		if (n == 0 && size < trailer + 110 + 11)
			wrong++;
	}
	check(!wrong, "every truncation is an error");
}

static void changed_bytes(void)
{
	u8 bad[sizeof(archive)];
	int entries;

	build();
	for (size_t i = 0; i < length; i++) {
		for (int value = 0; value < 256; value++) {
			memcpy(bad, archive, length);
			bad[i] = (u8)value;
			walk(bad, length, &entries);
		}
	}
	check(true, "every change of one byte is survived");
}

static void lies(void)
{
	static const struct {
		u32 field;
		const char *value, *what;
	} lie[] = {
		{ 6, "ffffffff", "a size of 4 GiB" },
		{ 6, "00001000", "a size past the end" },
		{ 6, "0000000g", "a digit that is none" },
		{ 6, "       1", "a number with spaces" },
		{ 11, "ffffffff", "a name of 4 GiB" },
		{ 11, "00000000", "a name without even a NUL" },
		{ 11, "00000003", "a name that does not end" },
		{ 11, "00001001", "a name longer than a path" },
	};
	int entries;

	for (size_t i = 0; i < sizeof(lie) / sizeof(lie[0]); i++) {
		build();
		memcpy(archive + 6 + 8 * lie[i].field, lie[i].value, 8);
		check(walk(archive, length, &entries) == -1 && !entries, lie[i].what);
	}
}

static void names(void)
{
	static const char *const escapes[] = { "..", "../x", "a/../../x", "a/..", "./../x", "a//..//x" };
	static const char *const harmless[] = { "...", "a..", "..a/b", "a/...", "/", "./.", ".hidden" };
	int entries, n = 0;

	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		length = 0;
		add(escapes[i], 0100644, "", 0);
		add("TRAILER!!!", 0, "", 0);
		n += walk(archive, length, &entries) == -1;
	}
	check(n == sizeof(escapes) / sizeof(escapes[0]), "names with .. are refused");
	n = 0;
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
		length = 0;
		add(harmless[i], 0100644, "", 0);
		add("TRAILER!!!", 0, "", 0);
		n += walk(archive, length, &entries) == 0 && entries == 1;
	}
	check(n == sizeof(harmless) / sizeof(harmless[0]), "names that look like them are not");
}

static void several(void)
{
	int entries;

	length = 0;
	add("a", 0100644, "1", 1);
	add("TRAILER!!!", 0, "", 0);
	memset(archive + length, 0, 400);
	length += 400;
	check(walk(archive, length, &entries) == 0 && entries == 1, "zeroes behind the trailer");
	add("b", 0100644, "2", 1);
	check(walk(archive, length, &entries) == -1 && entries == 2, "a second archive without an end");
	add("TRAILER!!!", 0, "", 0);
	check(walk(archive, length, &entries) == 0 && entries == 2, "a second archive");
	archive[length++] = 'x';
	check(walk(archive, length, &entries) == -1, "rubbish behind it");
	check(walk((const u8 *)"\x1f\x8b\x08", 3, &entries) == -1, "a compressed archive");
	check(walk(archive, 0, &entries) == -1, "nothing at all");
}

static void noise(void)
{
	u8 bytes[2048];
	int entries;

	srand(1);
	for (int round = 0; round < 20000; round++) {
		size_t size = (size_t)rand() % sizeof(bytes);

		build();
		memcpy(bytes, archive, sizeof(bytes));
		for (int i = 0; i < 8; i++)
			bytes[(size_t)rand() % sizeof(bytes)] = (u8)rand();
		walk(bytes, size, &entries);
	}
	check(true, "20000 archives with eight random bytes are survived");
}

int main(void)
{
	good_archive();
	truncations();
	changed_bytes();
	lies();
	names();
	several();
	noise();
	printf("1..%d\n", tests);
	return failed != 0;
}
