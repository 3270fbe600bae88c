/*
 * The primary instance: an empty interview.
 */
#ifndef ZR_XLSFORM_NODE_TREE_H
#define ZR_XLSFORM_NODE_TREE_H

struct zr_conversion;
struct zr_markup;

/* A failure sticks in the markup. */
void zr_node_tree_write(struct zr_conversion *c, struct zr_markup *markup);

#endif
