/* Breadth first: the first fault that is met has a shortest way. */
#include "test/explore/reach.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/explore/calm.h"
#include "test/explore/step.h"

enum {
	WORDS_BYTES = 200,
	STEP_MAX = 64,
	WAY_MAX = 64,
};

struct next {
	struct scene scene;
	unsigned step;
};

struct reach {
	const struct bounds *bounds;
	struct parts parts;
	struct pool states;
	uint32_t *parents; /* owned; of each state but the first */
	struct calm calm;
	uint64_t step_count;
	const char *fault;   /* NULL: none */
	uint32_t fault_from; /* the state before it */
	unsigned fault_step;
	/* Where the steps from the present state lead. */
	struct next next[STEP_MAX];
	struct state next_states[STEP_MAX];
};

static void init(struct reach *reach, const struct bounds *bounds)
{
	*reach = (struct reach){.bounds = bounds};
	parts_init(&reach->parts);
	pool_init(&reach->states, "states", sizeof(struct state), bounds->states_max);
	calm_init(&reach->calm);
	reach->parents = calloc(bounds->states_max, sizeof *reach->parents);
	if (reach->parents == NULL) {
		exit(2);
	}
}

static void finish(struct reach *reach)
{
	parts_finish(&reach->parts);
	pool_finish(&reach->states);
	calm_finish(&reach->calm);
	free(reach->parents);
}

static void judge(struct reach *reach, const struct next *next, const struct state *state)
{
	const char *fault = calm_judge(&reach->calm, &reach->parts, &next->scene, state);
	if (fault != NULL) {
		reach->fault = fault;
		reach->fault_step = next->step;
	}
}

/* All steps from a scene, and where they lead. */
static size_t list_next(struct reach *reach, const struct scene *from, const struct state *before)
{
	size_t count = 0;
	unsigned held = calm_held(from);
	for (unsigned step = 0; step < step_count(); step++) {
		struct next *next = &reach->next[count];
		if (!step_take(step, reach->bounds, &reach->parts, from, &next->scene)) {
			continue;
		}
		next->step = step;
		reach->step_count++;
		if (!step_is_loss(step, reach->bounds, from) &&
			(held & ~calm_held(&next->scene)) != 0) {
			reach->fault = "a record is gone";
			reach->fault_step = step;
			return 0;
		}
		reach->next_states[count] = parts_fold(&reach->parts, &next->scene, before);
		count++;
	}
	return count;
}

static void go_on(struct reach *reach, uint32_t index)
{
	struct scene from;
	struct pool_found found[STEP_MAX];
	const struct state before = *(const struct state *)pool_get(&reach->states, index);
	parts_unfold(&reach->parts, &before, &from);
	reach->fault_from = index;
	size_t count = list_next(reach, &from, &before);
	pool_put_all(&reach->states, reach->next_states, count, found);
	for (size_t i = 0; i < count && reach->fault == NULL; i++) {
		if (found[i].is_new) {
			reach->parents[found[i].index] = index;
			judge(reach, &reach->next[i], &reach->next_states[i]);
		}
	}
}

static void walk(struct reach *reach)
{
	bool is_new = false;
	struct scene scene;
	const struct state none = {0};
	assert(step_count() <= STEP_MAX);
	step_begin(reach->bounds, &scene);
	const struct state first = parts_fold(&reach->parts, &scene, &none);
	(void)pool_put(&reach->states, &first, &is_new);
	for (uint32_t index = 0; index < reach->states.count && reach->fault == NULL; index++) {
		go_on(reach, index);
	}
}

/* ---- what was found ---- */

static void print_step(unsigned step)
{
	char words[WORDS_BYTES];
	step_describe(step, words, sizeof words);
	printf("    %s\n", words);
}

/* The step that leads from one state to the next: none is kept, all are tried again. */
static void print_step_between(struct reach *reach, uint32_t from, uint32_t to)
{
	struct scene scene;
	const struct state before = *(const struct state *)pool_get(&reach->states, from);
	const struct state *after = pool_get(&reach->states, to);
	parts_unfold(&reach->parts, &before, &scene);
	size_t count = list_next(reach, &scene, &before);
	for (size_t i = 0; i < count; i++) {
		if (memcmp(&reach->next_states[i], after, sizeof *after) == 0) {
			print_step(reach->next[i].step);
			return;
		}
	}
}

static void print_way(struct reach *reach)
{
	uint32_t way[WAY_MAX];
	size_t length = 0;
	way[length++] = reach->fault_from;
	while (way[length - 1] != 0 && length < WAY_MAX) {
		way[length] = reach->parents[way[length - 1]];
		length++;
	}
	for (size_t i = length - 1; i > 0; i--) {
		print_step_between(reach, way[i], way[i - 1]);
	}
	print_step(reach->fault_step);
	printf("  then: %s\n", reach->fault);
}

void reach_world(const struct bounds *bounds, struct reach_result *ret_result)
{
	struct reach *reach = calloc(1, sizeof *reach);
	if (reach == NULL) {
		exit(2);
	}
	init(reach, bounds);
	walk(reach);
	*ret_result = (struct reach_result){.state_count = reach->states.count,
		.step_count = reach->step_count,
		.memory_bytes = parts_memory_bytes(&reach->parts) +
				pool_memory_bytes(&reach->states) +
				pool_memory_bytes(&reach->calm.known) +
				bounds->states_max * sizeof *reach->parents,
		.fault = reach->fault};
	if (reach->fault != NULL) {
		print_way(reach);
	}
	finish(reach);
	free(reach);
}
