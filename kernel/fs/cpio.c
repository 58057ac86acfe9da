/* SPDX-License-Identifier: MIT */

/* See cpio.h. */

#include "cpio.h"

#define HEADER_SIZE	110u
#define MAGIC_SIZE	6u
#define FIELD_SIZE	8u
#define ALIGNMENT	4u

/* The header's fields behind the magic, eight hexadecimal digits each. */
enum {
	F_INO, F_MODE, F_UID, F_GID, F_NLINK, F_MTIME, F_SIZE, F_DEV_MAJOR, F_DEV_MINOR,
	F_RDEV_MAJOR, F_RDEV_MINOR, F_NAME_SIZE, F_CHECK, NR_FIELDS
};

static int fail(struct cpio *c, const char *error)
{
	c->error = error;
	return -1;
}

static bool equal(const char *a, const char *b, size_t n)
{
	while (n && *a == *b) {
		a++;
		b++;
		n--;
	}
	return !n;
}

/* False if there is a character that is no hexadecimal digit. */
static bool parse_hex(const u8 *s, u32 *value)
{
	*value = 0;
	for (u32 i = 0; i < FIELD_SIZE; i++) {
		u32 digit;

		if (s[i] >= '0' && s[i] <= '9')
			digit = s[i] - '0';
		else if (s[i] >= 'a' && s[i] <= 'f')
			digit = s[i] - 'a' + 10u;
		else if (s[i] >= 'A' && s[i] <= 'F')
			digit = s[i] - 'A' + 10u;
		else
			return false;
		*value = *value << 4 | digit;
	}
	return true;
}

/* The archive after offset plus n bytes, aligned: no more than its end. */
static size_t skip(const struct cpio *c, size_t offset, size_t n)
{
	size_t end = offset + n;

	end = (end + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	return end < c->size ? end : c->size;
}

static bool has_dotdot(const char *name)
{
	const char *p = name;

	while (*p) {
		const char *start = p;

		while (*p && *p != '/')
			p++;
		if (p - start == 2 && start[0] == '.' && start[1] == '.')
			return true;
		while (*p == '/')
			p++;
	}
	return false;
}

/* "./bin/sh" and "/bin/sh" are "bin/sh". */
static void strip_root(struct cpio_entry *e)
{
	while (e->name[0] == '/' || (e->name[0] == '.' && (e->name[1] == '/' || !e->name[1]))) {
		e->name++;
		e->name_len--;
	}
}

static int parse_name(struct cpio *c, struct cpio_entry *e, size_t offset, u32 name_size)
{
	const char *name = (const char *)c->base + offset;

	if (name_size < 1 || name_size > CPIO_NAME_MAX + 1)
		return fail(c, "a name's length is out of range");
	if (name_size > c->size - offset)
		return fail(c, "the archive ends in a name");
	for (u32 i = 0; i < name_size; i++)
		if (!name[i] != (i == name_size - 1))
			return fail(c, "a name does not end where it should");
	e->name = name;
	e->name_len = name_size - 1;
	if (has_dotdot(name))
		return fail(c, "a name leads out of the archive");
	return 1;
}

static int parse_header(struct cpio *c, u32 field[NR_FIELDS])
{
	const u8 *h = c->base + c->offset;

	if (c->size - c->offset < HEADER_SIZE)
		return fail(c, "the archive ends in a header");
	if (!equal((const char *)h, "070701", MAGIC_SIZE) &&
	    !equal((const char *)h, "070702", MAGIC_SIZE))
		return fail(c, "this is no cpio archive of the newc format");
	for (u32 i = 0; i < NR_FIELDS; i++)
		if (!parse_hex(h + MAGIC_SIZE + i * FIELD_SIZE, &field[i]))
			return fail(c, "a header has a bad number");
	return 1;
}

/* After a trailer: another archive may follow behind zeroes. True if one does. */
static bool next_archive(struct cpio *c)
{
	while (c->offset < c->size && !c->base[c->offset])
		c->offset++;
	return c->offset < c->size;
}

int cpio_next(struct cpio *c, struct cpio_entry *e)
{
	static const char trailer[] = "TRAILER!!!";

	for (;;) {
		u32 field[NR_FIELDS];
		size_t data;

		if (parse_header(c, field) < 0 ||
		    parse_name(c, e, c->offset + HEADER_SIZE, field[F_NAME_SIZE]) < 0)
			return -1;
		data = skip(c, c->offset, (size_t)HEADER_SIZE + field[F_NAME_SIZE]);
		if (e->name_len == sizeof(trailer) - 1 && equal(e->name, trailer, e->name_len)) {
			c->offset = data;
			if (!next_archive(c))
				return 0;
			continue;
		}
		if (field[F_SIZE] > c->size - data)
			return fail(c, "the archive ends in a file");
		e->data = c->base + data;
		e->size = field[F_SIZE];
		e->ino = field[F_INO];
		e->mode = field[F_MODE];
		e->uid = field[F_UID];
		e->gid = field[F_GID];
		e->nlink = field[F_NLINK];
		e->mtime = field[F_MTIME];
		e->dev_major = field[F_DEV_MAJOR];
		e->dev_minor = field[F_DEV_MINOR];
		e->rdev_major = field[F_RDEV_MAJOR];
		e->rdev_minor = field[F_RDEV_MINOR];
		strip_root(e);
		c->offset = skip(c, data, e->size);
		return 1;
	}
}
