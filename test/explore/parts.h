/* A state is a scene in few bytes: each different part of scenes is kept once. */
#ifndef ZR_TEST_PARTS_H
#define ZR_TEST_PARTS_H

#include "test/explore/pool.h"
#include "test/explore/scene.h"

/* The parts of scenes, each kept once; a state is six indexes into them. */
struct parts {
	struct pool tablets;
	struct pool hubs;
	struct pool links;
	struct pool worlds;
};
struct state {
	uint32_t tablet;
	uint32_t hub;
	uint32_t link;
	uint32_t world;
	uint32_t copy;   /* as in the scene */
	uint32_t backup; /* as in the scene */
};

void parts_init(struct parts *parts);
void parts_finish(struct parts *parts);
size_t parts_memory_bytes(const struct parts *parts);
/* before: a state that is like the scene's, to find it sooner; any will do. */
struct state parts_fold(struct parts *parts, const struct scene *scene, const struct state *before);
void parts_unfold(const struct parts *parts, const struct state *state, struct scene *ret_scene);

#endif
