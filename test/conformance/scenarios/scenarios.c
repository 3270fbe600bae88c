/*
 * Runs JavaRosa's recorded scenarios: after each step the states that changed must be ours, too.
 *
 *	scenarios FOLDER LEAST SKIPS [NAME]   fails when fewer than LEAST scenarios pass; SKIPS
 *	                                      names those that cannot be run here, a line
 *	                                      "name|reason" each; with NAME (a part of a
 *	                                      file name) only those, every difference printed
 *
 * Steps of pure navigation ("next") are not compared. Without the folder it skips (exit 77).
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "test/conformance/recording.h"
#include "test/conformance/same_value.h"
#include "test/conformance/scenarios/scenario_files.h"

enum {
	CASES_MAX = 1024
};

struct world {
	const char *folder;
	const char *name; /* of the case whose files are read */
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

/* The recorder counts some places from 0: "/data/repeat[0]/x" is the first. */
static int find_item(const struct world *world, const char *reference, struct zr_item *ret_item)
{
	char path[1024];
	size_t length = 0;
	for (const char *at = reference; *at != '\0' && length + 1 < sizeof path; at++) {
		if (strncmp(at, "[0]", 3) == 0) {
			at += 2;
		} else {
			path[length++] = *at;
		}
	}
	path[length] = '\0';
	return zr_session_find(world->session, path, ret_item);
}

/* The files of the cases were not recorded; what stands for them: scenario_files.h. */
static int read_attachment(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	const struct world *world = user;
	const char *text = scenario_file(world->name, uri);
	return text != NULL ? zr_buffer_add_text(ret_bytes, text)
			    : zr_error_set(error, ZR_E_NOT_FOUND, "no file for %s", uri);
}

/* The device of the recording does not know where it is. */
static const struct zr_session_env ENV = {
	.now_us = INT64_C(1768478400000000), .time_zone = "UTC", .seed = 1};

/* What was recorded: JavaRosa's library has a text where it has no location. */
static const char *recorded(struct json_object *value)
{
	const char *text = json_object_get_string(value);
	return strcmp(text, "no client implementation") == 0 ? "" : text;
}

/* A leaf or group whose state the step changed. */
static void check_state(struct world *world, struct json_object *leaf)
{
	const char *reference = recording_text(leaf, "ref");
	struct json_object *value = member(leaf, "value");
	struct zr_item item;
	if (*reference != '/') {
		return; /* its place is volatile */
	}
	if (find_item(world, reference, &item) < 0) {
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
		!same_value(&item, zr_item_value(&item), recorded(value))) {
		differ(world, reference, zr_item_value(&item), json_object_get_string(value));
	}
	if (zr_item_is_required(&item) != is_true(leaf, "required") ||
		zr_item_is_readonly(&item) != is_true(leaf, "readonly")) {
		differ(world, reference, "required or readonly", "the other");
	}
}

static void step_answer(struct world *world, struct json_object *step)
{
	const char *reference = recording_text(step, "ref");
	struct zr_item item;
	struct zr_error error = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	if (find_item(world, reference, &item) < 0 || item.control == NULL) {
		differ(world, reference, "no question", "answered");
		return;
	}
	if (zr_session_answer(
		    world->session, &item, recording_text(step, "value"), &verdict, &error) < 0) {
		differ(world, reference, error.message, recording_text(step, "result"));
		return;
	}
	bool was_accepted = strcmp(recording_text(step, "result"), "OK") == 0;
	if (was_accepted && verdict == ZR_VERDICT_READONLY) {
		json_object_object_del(step, "changed"); /* no screen can answer it; theirs could */
		return;
	}
	if (was_accepted != (verdict == ZR_VERDICT_ACCEPTED)) {
		differ(world, reference, was_accepted ? "refused" : "accepted", "the other");
	}
}

static void step_remove(struct world *world, struct json_object *step)
{
	const char *reference = recording_text(step, "ref");
	struct zr_item item;
	struct zr_error error = {0};
	if (find_item(world, reference, &item) < 0 || item.kind != ZR_ITEM_REPEAT ||
		zr_session_repeat_remove(world->session, &item, &error) < 0) {
		differ(world, reference, error.message, "removed");
	}
}

