/* SPDX-License-Identifier: MIT */
/* What the command line asks for: NAME=VALUE words; see entry_fuzz.c. */
#ifndef ENTRY_FUZZ_OPTIONS_H
#define ENTRY_FUZZ_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* 256 states that take longer hang in one. */
#define STATE_SECONDS 60

enum { ENTRY_ANY, ENTRY_BY_INT80, ENTRY_BY_SYSENTER, ENTRY_BY_SYSCALL };
enum { CLASS_ANY, CLASS_CALL, CLASS_TRAP, CLASS_SIGRETURN, CLASS_PTRACE, CLASS_WIDE };

struct options {
	uint32_t seed, start, count;
	uint32_t block;		/* states for each line of digest; 0: none */
	uint32_t drop;		/* fields that are made neutral, a bit each */
	unsigned int entry, class;
	uint32_t seconds;	/* stop after so many; 0: never */
	bool show;		/* each state and outcome */
	bool announce;		/* each index before it is run */
	bool reduce;		/* which fields of the first state matter */
};
extern struct options options;

#endif
