/* SPDX-License-Identifier: MIT */

/*
 * The pages of a file: a radix tree of 64-way nodes that grows with the highest page. A file of
 * one page needs no node. Holes take no memory.
 */

#include "vfs.h"

#define SLOT_BITS	6
#define SLOTS		(1u << SLOT_BITS)
#define NO_PAGE		(~0ull)

struct tree_node {
	void *slot[SLOTS];
	u32 used;
};

/* Pages below a node of this height (height 0 is a page). */
static u64 span(u32 height)
{
	return 1ull << (height * SLOT_BITS);
}

static u32 slot_of(u64 index, u32 height)
{
	return (u32)(index >> ((height - 1) * SLOT_BITS)) & (SLOTS - 1);
}

struct page *page_tree_find(const struct page_tree *tree, u64 index)
{
	void *p = tree->root;

	if (index >= span(tree->height))
		return NULL;
	for (u32 h = tree->height; h && p; h--)
		p = ((struct tree_node *)p)->slot[slot_of(index, h)];
	return p;
}

/* Put a level above the root. */
static int grow(struct page_tree *tree)
{
	struct tree_node *node;

	if (tree->root) {
		node = kzalloc(sizeof(*node));
		if (!node)
			return -ENOMEM;
		node->slot[0] = tree->root;
		node->used = 1;
		tree->root = node;
	}
	tree->height++;
	return 0;
}

/* The index must be free. An error may leave empty nodes: truncate finds them. */
int page_tree_insert(struct page_tree *tree, u64 index, struct page *page)
{
	void **p = &tree->root;
	struct tree_node *above = NULL;

	while (index >= span(tree->height))
		if (grow(tree))
			return -ENOMEM;
	for (u32 h = tree->height; h; h--) {
		if (!*p) {
			*p = kzalloc(sizeof(struct tree_node));
			if (!*p)
				return -ENOMEM;
			if (above)
				above->used++;
		}
		above = *p;
		p = &above->slot[slot_of(index, h)];
	}
	*p = page;
	if (above)
		above->used++;
	tree->nr_pages++;
	return 0;
}

/* Drop all from index first (relative to *p) on; frees the node if it becomes empty. */
static void truncate_below(struct page_tree *tree, void **p, u32 height, u64 first)
{
	struct tree_node *node = *p;

	if (!node)
		return;
	if (!height) {
		put_page(*p);
		*p = NULL;
		tree->nr_pages--;
		return;
	}
	for (u32 i = slot_of(first, height); i < SLOTS; i++) {
		u64 base = (u64)i * span(height - 1);

		if (!node->slot[i])
			continue;
		truncate_below(tree, &node->slot[i], height - 1, first > base ? first - base : 0);
		if (!node->slot[i])
			node->used--;
	}
	if (!node->used) {
		kfree(node);
		*p = NULL;
	}
}

void page_tree_truncate(struct page_tree *tree, u64 first)
{
	if (first >= span(tree->height))
		return;
	truncate_below(tree, &tree->root, tree->height, first);
	if (!tree->root)
		tree->height = 0;
}

static u64 next_below(void *p, u32 height, u64 index)
{
	struct tree_node *node = p;

	if (!node)
		return NO_PAGE;
	if (!height)
		return 0;
	for (u32 i = slot_of(index, height); i < SLOTS; i++) {
		u64 base = (u64)i * span(height - 1);
		u64 found = next_below(node->slot[i], height - 1, index > base ? index - base : 0);

		if (found != NO_PAGE)
			return base + found;
	}
	return NO_PAGE;
}

u64 page_tree_next(const struct page_tree *tree, u64 index)
{
	if (index >= span(tree->height))
		return NO_PAGE;
	return next_below(tree->root, tree->height, index);
}

/* Make a hole of one page. Nodes that become empty stay until the next truncate. */
void page_tree_remove(struct page_tree *tree, u64 index)
{
	void **p = &tree->root;
	struct tree_node *above = NULL;

	if (index >= span(tree->height))
		return;
	for (u32 h = tree->height; h && *p; h--) {
		above = *p;
		p = &above->slot[slot_of(index, h)];
	}
	if (!*p)
		return;
	put_page(*p);
	*p = NULL;
	tree->nr_pages--;
	if (above)
		above->used--;
}
