/*
 * Runs JavaRosa's recorded scenarios: after each step the states that changed must be ours, too.
 *
 *	scenarios FOLDER LEAST [NAME]   fails when fewer than LEAST scenarios pass; with NAME (a
 *	                                part of a file name) only those, every difference printed
 *
 * Steps of pure navigation ("next") are not compared. Without the folder it skips (exit 77).
 */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "test/conformance/replay.h"

enum {
	CASES_MAX = 1024
};

struct world {
	const char *folder;
	struct json_object *attachments;
	struct zr_form *form;
	struct zr_session *session;
	struct zr_item cursor;
	bool is_loud;
	unsigned faults;
};

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *found = NULL;
	(void)json_object_object_get_ex(object, key, &found);
	return found;
}

static bool is_true(struct json_object *object, const char *key)
{
	return json_object_get_boolean(member(object, key));
}

static void differ(struct world *world, const char *what, const char *ours, const char *theirs)
{
	world->faults++;
	if (world->is_loud) {
		printf("    %s: '%s', recorded '%s'\n", what, ours, theirs);
	}
}

static bool same_value(const char *ours, const char *theirs)
{
	char *end_ours = NULL;
	char *end_theirs = NULL;
	double a = strtod(ours, &end_ours);
	double b = strtod(theirs, &end_theirs);
	bool are_numbers = end_ours != ours && *end_ours == '\0' && end_theirs != theirs &&
			   *end_theirs == '\0';
	return strcmp(ours, theirs) == 0 || (are_numbers && fabs(a - b) <= 1e-6 * fmax(1, fabs(b)));
}

static int read_attachment(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	const struct world *world = user;
	struct json_object *name = member(world->attachments, uri);
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/forms/%s", world->folder,
		name != NULL ? json_object_get_string(name) : "none");
	int result = replay_read_file(path, ret_bytes);
	return result < 0 ? zr_error_set(error, result, "no file for %s", uri) : 0;
}

/* A leaf or group whose state the step changed. */
static void check_state(struct world *world, struct json_object *leaf)
{
	const char *reference = replay_text(leaf, "ref");
	struct json_object *value = member(leaf, "value");
	struct zr_item item;
	if (*reference != '/') {
		return; /* its place is volatile */
	}
	if (zr_session_find(world->session, reference, &item) < 0) {
		differ(world, reference, "not there", "there");
		return;
	}
	bool is_group = is_true(leaf, "group");
	if (zr_item_is_relevant(&item) != is_true(leaf, "relevant")) {
		differ(world, reference, zr_item_is_relevant(&item) ? "relevant" : "irrelevant",
			"the other");
	}
	if (is_group) {
		return;
	}
	if (json_object_get_type(value) == json_type_string &&
		!same_value(zr_item_value(&item), json_object_get_string(value))) {
		differ(world, reference, zr_item_value(&item), json_object_get_string(value));
	}
	if (zr_item_is_required(&item) != is_true(leaf, "required") ||
		zr_item_is_readonly(&item) != is_true(leaf, "readonly")) {
		differ(world, reference, "required or readonly", "the other");
	}
}

static void step_answer(struct world *world, struct json_object *step)
{
	const char *reference = replay_text(step, "ref");
	struct zr_item item;
	struct zr_error error = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	if (zr_session_find(world->session, reference, &item) < 0 || item.control == NULL) {
		differ(world, reference, "no question", "answered");
		return;
	}
	if (zr_session_answer(world->session, &item, replay_text(step, "value"), &verdict, &error) <
		0) {
		differ(world, reference, error.message, replay_text(step, "result"));
		return;
	}
	bool was_accepted = strcmp(replay_text(step, "result"), "OK") == 0;
	if (was_accepted != (verdict == ZR_VERDICT_ACCEPTED)) {
		differ(world, reference, was_accepted ? "refused" : "accepted", "the other");
	}
}

static void step_remove(struct world *world, struct json_object *step)
{
	const char *reference = replay_text(step, "ref");
	struct zr_item item;
	struct zr_error error = {0};
	if (zr_session_find(world->session, reference, &item) < 0 || item.kind != ZR_ITEM_REPEAT ||
		zr_session_repeat_remove(world->session, &item, &error) < 0) {
		differ(world, reference, error.message, "removed");
	}
}

static int begin(struct world *world, struct zr_error *error)
{
	const struct zr_session_env env = {
		.now_us = INT64_C(1768478400000000), .time_zone = "UTC", .seed = 1};
	return zr_session_new(world->form, &env, &world->session, error);
}

