/*
 * Lists of nodes, and the axes that fill them. For lib/xpath.
 */
#ifndef ZR_XPATH_AXES_H
#define ZR_XPATH_AXES_H

#include "lib/xpath/syntax/term.h"
#include "lib/xpath/value/evaluation.h"

/* Nodes, growing in the arena. */
struct zr_node_list {
	struct zr_node **items;
	size_t count;
	size_t capacity;
};

int zr_axes_add(struct zr_evaluation *evaluation, struct zr_node_list *list,
	struct zr_node *node) ZR_MUST_CHECK;

/* Document order, each node once. */
void zr_axes_sort(struct zr_node_list *list);

/* Appends the nodes of the step's axis and test, nearest first. */
int zr_axes_walk(struct zr_evaluation *evaluation, const struct zr_step *step, struct zr_node *from,
	struct zr_node_list *list) ZR_MUST_CHECK;

/* Whether nearest first is the other way round than document order. */
bool zr_axes_is_reverse(const struct zr_step *step);

#endif