static int begin(struct world *world, struct zr_error *error)
{
	return zr_session_new(world->form, &ENV, &world->session, error);
}

static void step_restore(struct world *world)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	struct zr_session *restored = NULL;
	struct zr_error error = {0};
	if (zr_session_write(world->session, ZR_SESSION_DRAFT, &xml, &error) < 0 ||
		zr_session_restore(world->form, &ENV, xml.data, xml.bytes, &restored, &error) < 0) {
		differ(world, "restore", error.message, "restored");
		return;
	}
	zr_session_free(world->session);
	world->session = restored;
	world->cursor = zr_session_start(restored);
}

static void expect_answer(struct world *world, struct json_object *step)
{
	const char *reference = recording_text(step, "ref");
	struct json_object *value = member(step, "value");
	struct zr_item item;
	if (find_item(world, reference, &item) < 0) {
		if (value != NULL) {
			differ(world, reference, "not there", "there");
		}
	} else if (json_object_get_type(value) == json_type_string &&
		   !same_value(&item, zr_item_value(&item), recorded(value))) {
		differ(world, reference, zr_item_value(&item), json_object_get_string(value));
	}
}

static void expect_choices(struct world *world, struct json_object *step)
{
	const char *reference = recording_text(step, "ref");
	struct json_object *expected = member(step, "choices");
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	struct zr_item item;
	struct zr_error error = {0};
	if (find_item(world, reference, &item) < 0 || item.control == NULL ||
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
		if (strcmp(choices[i].value, recording_text(choice, "value")) != 0) {
			differ(world, reference, choices[i].value, recording_text(choice, "value"));
		}
		const char *label = recording_text(choice, "label");
		if (*label != '\0' && strcmp(choices[i].label, label) != 0) {
			differ(world, reference, choices[i].label, label);
		}
	}
}

/* "/data/outer[1]/inner": instances that can be found at positions 1, 2, … */
static void expect_repeat_count(struct world *world, struct json_object *step)
{
	const char *reference = recording_text(step, "ref");
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
		differ(world, "validation", error.message, recording_text(step, "result"));
	} else if (strncasecmp(NAMES[verdict], recording_text(step, "result"),
			   strlen(NAMES[verdict])) != 0) {
		differ(world, "validation", NAMES[verdict], recording_text(step, "result"));
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
	bool is_place = strcmp(recording_text(step, "event"), "Question") == 0 ||
			strcmp(recording_text(step, "event"), "Repeat") == 0;
	if (is_place && zr_session_find(world->session, recording_text(step, "ref"), &item) == 0 &&
		item.control != NULL) {
		world->cursor = item;
	}
}

static void run_step(struct world *world, struct json_object *step)
{
	const char *op = recording_text(step, "op");
	if (strcmp(op, "next") == 0) {
		step_next(world, step);
	} else if (strcmp(op, "answer") == 0) {
		step_answer(world, step);
	} else if (strcmp(op, "new-repeat") == 0) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fault = {0};
		if (recording_step(world->session, step, &fault) != 0) {
			differ(world, "new-repeat", zr_buffer_text(&fault), "added");
		}
		struct zr_item item;
		if (zr_session_find(world->session, recording_text(step, "ref"), &item) == 0 &&
			item.kind == ZR_ITEM_REPEAT) {
			world->cursor = item;
		}
	} else if (strcmp(op, "remove-repeat") == 0) {
		step_remove(world, step);
	} else if (strcmp(op, "restore") == 0) {
		step_restore(world);
	} else if (strcmp(op, "set-language") == 0) {
		zr_session_set_language(world->session,
			zr_form_find_language(world->form, recording_text(step, "language")));
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
		if (strcmp(recording_text(json_object_array_get_idx(steps, i), "op"), "load") ==
			0) {
			return true;
		}
	}
	return false;
}

static void run_steps(struct world *world, struct json_object *steps)
{
	for (size_t i = 0; i < json_object_array_length(steps); i++) {
		unsigned before = world->faults;
		run_step(world, json_object_array_get_idx(steps, i));
		if (world->faults > before && world->is_loud) {
			printf("    ^ in step %zu, %s\n", i,
				recording_text(json_object_array_get_idx(steps, i), "op"));
		}
	}
}