static void step_restore(struct world *world)
{
	const struct zr_session_env env = {
		.now_us = INT64_C(1768478400000000), .time_zone = "UTC", .seed = 1};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	struct zr_session *restored = NULL;
	struct zr_error error = {0};
	if (zr_session_write(world->session, ZR_SESSION_DRAFT, &xml, &error) < 0 ||
		zr_session_restore(world->form, &env, xml.data, xml.bytes, &restored, &error) < 0) {
		differ(world, "restore", error.message, "restored");
		return;
	}
	zr_session_free(world->session);
	world->session = restored;
}

static void expect_answer(struct world *world, struct json_object *step)
{
	const char *reference = replay_text(step, "ref");
	struct json_object *value = member(step, "value");
	struct zr_item item;
	if (zr_session_find(world->session, reference, &item) < 0) {
		if (value != NULL) {
			differ(world, reference, "not there", "there");
		}
	} else if (json_object_get_type(value) == json_type_string &&
		   !same_value(zr_item_value(&item), json_object_get_string(value))) {
		differ(world, reference, zr_item_value(&item), json_object_get_string(value));
	}
}

static void expect_choices(struct world *world, struct json_object *step)
{
	const char *reference = replay_text(step, "ref");
	struct json_object *expected = member(step, "choices");
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	struct zr_item item;
	struct zr_error error = {0};
	if (zr_session_find(world->session, reference, &item) < 0 || item.control == NULL ||
		zr_session_choices(world->session, &item, &choices, &count, &error) < 0) {
		differ(world, reference, error.message, "choices");
		return;
	}
	if (count != json_object_array_length(expected)) {
		char text[32];
		(void)snprintf(text, sizeof text, "%zu choices", count);
		differ(world, reference, text, "another number");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct json_object *choice = json_object_array_get_idx(expected, i);
		if (strcmp(choices[i].value, replay_text(choice, "value")) != 0) {
			differ(world, reference, choices[i].value, replay_text(choice, "value"));
		}
		const char *label = replay_text(choice, "label");
		if (*label != '\0' && strcmp(choices[i].label, label) != 0) {
			differ(world, reference, choices[i].label, label);
		}
	}
}

/* "/data/outer[1]/inner": instances that can be found at positions 1, 2, … */
static void expect_repeat_count(struct world *world, struct json_object *step)
{
	const char *reference = replay_text(step, "ref");
	unsigned wanted = (unsigned)json_object_get_int(member(step, "count"));
	unsigned count = 0;
	char path[1024];
	struct zr_item item;
	do {
		(void)snprintf(path, sizeof path, "%s[%u]", reference, ++count);
	} while (count <= wanted + 1 && zr_session_find(world->session, path, &item) == 0);
	if (count - 1 != wanted) {
		differ(world, reference, "another number of instances", "");
	}
}

static void expect_validation(struct world *world, struct json_object *step)
{
	struct zr_item item;
	struct zr_error error = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	static const char *const NAMES[] = {"ok", "type", "constraint", "required", "readonly"};
	if (zr_session_validate(world->session, &item, &verdict, &error) < 0) {
		differ(world, "validation", error.message, replay_text(step, "result"));
	} else if (strncasecmp(NAMES[verdict], replay_text(step, "result"),
			   strlen(NAMES[verdict])) != 0) {
		differ(world, "validation", NAMES[verdict], replay_text(step, "result"));
	}
}

/* Steps on, which lets repeats grow. Ours may lie elsewhere (a choice of theirs); what counts is
 * that the places that they came to exist. */
static void step_next(struct world *world, struct json_object *step)
{
	struct zr_item item;
	if (world->cursor.kind == ZR_ITEM_END || world->cursor.control == NULL) {
		world->cursor = zr_session_start(world->session);
	}
	world->cursor = zr_session_next(world->session, &world->cursor);
	bool is_place = strcmp(replay_text(step, "event"), "Question") == 0 ||
			strcmp(replay_text(step, "event"), "Repeat") == 0;
	if (is_place && zr_session_find(world->session, replay_text(step, "ref"), &item) == 0 &&
		item.control != NULL) {
		world->cursor = item;
	}
}

