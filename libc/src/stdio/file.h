/* SPDX-License-Identifier: MIT */
/* A stream: at any time its buffer holds either what was read ahead or what is to be written. */
#ifndef STDIO_FILE_H
#define STDIO_FILE_H

#include <stdio.h>

#define F_READ		0x01	/* opened for */
#define F_WRITE		0x02
#define F_APPEND	0x04
#define F_EOF		0x10
#define F_ERROR		0x20
#define F_READING	0x40	/* [pos, end) of buf is unread */
#define F_WRITING	0x80	/* [0, pos) of buf is unwritten */
#define F_OWN_BUF	0x100
#define F_STATIC	0x200	/* stdin, stdout, stderr */
#define F_CHECK_TTY	0x400	/* line buffered if a terminal; not looked at yet */

struct __file {
	int fd;
	unsigned int flags;
	int mode;		/* _IOFBF, _IOLBF, _IONBF */
	unsigned char *buf;
	size_t size, pos, end;
	unsigned char small[8];	/* room to unget, and the buffer of last resort */
	int ungot;		/* characters at the end of small, before what is unread */
	pid_t pid;		/* popen's */
	FILE *next;
};

extern FILE *__files;		/* all open streams */

/* Get ready to read or write; -1 with F_ERROR if the stream is not for that. */
int __start_read(FILE *f);
int __start_write(FILE *f);
/* Write [0, pos); 0 or EOF. */
int __write_out(FILE *f);
/* Refill an empty read buffer; 0, or EOF with F_EOF or F_ERROR. */
int __fill(FILE *f);
/* flags for "r", "w+", ... and for open(); -1 if mode is none. */
int __parse_mode(const char *mode, int *open_flags);
FILE *__new_file(int fd, int flags);

#endif
