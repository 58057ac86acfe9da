/* SPDX-License-Identifier: MIT */
/*
 * The names of the system: uname (122), olduname (109), oldolduname (59).
 */
#ifndef _UAPI_ASM_UTSNAME_H
#define _UAPI_ASM_UTSNAME_H

#include "types.h"

#define __NEW_UTS_LEN		64
#define __OLD_UTS_LEN		8

#ifndef __ASSEMBLER__

struct oldold_utsname {
	char sysname[__OLD_UTS_LEN + 1];
	char nodename[__OLD_UTS_LEN + 1];
	char release[__OLD_UTS_LEN + 1];
	char version[__OLD_UTS_LEN + 1];
	char machine[__OLD_UTS_LEN + 1];
};

struct old_utsname {
	char sysname[__NEW_UTS_LEN + 1];
	char nodename[__NEW_UTS_LEN + 1];
	char release[__NEW_UTS_LEN + 1];
	char version[__NEW_UTS_LEN + 1];
	char machine[__NEW_UTS_LEN + 1];
};

struct new_utsname {
	char sysname[__NEW_UTS_LEN + 1];
	char nodename[__NEW_UTS_LEN + 1];
	char release[__NEW_UTS_LEN + 1];
	char version[__NEW_UTS_LEN + 1];
	char machine[__NEW_UTS_LEN + 1];
	char domainname[__NEW_UTS_LEN + 1];
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_UTSNAME_H */
