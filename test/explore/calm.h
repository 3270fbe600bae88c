/*
 * What must hold. In each state: nothing that somebody holds is gone after a step, unless that step
 * is a loss. From each state: when the carrier behaves from now on, tablet and hub come to rest,
 * and then every record that one of them holds is with the hub, once, the tablet believes no more
 * than that, and the tablet works by the order that the hub believes done.
 */
#ifndef ZR_TEST_CALM_H
#define ZR_TEST_CALM_H

#include "test/explore/parts.h"

/* Calm states that are known to end well. */
struct calm {
	struct pool known;
};
void calm_init(struct calm *calm);
void calm_finish(struct calm *calm);

/* The interviews that tablet or hub could still bring: a set. */
unsigned calm_held(const struct scene *scene);

/* What is wrong at the end when all goes well from here; NULL for nothing. from: the scene's state.
 */
const char *calm_judge(struct calm *calm, struct parts *parts, const struct scene *scene,
	const struct state *from);

#endif
