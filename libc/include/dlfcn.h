/* SPDX-License-Identifier: MIT */
/* What libgcc's unwinder asks: which object holds an address, and its .eh_frame_hdr. */
#ifndef _DLFCN_H
#define _DLFCN_H

struct link_map;

struct dl_find_object {
	unsigned long long dlfo_flags;
	void *dlfo_map_start;
	void *dlfo_map_end;
	struct link_map *dlfo_link_map;
	void *dlfo_eh_frame;
	void *dlfo_eh_dbase;
	unsigned int __dlfo_eh_dbase_pad;
	unsigned long long __dlfo_reserved[7];
};

/* 0, or -1 when no object holds address */
int _dl_find_object(void *address, struct dl_find_object *result);

#endif
