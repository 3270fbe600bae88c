/*
 * Walks the worlds below to their ends: none may have a fault. Then each planted fault must be
 * found in its world. docs/sync.md says what is proved by it.
 *
 * usage: explore [--small]
 *
 * --small walks smaller worlds, for a build with sanitizers.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "test/explore/plant.h"
#include "test/explore/reach.h"

enum {
	STATES_MIN = 10 * 1000 * 1000 /* of the largest world, all different */
};

struct world_plan {
	const char *name;
	struct bounds bounds;
};

static const struct world_plan large[] = {
	{"records, tablet and hub set back, a request twice",
		{.interviews = 2,
			.envelopes = 2,
			.copies = 1,
			.rollbacks = 1,
			.backups = 1,
			.restores = 1,
			.repeats = 1,
			.states_max = 13 * 1000 * 1000}},
	{"a record and an order, tablet and hub set back", {.interviews = 1,
								   .envelopes = 1,
								   .orders = 1,
								   .editions = 1,
								   .copies = 1,
								   .rollbacks = 1,
								   .backups = 1,
								   .restores = 1,
								   .states_max = 5 * 1000 * 1000}},
	{"three records, one of them refused, hub set back",
		{.interviews = 3,
			.envelopes = 3,
			.backups = 1,
			.restores = 1,
			.states_max = 2 * 1000 * 1000}},
	{"orders, tablet and hub set back", {.orders = 2,
						    .editions = 2,
						    .copies = 1,
						    .rollbacks = 1,
						    .backups = 1,
						    .restores = 1,
						    .states_max = 2 * 1000 * 1000}},
	{"records, tablet set back, answers of other exchanges",
		{.interviews = 2,
			.envelopes = 2,
			.copies = 1,
			.rollbacks = 1,
			.is_loose = 1,
			.states_max = 3 * 1000 * 1000}},
	{"records, hub set back, answers of other exchanges",
		{.interviews = 2,
			.envelopes = 2,
			.backups = 1,
			.restores = 1,
			.is_loose = 1,
			.states_max = 3 * 1000 * 1000}},
	{"records that the tablet drops, two backups, hub set back, a request twice",
		{.interviews = 2,
			.envelopes = 2,
			.backups = 2,
			.restores = 1,
			.repeats = 1,
			.drops = 2,
			.states_max = 4 * 1000 * 1000}},
	{"records that the tablet drops, tablet and hub set back",
		{.interviews = 2,
			.envelopes = 2,
			.copies = 1,
			.rollbacks = 1,
			.backups = 1,
			.restores = 1,
			.drops = 1,
			.states_max = 10 * 1000 * 1000}},
};

static const struct world_plan small[] = {
	{"records, hub set back", {.interviews = 2,
					  .envelopes = 2,
					  .backups = 1,
					  .restores = 1,
					  .drops = 1,
					  .states_max = 500 * 1000}},
	{"orders, tablet set back", {.orders = 1,
					    .editions = 2,
					    .copies = 1,
					    .rollbacks = 1,
					    .states_max = 200 * 1000}},
};

/* Where each planted fault shows. */
static const struct bounds hub_set_back = {
	.interviews = 2, .envelopes = 2, .backups = 1, .restores = 1, .states_max = 500 * 1000};
static const struct bounds tablet_set_back = {.interviews = 2,
	.envelopes = 2,
	.copies = 1,
	.rollbacks = 1,
	.is_loose = 1,
	.states_max = 2 * 1000 * 1000};
static const struct bounds dropped_and_set_back = {.interviews = 1,
	.envelopes = 1,
	.backups = 1,
	.restores = 1,
	.drops = 1,
	.states_max = 100 * 1000};
static const struct bounds both_set_back = {.interviews = 2,
	.envelopes = 2,
	.copies = 1,
	.rollbacks = 1,
	.backups = 1,
	.restores = 1,
	.drops = 1,
	.states_max = 8 * 1000 * 1000};
static const struct bounds one_order = {.orders = 1, .editions = 1, .states_max = 10 * 1000};

static const struct bounds *const planted[PLANT_COUNT] = {
	[PLANT_EPOCH_IGNORED] = &hub_set_back,
	[PLANT_HASH_IGNORED] = &tablet_set_back,
	[PLANT_LATER_IS_DONE] = &hub_set_back,
	[PLANT_FORGET_AT_LIFE] = &hub_set_back,
	[PLANT_ANSWER_EARLY] = &tablet_set_back,
	[PLANT_DROP_STORED] = &dropped_and_set_back,
	[PLANT_DURABLE_FOR_EVER] = &both_set_back,
	[PLANT_ORDER_HALF] = &one_order,
};

/* Whether there was a fault. */
static bool reach(const char *name, const struct bounds *bounds, struct reach_result *ret_result)
{
	reach_world(bounds, ret_result);
	printf("%s: %" PRIu32 " states, %" PRIu64 " steps, %zu MB: %s\n", name,
		ret_result->state_count, ret_result->step_count, ret_result->memory_bytes >> 20,
		ret_result->fault != NULL ? ret_result->fault : "no fault");
	(void)fflush(stdout);
	return ret_result->fault != NULL;
}

int main(int argument_count, char **arguments)
{
	bool is_small = argument_count > 1 && strcmp(arguments[1], "--small") == 0;
	const struct world_plan *plans = is_small ? small : large;
	size_t plan_count =
		is_small ? sizeof small / sizeof small[0] : sizeof large / sizeof large[0];
	uint32_t states_min = is_small ? 0 : STATES_MIN;
	struct reach_result result;
	unsigned failed = 0;
	for (size_t i = 0; i < plan_count; i++) {
		bool has_fault = reach(plans[i].name, &plans[i].bounds, &result);
		bool is_too_few = i == 0 && result.state_count < states_min;
		failed += has_fault || is_too_few;
	}
	for (plant_now = PLANT_NOTHING + 1; plant_now < PLANT_COUNT; plant_now++) {
		char name[100];
		(void)snprintf(name, sizeof name, "planted: %s", plant_words(plant_now));
		failed += !reach(name, planted[plant_now], &result);
	}
	printf("%zu passed, %u failed\n", plan_count + PLANT_COUNT - 1 - failed, failed);
	return failed == 0 ? 0 : 1;
}