static void run_step(struct world *world, struct json_object *step)
{
	const char *op = replay_text(step, "op");
	if (strcmp(op, "next") == 0) {
		step_next(world, step);
	} else if (strcmp(op, "answer") == 0) {
		step_answer(world, step);
	} else if (strcmp(op, "new-repeat") == 0) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fault = {0};
		if (replay_step(world->session, step, &fault) != 0) {
			differ(world, "new-repeat", zr_buffer_text(&fault), "added");
		}
		struct zr_item item;
		if (zr_session_find(world->session, replay_text(step, "ref"), &item) == 0 &&
			item.kind == ZR_ITEM_REPEAT) {
			world->cursor = item;
		}
	} else if (strcmp(op, "remove-repeat") == 0) {
		step_remove(world, step);
	} else if (strcmp(op, "restore") == 0) {
		step_restore(world);
	} else if (strcmp(op, "set-language") == 0) {
		zr_session_set_language(world->session,
			zr_form_find_language(world->form, replay_text(step, "language")));
	} else if (strcmp(op, "expect-answer") == 0) {
		expect_answer(world, step);
	} else if (strcmp(op, "expect-choices") == 0) {
		expect_choices(world, step);
	} else if (strcmp(op, "expect-node") == 0) {
		check_state(world, step);
	} else if (strcmp(op, "expect-repeat-count") == 0) {
		expect_repeat_count(world, step);
	} else if (strcmp(op, "expect-validation") == 0) {
		expect_validation(world, step);
	}
	struct json_object *changed = member(step, "changed");
	for (size_t i = 0; changed != NULL && i < json_object_array_length(changed); i++) {
		check_state(world, json_object_array_get_idx(changed, i));
	}
}

static bool must_be_refused(struct json_object *steps)
{
	for (size_t i = 0; i < json_object_array_length(steps); i++) {
		if (strcmp(replay_text(json_object_array_get_idx(steps, i), "op"), "load") == 0) {
			return true;
		}
	}
	return false;
}

static void play(struct world *world, struct json_object *scenario)
{
	struct json_object *steps = member(scenario, "steps");
	const struct zr_form_loader loader = {.read = read_attachment, .user = world};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	struct zr_error error = {0};
	char path[4096];
	world->attachments = member(scenario, "attachments");
	(void)snprintf(
		path, sizeof path, "%s/forms/%s", world->folder, replay_text(scenario, "form"));
	int code = replay_read_file(path, &xml);
	if (code == 0) {
		code = zr_form_load(xml.data, xml.bytes, &loader, &world->form, &error);
	}
	if (code == 0) {
		code = begin(world, &error);
	}
	bool is_refused = must_be_refused(steps);
	if (is_refused != (code != 0)) {
		differ(world, error.where, code != 0 ? error.message : "loaded",
			is_refused ? "refused" : "loaded");
	}
	for (size_t i = 0; code == 0 && i < json_object_array_length(steps); i++) {
		unsigned before = world->faults;
		run_step(world, json_object_array_get_idx(steps, i));
		if (world->faults > before && world->is_loud) {
			printf("    ^ in step %zu, %s\n", i,
				replay_text(json_object_array_get_idx(steps, i), "op"));
		}
	}
	zr_session_free(world->session);
	zr_form_free(world->form);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t list_cases(const char *folder, const char *part, char **names)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/cases", folder);
	DIR *listing = opendir(path);
	size_t count = 0;
	const struct dirent *entry = listing != NULL ? readdir(listing) : NULL;
	for (; entry != NULL && count < CASES_MAX; entry = readdir(listing)) {
		if (strstr(entry->d_name, ".json") != NULL && strstr(entry->d_name, part) != NULL) {
			names[count++] = strdup(entry->d_name);
		}
	}
	if (listing != NULL) {
		(void)closedir(listing);
	}
	qsort(names, count, sizeof *names, by_name);
	return count;
}

int main(int argc, char **argv)
{
	static char *names[CASES_MAX];
	char folder[3000];
	if (argc < 3) {
		(void)fprintf(stderr, "usage: %s FOLDER LEAST [NAME]\n", argv[0]);
		return 2;
	}
	(void)snprintf(folder, sizeof folder, "%s/getodk__javarosa/scenario-conformance", argv[1]);
	size_t count = list_cases(folder, argc > 3 ? argv[3] : "", names);
	if (count == 0) {
		printf("skipped: no scenarios in %s\n", folder);
		return 77;
	}
	unsigned passed = 0;
	for (size_t i = 0; i < count; i++) {
		char path[4096];
		struct world world = {.folder = folder, .is_loud = argc > 3};
		(void)snprintf(path, sizeof path, "%s/cases/%s", folder, names[i]);
		struct json_object *scenario = json_object_from_file(path);
		if (scenario != NULL) {
			play(&world, scenario);
		}
		bool is_passed = scenario != NULL && world.faults == 0;
		passed += is_passed;
		if (!is_passed) {
			printf("FAIL %s\n", names[i]);
		}
		json_object_put(scenario);
		free(names[i]);
	}
	printf("%u passed, %zu failed\n", passed, count - passed);
	return argc > 3 ? passed < count : passed < strtoul(argv[2], NULL, 10);
}
