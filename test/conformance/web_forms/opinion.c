/* See opinion.h. */
#include "test/conformance/web_forms/opinion.h"

#include <stdio.h>
#include <string.h>

#include "test/conformance/recording.h"

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *found = NULL;
	(void)json_object_object_get_ex(object, key, &found);
	return found;
}

void opinion_init(struct opinion *opinion, struct json_object *steps)
{
	*opinion = (struct opinion){.steps = steps, .states = json_object_new_object()};
}

void opinion_finish(struct opinion *opinion)
{
	json_object_put(opinion->states);
}

static void key_of(int session, const char *reference, char *key, size_t bytes)
{
	(void)snprintf(key, bytes, "%d %s", session, reference);
}

static void take(struct opinion *opinion, struct json_object *step)
{
	struct json_object *changed = member(step, "changed");
	int session = json_object_get_int(member(step, "sid"));
	for (size_t i = 0; changed != NULL && i < json_object_array_length(changed); i++) {
		struct json_object *state = json_object_array_get_idx(changed, i);
		char key[1100];
		key_of(session, recording_text(state, "ref"), key, sizeof key);
		json_object_object_add(opinion->states, key, json_object_get(state));
	}
	struct json_object *removed = member(step, "removed");
	for (size_t i = 0; removed != NULL && i < json_object_array_length(removed); i++) {
		char key[1100];
		key_of(session, json_object_get_string(json_object_array_get_idx(removed, i)), key,
			sizeof key);
		json_object_object_del(opinion->states, key);
	}
	opinion->is_lost = opinion->is_lost || member(step, "error") != NULL;
}

static bool changes_something(const char *op)
{
	static const char *const OPS[] = {
		"init", "answer", "new-repeat", "remove-repeat", "set-language", "fork"};
	bool is_it = false;
	for (size_t i = 0; i < sizeof OPS / sizeof *OPS; i++) {
		is_it = is_it || strcmp(OPS[i], op) == 0;
	}
	return is_it;
}

/* Steps of the same millisecond are told apart by what they do, and to what. */
void opinion_follow(struct opinion *opinion, struct json_object *step)
{
	size_t count = opinion->steps != NULL ? json_object_array_length(opinion->steps) : 0;
	int64_t now_ms = json_object_get_int64(member(step, "now"));
	bool is_met = !changes_something(recording_text(step, "op"));
	while (opinion->next < count && !is_met) {
		struct json_object *at = json_object_array_get_idx(opinion->steps, opinion->next);
		int64_t then_ms = json_object_get_int64(member(at, "now"));
		is_met = then_ms == now_ms &&
			 strcmp(recording_text(at, "op"), recording_text(step, "op")) == 0 &&
			 strcmp(recording_text(at, "ref"), recording_text(step, "ref")) == 0;
		if (then_ms > now_ms || (then_ms == now_ms && !is_met)) {
			return;
		}
		take(opinion, at);
		opinion->next++;
	}
}

struct json_object *opinion_state(const struct opinion *opinion, int session, const char *reference)
{
	char key[1100];
	key_of(session, reference, key, sizeof key);
	return opinion->is_lost ? NULL : member(opinion->states, key);
}

bool opinion_refuses(const struct opinion *opinion)
{
	struct json_object *first =
		opinion->steps != NULL ? json_object_array_get_idx(opinion->steps, 0) : NULL;
	return first != NULL && strcmp(recording_text(first, "op"), "load") == 0;
}
