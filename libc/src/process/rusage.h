/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_RUSAGE_H
#define PROCESS_RUSAGE_H

#include <sys/resource.h>

void __convert_rusage(struct rusage *ru, const struct rusage32 *k);

#endif
