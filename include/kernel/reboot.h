/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_REBOOT_H
#define KERNEL_REBOOT_H

#include <kernel/types.h>

/* None comes back. Interrupts may be on or off. */
void machine_power_off(void) __noreturn;
void machine_restart(void) __noreturn;
void machine_halt(void) __noreturn;

#endif
