/* SPDX-License-Identifier: MIT */
#ifndef _SYS_PERSONALITY_H
#define _SYS_PERSONALITY_H

int personality(unsigned long persona);

#define ADDR_NO_RANDOMIZE	0x0040000
#define READ_IMPLIES_EXEC	0x0400000

#endif
