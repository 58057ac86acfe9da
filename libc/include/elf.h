/* SPDX-License-Identifier: MIT */
#ifndef _ELF_H
#define _ELF_H

#include <asm/auxvec.h>
#include <asm/elf.h>
#include <asm/ptrace.h>

#endif
