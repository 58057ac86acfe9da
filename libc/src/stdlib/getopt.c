/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>

char *optarg;
int optind = 1, opterr = 1, optopt;

static int complain(const char *options, const char *what)
{
	if (opterr && options[0] != ':')
		fprintf(stderr, "%s: %s -- '%c'\n", program_invocation_short_name, what, optopt);
	return '?';
}

/* Short options, POSIX order: the first word that is none ends them. */
int getopt(int argc, char *const argv[], const char *options)
{
	static const char *next;
	const char *o;

	if (!next || !*next) {
		if (optind >= argc || argv[optind][0] != '-' || !argv[optind][1])
			return -1;
		if (!strcmp(argv[optind], "--")) {
			optind++;
			return -1;
		}
		next = argv[optind] + 1;
	}
	optopt = (unsigned char)*next++;
	if (!*next)
		optind++;
	o = optopt == ':' ? NULL : strchr(options, optopt);
	if (!o)
		return complain(options, "invalid option");
	if (o[1] != ':')
		return optopt;
	if (*next) {
		optarg = (char *)next;
		optind++;
	} else if (optind < argc) {
		optarg = argv[optind++];
	} else {
		next = NULL;
		complain(options, "option requires an argument");
		return options[0] == ':' ? ':' : '?';
	}
	next = NULL;
	return optopt;
}
