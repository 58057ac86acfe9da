/* SPDX-License-Identifier: MIT */
#ifndef _MALLOC_H
#define _MALLOC_H

#include <stddef.h>
#include <stdlib.h>

void *memalign(size_t align, size_t size);
size_t malloc_usable_size(void *p);

#endif
