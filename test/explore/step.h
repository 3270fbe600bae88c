/*
 * Everything that can happen next, and what it is called. A step is one of a fixed list; many are
 * not possible in a given scene.
 */
#ifndef ZR_TEST_STEP_H
#define ZR_TEST_STEP_H

#include "test/explore/parts.h"
#include "test/explore/scene.h"

/* How everything begins: an enrolled tablet and its hub, both empty. */
void step_begin(const struct bounds *bounds, struct scene *ret_scene);

/* Takes the step from 0 to step_count() - 1 and gives where it leads. False: it is not possible. */
unsigned step_count(void);
bool step_take(unsigned step, const struct bounds *bounds, struct parts *parts,
	const struct scene *scene, struct scene *ret_scene);
/* Whether records may get lost in it: the tablet is set back to an older copy; or the hub is, and
 * the tablet was before, so that it no longer has what it once sent. */
bool step_is_loss(unsigned step, const struct bounds *bounds, const struct scene *scene);
/* In words, at most bytes - 1 of them. */
void step_describe(unsigned step, char *text, size_t bytes);

#endif
