/* SPDX-License-Identifier: MIT */
#include <malloc.h>
#include "chunk.h"

size_t malloc_usable_size(void *p)
{
	return p ? size_of(chunk_of(p)) - (chunk_of(p)->head & MAPPED ? 0 : HEADER) : 0;
}
