/*
 * A release's tree in a folder, changed by a delta (lib/delta). New contents are written into a
 * folder beside it and moved into the tree when all of them are there. No path leaves the folder
 * and none goes over a symbolic link, whatever the delta says (openat2).
 */
#ifndef ZR_UPDATE_REMAKE_TREE_H
#define ZR_UPDATE_REMAKE_TREE_H

#include "lib/delta/delta.h"

struct zr_remake_tree {
	int root;    /* the tree */
	int fresh;   /* the folder of new contents */
	int base;    /* the file that is read now, -1 */
	int content; /* the file that is written now, -1 */
};

/* Both folders exist. ZR_E_*. Finish it in any case. */
int zr_remake_tree_init(struct zr_remake_tree *ret_tree, const char *root, const char *fresh,
	struct zr_error *error) ZR_MUST_CHECK;

/* What zr_delta_apply() wants; the tree is borrowed. */
struct zr_delta_tree zr_remake_tree_calls(struct zr_remake_tree *tree);

void zr_remake_tree_finish(struct zr_remake_tree *tree);

#endif
