/* SPDX-License-Identifier: MIT */
#ifndef _LIMITS_H
#define _LIMITS_H

#define CHAR_BIT		8
#define SCHAR_MIN		(-128)
#define SCHAR_MAX		127
#define UCHAR_MAX		255
#define CHAR_MIN		SCHAR_MIN
#define CHAR_MAX		SCHAR_MAX
#define SHRT_MIN		(-32768)
#define SHRT_MAX		32767
#define USHRT_MAX		65535
#define INT_MAX			0x7fffffff
#define INT_MIN			(-INT_MAX - 1)
#define UINT_MAX		0xffffffffU
#define LONG_MAX		0x7fffffffL
#define LONG_MIN		(-LONG_MAX - 1L)
#define ULONG_MAX		0xffffffffUL
#define LLONG_MAX		0x7fffffffffffffffLL
#define LLONG_MIN		(-LLONG_MAX - 1LL)
#define ULLONG_MAX		0xffffffffffffffffULL
#define SSIZE_MAX		INT_MAX
#define MB_LEN_MAX		1

#define PATH_MAX		4096
#define NAME_MAX		255
#define PIPE_BUF		4096
#define ARG_MAX			131072
#define IOV_MAX			1024
#define NGROUPS_MAX		65536
#define HOST_NAME_MAX		64
#define LOGIN_NAME_MAX		256
#define PAGE_SIZE		4096

#endif
