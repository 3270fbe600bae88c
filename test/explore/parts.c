/* States as indexes of their parts. */
#include "test/explore/parts.h"

#include <assert.h>
#include <string.h>

enum {
	PART_MAX = 1 << 17 /* of each sort: some thousands of them make millions of states */
};

void parts_init(struct parts *parts)
{
	static_assert(sizeof(struct state) == 24, "no padding");
	static_assert(sizeof(struct request) == 7 && sizeof(struct answer) == 10, "no padding");
	static_assert(sizeof(struct link) ==
			      20 + REQUEST_MAX * sizeof(struct request) + sizeof(struct answer),
		"no padding");
	pool_init(&parts->tablets, "tablets", sizeof(struct tablet), PART_MAX);
	pool_init(&parts->hubs, "hubs", sizeof(struct hub), PART_MAX);
	pool_init(&parts->links, "links", sizeof(struct link), PART_MAX);
	pool_init(&parts->worlds, "worlds", sizeof(struct world), PART_MAX);
}

void parts_finish(struct parts *parts)
{
	pool_finish(&parts->tablets);
	pool_finish(&parts->hubs);
	pool_finish(&parts->links);
	pool_finish(&parts->worlds);
}

size_t parts_memory_bytes(const struct parts *parts)
{
	return pool_memory_bytes(&parts->tablets) + pool_memory_bytes(&parts->hubs) +
	       pool_memory_bytes(&parts->links) + pool_memory_bytes(&parts->worlds);
}

/* Most steps leave most parts as they were: those are not looked up. */
static uint32_t fold(struct pool *pool, const void *item, uint32_t before)
{
	bool is_new = false;
	bool is_same =
		before < pool->count && memcmp(pool_get(pool, before), item, pool->item_bytes) == 0;
	return is_same ? before : pool_put(pool, item, &is_new);
}

struct state parts_fold(struct parts *parts, const struct scene *scene, const struct state *before)
{
	return (struct state){.tablet = fold(&parts->tablets, &scene->tablet, before->tablet),
		.hub = fold(&parts->hubs, &scene->hub, before->hub),
		.link = fold(&parts->links, &scene->link, before->link),
		.world = fold(&parts->worlds, &scene->world, before->world),
		.copy = scene->copy,
		.backup = scene->backup};
}

void parts_unfold(const struct parts *parts, const struct state *state, struct scene *ret_scene)
{
	ret_scene->tablet = *(const struct tablet *)pool_get(&parts->tablets, state->tablet);
	ret_scene->hub = *(const struct hub *)pool_get(&parts->hubs, state->hub);
	ret_scene->link = *(const struct link *)pool_get(&parts->links, state->link);
	ret_scene->world = *(const struct world *)pool_get(&parts->worlds, state->world);
	ret_scene->copy = state->copy;
	ret_scene->backup = state->backup;
}
