/* SPDX-License-Identifier: MIT */
/*
 * How ioctl numbers are built, and the tty's and file's numbers; man 2 ioctl_tty.
 */
#ifndef _UAPI_ASM_IOCTL_H
#define _UAPI_ASM_IOCTL_H

#define _IOC_NRBITS		8
#define _IOC_TYPEBITS		8
#define _IOC_SIZEBITS		14
#define _IOC_DIRBITS		2
#define _IOC_NRSHIFT		0
#define _IOC_TYPESHIFT		(_IOC_NRSHIFT + _IOC_NRBITS)
#define _IOC_SIZESHIFT		(_IOC_TYPESHIFT + _IOC_TYPEBITS)
#define _IOC_DIRSHIFT		(_IOC_SIZESHIFT + _IOC_SIZEBITS)
#define _IOC_NONE		0U
#define _IOC_WRITE		1U
#define _IOC_READ		2U
#define _IOC(dir, type, nr, size) \
	(((dir) << _IOC_DIRSHIFT) | ((type) << _IOC_TYPESHIFT) | \
	 ((nr) << _IOC_NRSHIFT) | ((size) << _IOC_SIZESHIFT))
#define _IO(type, nr)		_IOC(_IOC_NONE, (type), (nr), 0)
#define _IOR(type, nr, arg)	_IOC(_IOC_READ, (type), (nr), sizeof(arg))
#define _IOW(type, nr, arg)	_IOC(_IOC_WRITE, (type), (nr), sizeof(arg))
#define _IOWR(type, nr, arg)	_IOC(_IOC_READ | _IOC_WRITE, (type), (nr), sizeof(arg))

#define TCGETS			0x5401
#define TCSETS			0x5402
#define TCSETSW			0x5403
#define TCSETSF			0x5404
#define TCGETA			0x5405
#define TCSETA			0x5406
#define TCSETAW			0x5407
#define TCSETAF			0x5408
#define TCSBRK			0x5409
#define TCXONC			0x540a
#define TCFLSH			0x540b
#define TIOCEXCL		0x540c
#define TIOCNXCL		0x540d
#define TIOCSCTTY		0x540e
#define TIOCGPGRP		0x540f
#define TIOCSPGRP		0x5410
#define TIOCOUTQ		0x5411
#define TIOCSTI			0x5412
#define TIOCGWINSZ		0x5413
#define TIOCSWINSZ		0x5414
#define TIOCMGET		0x5415
#define TIOCMBIS		0x5416
#define TIOCMBIC		0x5417
#define TIOCMSET		0x5418
#define TIOCGSOFTCAR		0x5419
#define TIOCSSOFTCAR		0x541a
#define FIONREAD		0x541b
#define TIOCINQ			FIONREAD
#define TIOCLINUX		0x541c
#define TIOCCONS		0x541d
#define TIOCGSERIAL		0x541e
#define TIOCSSERIAL		0x541f
#define TIOCPKT			0x5420
#define FIONBIO			0x5421
#define TIOCNOTTY		0x5422
#define TIOCSETD		0x5423
#define TIOCGETD		0x5424
#define TCSBRKP			0x5425
#define TIOCSBRK		0x5427
#define TIOCCBRK		0x5428
#define TIOCGSID		0x5429
#define TCGETS2			0x802c542a
#define TCSETS2			0x402c542b
#define TCSETSW2		0x402c542c
#define TCSETSF2		0x402c542d
#define TIOCGPTN		0x80045430
#define TIOCSPTLCK		0x40045431
#define FIONCLEX		0x5450
#define FIOCLEX			0x5451
#define FIOASYNC		0x5452
#define FIOQSIZE		0x5460

/* What a Linux virtual console answers; on others ENOTTY. */
#define KDGETMODE		0x4b3b
#define KDGKBTYPE		0x4b33
#define VT_OPENQRY		0x5600

#endif /* _UAPI_ASM_IOCTL_H */
