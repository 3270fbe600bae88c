/*
 * The hub: a stand-in for one exchange of hub/device/{ingest,deposit,reply}.c, which the writer
 * commits as a whole, and for the book of orders (hub/store/sqlite/sqlite_order.c, one kind of
 * order).
 */
#ifndef ZR_TEST_HUB_STANDIN_H
#define ZR_TEST_HUB_STANDIN_H

#include "test/explore/scene.h"

/* What the hub has room for in this exchange: the rest gets an error that may pass. */
enum hub_mood {
	HUB_TAKES_ALL,
	HUB_TAKES_FIRST,     /* of what is new, the one with the lowest sequence */
	HUB_TAKES_NOT_FIRST, /* all others */
	HUB_MOOD_COUNT
};

/* How many orders it may seal, and how far their sequences may go. */
struct hub_limits {
	uint8_t orders;
	uint8_t order_sequence;
};

/* Stores what the request brings and gives the answer. False: over the limits, and nothing is
 * stored. */
bool hub_process(struct scene *scene, const struct request *request, enum hub_mood mood,
	const struct hub_limits *limits, struct answer *ret_answer);

/* The operator wants the tablet to work by another edition. */
void hub_want_order(struct scene *scene, unsigned edition);

/* A verified backup holds all that it has. */
void hub_call_durable(struct hub *hub);

/* The interviews of a set of envelopes. */
unsigned hub_interviews(const struct world *world, unsigned envelopes);

#endif
