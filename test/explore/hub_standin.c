/* Each step names its original. */
#include "test/explore/hub_standin.h"

#include <assert.h>

#include "test/explore/plant.h"

unsigned hub_interviews(const struct world *world, unsigned envelopes)
{
	unsigned interviews = 0;
	for (unsigned i = 0; i < world->envelope_count; i++) {
		interviews |= has(envelopes, i) ? BIT(world->envelope_interview[i]) : 0;
	}
	return interviews;
}

/* One that was not here yet is in no backup, and durable is only what all of it is in one: a second
 * record at a sequence takes back what was said of it. zr_store_lower_durable(). */
static void keep(struct hub *hub, uint8_t *set, const struct world *world, unsigned envelope)
{
	bool is_new = !has((unsigned)hub->records | hub->set_aside, envelope);
	assert(envelope < ENVELOPE_MAX);
	unsigned sequence = world->envelope_sequence[envelope];
	*set |= (uint8_t)BIT(envelope);
	if (is_new && sequence <= hub->durable && plant_now != PLANT_DURABLE_FOR_EVER) {
		hub->durable = (uint8_t)(sequence - 1);
	}
}

/* hub/device/deposit.c for one envelope, and what hub/device/indexing.c makes of it. */
static void store_envelope(
	struct scene *scene, unsigned envelope, bool is_later, struct answer *answer)
{
	struct hub *hub = &scene->hub;
	unsigned interview = scene->world.envelope_interview[envelope];
	uint8_t bit = (uint8_t)BIT(envelope);
	if (has(hub->records, envelope)) {
		answer->stored |= bit;
	} else if (is_refusable(interview)) {
		keep(hub, &hub->set_aside, &scene->world, envelope);
		answer->refused |= bit;
	} else if (is_later) {
		answer->later |= bit;
	} else if (has(hub_interviews(&scene->world, hub->records), interview)) {
		/* The same answers under the same id, sealed once more. */
		keep(hub, &hub->set_aside, &scene->world, envelope);
		answer->stored |= bit;
	} else {
		keep(hub, &hub->records, &scene->world, envelope);
		answer->stored |= bit;
	}
}

static void store_envelopes(struct scene *scene, const struct request *request, enum hub_mood mood,
	struct answer *answer)
{
	unsigned first = ENVELOPE_MAX;
	for (unsigned i = 0; i < scene->world.envelope_count; i++) {
		bool is_lower =
			first == ENVELOPE_MAX ||
			scene->world.envelope_sequence[i] < scene->world.envelope_sequence[first];
		if (has(request->envelopes, i) && is_lower) {
			first = i;
		}
	}
	for (unsigned i = 0; i < scene->world.envelope_count; i++) {
		if (has(request->envelopes, i)) {
			bool is_later = (mood == HUB_TAKES_FIRST && i != first) ||
					(mood == HUB_TAKES_NOT_FIRST && i == first);
			store_envelope(scene, i, is_later, answer);
		}
	}
}

/* zr_store_high_water() */
static void raise_high_water(struct scene *scene)
{
	struct hub *hub = &scene->hub;
	const struct world *world = &scene->world;
	for (unsigned i = 0; i < world->envelope_count;) {
		bool is_here = has((unsigned)hub->records | hub->set_aside, i);
		bool is_next = is_here && world->envelope_sequence[i] == hub->high_water + 1;
		hub->high_water += is_next;
		i = is_next ? 0 : i + 1;
	}
}

/* ---- orders ---- */

static bool is_to_send(const struct hub *hub)
{
	return hub->order_sequence > 0 && !hub->is_acknowledged;
}

static uint8_t highest_order(const struct hub *hub)
{
	return hub->order_sequence > hub->order_floor ? hub->order_sequence : hub->order_floor;
}

void hub_want_order(struct scene *scene, unsigned edition)
{
	struct hub *hub = &scene->hub;
	hub->order_sequence = (uint8_t)(highest_order(hub) + 1);
	hub->order_edition = (uint8_t)edition;
	hub->order = NONE;
	hub->is_acknowledged = 0;
}

/* zr_store_acknowledge_order(): by sequence and hash, which an order's index stands for. */
static void acknowledge(struct hub *hub, unsigned orders)
{
	if (hub->order != NONE && has(orders, hub->order - 1u)) {
		hub->is_acknowledged = 1;
		hub->acknowledged_sequence = hub->order_sequence;
	}
}

/* compare_orders() and zr_store_reissue_orders() */
static void compare_orders(struct hub *hub, const struct request *request)
{
	uint8_t highest = highest_order(hub);
	bool is_other_life = request->epoch != NONE && request->epoch != hub->epoch + 1;
	bool is_hub_back = request->order_high_water > highest;
	bool is_tablet_back = request->order_high_water < hub->acknowledged_sequence;
	if (!(is_other_life || is_hub_back || is_tablet_back)) {
		return;
	}
	hub->order_floor = is_hub_back ? request->order_high_water : highest;
	if (hub->order_sequence > 0) {
		hub->order_sequence = (uint8_t)(hub->order_floor + 1);
		hub->order = NONE;
		hub->is_acknowledged = 0;
		hub->acknowledged_sequence = 0;
	}
}

static void seal_order(struct scene *scene)
{
	struct world *world = &scene->world;
	assert(world->order_count < ORDER_MAX);
	unsigned order = world->order_count++;
	world->order_edition[order] = scene->hub.order_edition;
	world->order_sequence[order] = scene->hub.order_sequence;
	scene->hub.order = (uint8_t)(order + 1);
}

void hub_call_durable(struct hub *hub)
{
	hub->durable = hub->high_water;
}

bool hub_process(struct scene *scene, const struct request *request, enum hub_mood mood,
	const struct hub_limits *limits, struct answer *ret_answer)
{
	struct hub *hub = &scene->hub;
	struct answer answer = {.is_there = 1};
	/* Orders are sealed by a worker, before the writer's commit. */
	unsigned sealed_sequence = is_to_send(hub) && hub->order == NONE ? hub->order_sequence : 0;
	store_envelopes(scene, request, mood, &answer);
	acknowledge(hub, request->acknowledgements);
	raise_high_water(scene);
	compare_orders(hub, request);
	if (hub->order_sequence > limits->order_sequence) {
		return false;
	}
	if (sealed_sequence > 0 && sealed_sequence == hub->order_sequence) {
		if (scene->world.order_count >= limits->orders) {
			return false;
		}
		seal_order(scene);
	}
	answer.high_water = hub->high_water;
	answer.epoch = hub->epoch;
	answer.order = is_to_send(hub) ? hub->order : NONE;
	answer.durable = hub->durable;
	/* What lets a tablet forget is signed: hub/device/reply.c. */
	answer.is_signed = (answer.stored | answer.later | answer.refused) != 0 ||
			   hub->durable != request->durable || request->epoch != hub->epoch + 1;
	answer.is_current = request->is_current;
	*ret_answer = answer;
	return true;
}
