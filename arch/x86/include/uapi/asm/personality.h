/* SPDX-License-Identifier: MIT */
/*
 * Execution domains; man 2 personality.
 */
#ifndef _UAPI_ASM_PERSONALITY_H
#define _UAPI_ASM_PERSONALITY_H

#define PER_LINUX		0x0000
#define ADDR_NO_RANDOMIZE	0x0040000
#define READ_IMPLIES_EXEC	0x0400000

#endif /* _UAPI_ASM_PERSONALITY_H */
