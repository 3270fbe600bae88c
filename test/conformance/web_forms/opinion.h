/*
 * What JavaRosa says of a node in the recordings of the ODK web engine's tests: the states that its
 * own recording has changed up to a moment. It has no opinion behind a step that it failed.
 */
#ifndef ZR_TEST_OPINION_H
#define ZR_TEST_OPINION_H

#include <stdbool.h>

#include <json-c/json.h>

struct opinion {
	struct json_object *steps;  /* borrowed; NULL: there is none */
	size_t next;                /* of steps */
	struct json_object *states; /* by session and place; owned */
	bool is_lost;               /* a step failed there */
};

void opinion_init(struct opinion *opinion, struct json_object *steps);
void opinion_finish(struct opinion *opinion);

/* Goes on to what it recorded of a step of the tests; what only reads is no step there. */
void opinion_follow(struct opinion *opinion, struct json_object *step);

/* The state of a place in a session; NULL when it has none. Borrowed. */
struct json_object *opinion_state(
	const struct opinion *opinion, int session, const char *reference);

/* Whether it refuses the form. */
bool opinion_refuses(const struct opinion *opinion);

#endif
