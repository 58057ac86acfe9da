/* SPDX-License-Identifier: MIT */
/* Device numbers, in Linux's encoding: 12 bits of major between 8 and 12 bits of minor. */
#ifndef _SYS_SYSMACROS_H
#define _SYS_SYSMACROS_H

#define major(dev)	((unsigned int)(((dev) >> 8) & 0xfff))
#define minor(dev)	((unsigned int)(((dev) & 0xff) | (((dev) >> 12) & 0xfff00)))
#define makedev(ma, mi) \
	((unsigned long long)(((mi) & 0xff) | (((ma) & 0xfff) << 8) | \
	 ((unsigned long long)((mi) & 0xfff00) << 12)))

#endif