/* "X.2.json" goes on from where "X.json" ended when its first step is a restore. */
static void run_first_part(struct world *world, const char *name, struct json_object *steps)
{
	const char *op = recording_text(json_object_array_get_idx(steps, 0), "op");
	const char *number = strstr(name, ".2.json");
	if (number == NULL || strcmp(op, "restore") != 0) {
		return;
	}
	char path[4096];
	(void)snprintf(
		path, sizeof path, "%s/cases/%.*s.json", world->folder, (int)(number - name), name);
	struct json_object *first = json_object_from_file(path);
	unsigned faults = world->faults;
	if (first != NULL) {
		run_steps(world, member(first, "steps"));
	}
	world->faults = faults;
	json_object_put(first);
}

static void play(struct world *world, const char *name, struct json_object *scenario, bool goes_on)
{
	struct json_object *steps = member(scenario, "steps");
	const struct zr_form_loader loader = {.read = read_attachment, .user = world};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	struct zr_error error = {0};
	char path[4096];
	(void)snprintf(
		path, sizeof path, "%s/forms/%s", world->folder, recording_text(scenario, "form"));
	int code = recording_read_file(path, &xml);
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
	if (code == 0) {
		if (goes_on) {
			run_first_part(world, name, steps);
		}
		run_steps(world, steps);
	}
	zr_session_free(world->session);
	zr_form_free(world->form);
}

/* The reason why a scenario cannot be run here, behind its name in a line "name|reason"; NULL. */
static char *find_skip(const struct zr_buffer *skips, const char *name)
{
	size_t bytes = strlen(name) - strlen(".json");
	for (const char *line = zr_buffer_text(skips); *line != '\0';) {
		size_t length = strcspn(line, "\n");
		if (length > bytes && strncmp(line, name, bytes) == 0 && line[bytes] == '|') {
			return strndup(line + bytes + 1, length - bytes - 1);
		}
		line += length + (line[length] == '\n');
	}
	return NULL;
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

static bool run_case(const char *folder, const char *name, bool is_loud)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/cases/%s", folder, name);
	struct json_object *scenario = json_object_from_file(path);
	/* A second part does not say which instance it restores: a fresh one, or its first part's.
	 */
	bool is_passed = false;
	for (int goes_on = 0; scenario != NULL && !is_passed && goes_on < 2; goes_on++) {
		struct world world = {.folder = folder, .name = name, .is_loud = is_loud};
		play(&world, name, scenario, goes_on != 0);
		is_passed = world.faults == 0;
	}
	json_object_put(scenario);
	return is_passed;
}

int main(int argc, char **argv)
{
	static char *names[CASES_MAX];
	char folder[3000];
	if (argc < 4) {
		(void)fprintf(stderr, "usage: %s FOLDER LEAST SKIPS [NAME]\n", argv[0]);
		return 2;
	}
	const char *part = argc > 4 ? argv[4] : "";
	(void)snprintf(folder, sizeof folder, "%s/getodk__javarosa/scenario-conformance", argv[1]);
	size_t count = list_cases(folder, part, names);
	if (count == 0) {
		printf("skipped: no scenarios in %s\n", folder);
		return 77;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer skips = {0};
	if (recording_read_file(argv[3], &skips) != 0) {
		return 2;
	}
	unsigned passed = 0;
	unsigned skipped = 0;
	for (size_t i = 0; i < count; i++) {
		ZR_CLEANUP_FREE char *reason = find_skip(&skips, names[i]);
		bool is_passed = reason == NULL && run_case(folder, names[i], part[0] != '\0');
		passed += is_passed;
		skipped += reason != NULL;
		if (reason != NULL) {
			printf("SKIP %s: %s\n", names[i], reason);
		} else if (!is_passed) {
			printf("FAIL %s\n", names[i]);
		}
		free(names[i]);
	}
	size_t failed = count - passed - skipped;
	printf("scenarios: %u passed, %zu failed, %u skipped, %.2f %%\n", passed, failed, skipped,
		100.0 * passed / (double)(passed + failed + (passed + failed == 0)));
	return part[0] != '\0' ? failed > 0 : passed < strtoul(argv[2], NULL, 10);
}
