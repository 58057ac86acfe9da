/* SPDX-License-Identifier: MIT */
#ifndef _SYS_USER_H
#define _SYS_USER_H

#include <asm/user.h>

#endif
