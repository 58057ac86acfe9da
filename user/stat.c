/* SPDX-License-Identifier: MIT */
/* stat file... - all that is known of a file */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

static const char *kind(mode_t mode, char *letter)
{
	static const struct {
		mode_t type;
		char letter;
		const char *name;
	} kinds[] = {
		{ S_IFREG, '-', "regular file" }, { S_IFDIR, 'd', "directory" },
		{ S_IFLNK, 'l', "symbolic link" }, { S_IFCHR, 'c', "character device" },
		{ S_IFBLK, 'b', "block device" }, { S_IFIFO, 'p', "fifo" },
		{ S_IFSOCK, 's', "socket" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].type == (mode & S_IFMT)) {
			*letter = kinds[i].letter;
			return kinds[i].name;
		}
	}
	*letter = '?';
	return "unknown";
}

static void print_mode(mode_t mode, char letter)
{
	const char *letters = "rwxrwxrwx";

	printf("(%04o/%c", (unsigned int)mode & 07777, letter);
	for (int i = 0; i < 9; i++)
		putchar(mode & (0400 >> i) ? letters[i] : '-');
	putchar(')');
}

static void print_time(const char *what, const struct timespec *t)
{
	time_t seconds = t->tv_sec;
	char text[64];

	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", gmtime(&seconds));
	printf("%s: %s.%09ld +0000\n", what, text, (long)t->tv_nsec);
}

static int show(const char *path)
{
	struct stat st;
	char target[4096], letter;
	const char *type;
	ssize_t n;

	if (lstat(path, &st) < 0) {
		fprintf(stderr, "stat: %s: %s\n", path, strerror(errno));
		return 1;
	}
	type = kind(st.st_mode, &letter);
	printf("  File: %s", path);
	if (letter == 'l' && (n = readlink(path, target, sizeof(target) - 1)) >= 0)
		printf(" -> %.*s", (int)n, target);
	printf("\n  Size: %lld\tBlocks: %lld\tIO Block: %ld\t%s\n", (long long)st.st_size,
	       (long long)st.st_blocks, (long)st.st_blksize, type);
	printf("Device: %u,%u\tInode: %llu\tLinks: %lu", major(st.st_dev), minor(st.st_dev),
	       (unsigned long long)st.st_ino, (unsigned long)st.st_nlink);
	if (letter == 'c' || letter == 'b')
		printf("\tDevice type: %u,%u", major(st.st_rdev), minor(st.st_rdev));
	printf("\nAccess: ");
	print_mode(st.st_mode, letter);
	printf("  Uid: %u  Gid: %u\n", (unsigned int)st.st_uid, (unsigned int)st.st_gid);
	print_time("Access", &st.st_atim);
	print_time("Modify", &st.st_mtim);
	print_time("Change", &st.st_ctim);
	return 0;
}

int main(int argc, char **argv)
{
	int status = 0;

	if (argc < 2) {
		fprintf(stderr, "usage: stat file...\n");
		return 2;
	}
	for (int i = 1; i < argc; i++)
		status |= show(argv[i]);
	return fflush(stdout) ? 1 : status;
}
