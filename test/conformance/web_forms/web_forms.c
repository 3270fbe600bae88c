/*
 * Runs the tests of the ODK web engine, recorded with JavaRosa's second opinion, and compares what
 * each test reads.
 *
 *	web_forms FOLDER DIFFERENCES [NAME]   with NAME (a part of a test's name) only those,
 *	                                      every difference printed
 *
 * A test is *agreed* when the two references say the same wherever it reads, or JavaRosa says
 * nothing: ours must be that, always. It is *split* when they differ: a line "FILE|TEST|split|
 * REASON" of DIFFERENCES says what decides, and ours must be JavaRosa's or, where the reason says
 * so, the web engine's. "FILE|TEST|web only|REASON" names a form that the specification forbids, or
 * what is that engine's alone, "FILE|TEST|deliberate|REASON" a rule of our own against both. A line
 * names one test. Exit 1 when an agreed test is not ours, a test has no line that needs one, or a
 * line is there that no test needs; 77 without the data.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "test/conformance/web_forms/named.h"
#include "test/conformance/web_forms/opinion.h"
#include "test/conformance/recording.h"
#include "test/conformance/same_value.h"
#include "test/conformance/xml_compare.h"

enum {
	SESSIONS_MAX = 16,
	KEPT_OUT_MAX = 64
};

struct world {
	struct json_object *scenario;
	const char *time_zone;
	struct opinion opinion;
	struct zr_form *form;
	struct zr_session *sessions[SESSIONS_MAX];
	int session;                  /* of the step */
	char *kept_out[KEPT_OUT_MAX]; /* places whose last answer we refused; owned */
	size_t move_count;            /* of the device */
	bool is_loud;
	bool is_split;       /* the references differ in what is read */
	unsigned not_theirs; /* readings that are not the web engine's */
	unsigned nobodys;    /* nor JavaRosa's */
};

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *found = NULL;
	(void)json_object_object_get_ex(object, key, &found);
	return found;
}

/* ---- judging ---- */

/* What a reading says: "" for what is unknown. */
struct reading {
	const char *what;
	const char *ours;
	const char *web;
	const char *javarosa; /* NULL: no opinion */
};

/* The hour of the recording, whose clocks went on between two looks. */
static bool is_recording(const char *a, const char *b)
{
	return strncmp(a, "2026-11-29T19:", 14) == 0 && strncmp(b, "2026-11-29T19:", 14) == 0;
}

static bool says_same(const struct zr_item *item, const char *a, const char *b)
{
	return (strncmp(a, "uuid:", 5) == 0 && strncmp(b, "uuid:", 5) == 0) || is_recording(a, b) ||
	       (item != NULL ? same_value(item, a, b) : strcmp(a, b) == 0);
}

static void judge(struct world *world, const struct zr_item *item, const struct reading *reading)
{
	bool is_web = says_same(item, reading->ours, reading->web);
	bool is_unable = reading->javarosa != NULL &&
			 strcmp(reading->javarosa, "no client implementation") == 0;
	bool is_split = reading->javarosa != NULL && !is_unable &&
			!says_same(item, reading->web, reading->javarosa);
	bool is_javarosa =
		reading->javarosa != NULL && says_same(item, reading->ours, reading->javarosa);
	world->is_split = world->is_split || is_split;
	world->not_theirs += !is_web;
	world->nobodys += !is_web && !is_javarosa;
	if (world->is_loud && (!is_web || is_split)) {
		printf("    %s: ours '%s', web '%s', JavaRosa '%s'\n", reading->what, reading->ours,
			reading->web, reading->javarosa != NULL ? reading->javarosa : "?");
	}
}

static const char *word(bool is_set)
{
	return is_set ? "yes" : "no";
}

static const char *flag(struct json_object *state, const char *key)
{
	return state != NULL ? word(json_object_get_boolean(member(state, key))) : NULL;
}

/* ---- the form ---- */

static int read_attachment(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	const struct world *world = user;
	struct json_object *file = member(member(world->scenario, "attachments"), uri);
	bool is_there = file != NULL && json_object_get_int(member(file, "status")) == 200;
	bool is_blank =
		strcmp(recording_text(member(world->scenario, "env"), "missing"), "ERROR") != 0;
	return is_there || is_blank ? zr_buffer_add_text(ret_bytes, recording_text(file, "text"))
				    : zr_error_set(error, ZR_E_NOT_FOUND, "no file for %s", uri);
}

static struct zr_session_env env_of(const struct world *world, struct json_object *step)
{
	struct json_object *places = member(world->scenario, "locations");
	struct json_object *place = places != NULL ? json_object_array_get_idx(places, 0) : NULL;
	struct json_object *preload = member(member(world->scenario, "env"), "preload");
	return (struct zr_session_env){.now_us = json_object_get_int64(member(step, "now")) * 1000,
		.time_zone = world->time_zone,
		.seed = 1,
		.location = place != NULL ? json_object_get_string(place) : NULL,
		.device_id = json_object_get_string(member(preload, "deviceID")),
		.username = json_object_get_string(member(preload, "username")),
		.email = json_object_get_string(member(preload, "email")),
		.phone_number = json_object_get_string(member(preload, "phoneNumber"))};
}

static int begin(struct world *world, struct json_object *step, const char *xml,
	struct zr_session **ret_session, struct zr_error *error)
{
	const struct zr_session_env env = env_of(world, step);
	return xml != NULL && *xml != '\0'
		       ? zr_session_restore(world->form, &env, xml, strlen(xml), ret_session, error)
		       : zr_session_new(world->form, &env, ret_session, error);
}

/* Loads the form and begins as the first step says. */
static void start(struct world *world, struct json_object *step)
{
	const struct zr_form_loader loader = {.read = read_attachment, .user = world};
	const char *xml = recording_text(world->scenario, "form");
	struct json_object *edited = member(member(world->scenario, "env"), "editInstance");
	struct zr_error error = {0};
	int code = zr_form_load(xml, strlen(xml), &loader, &world->form, &error);
	if (code == 0) {
		code = begin(
			world, step, json_object_get_string(edited), &world->sessions[0], &error);
	}
	bool is_refused = strcmp(recording_text(step, "op"), "load") == 0;
	const struct reading reading = {.what = error.message,
		.ours = code != 0 ? "refused" : "loaded",
		.web = is_refused ? "refused" : "loaded",
		.javarosa = opinion_refuses(&world->opinion) ? "refused" : "loaded"};
	judge(world, NULL, &reading);
}

/* The device moves on when it was asked where it is, as long as the recording knows where to. */
static void move_on(struct world *world, const char *op)
{
	struct json_object *places = member(world->scenario, "locations");
	bool moves = strcmp(op, "async") == 0;
	size_t count = places != NULL ? json_object_array_length(places) : 0;
	if (moves && ++world->move_count < count) {
		struct json_object *place = json_object_array_get_idx(places, world->move_count);
		(void)!zr_session_set_location(
			world->sessions[world->session], json_object_get_string(place));
	}
}

/* ---- steps that change something ---- */

static struct zr_session *session_of(const struct world *world)
{
	return world->sessions[world->session];
}

static char **find_kept_out(struct world *world, const char *reference)
{
	size_t i = 0;
	while (i + 1 < KEPT_OUT_MAX && world->kept_out[i] != NULL &&
		strcmp(world->kept_out[i], reference) != 0) {
		i++;
	}
	return &world->kept_out[i];
}

/* What we refuse stands there beside a violation: the place is not compared until it is answered
 * anew. */
static void step_answer(struct world *world, struct json_object *step)
{
	const char *reference = recording_text(step, "ref");
	bool is_text = json_object_get_type(member(step, "value")) == json_type_string;
	const char *value = recording_text(step, is_text ? "value" : "stored");
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	struct zr_error error = {0};
	struct zr_item item;
	char **kept_out = find_kept_out(world, reference);
	int code = zr_session_find(session_of(world), reference, &item);
	if (code == 0 && item.control != NULL) {
		code = zr_session_answer(session_of(world), &item, value, &verdict, &error);
	}
	bool is_kept_out = code != 0 || verdict != ZR_VERDICT_ACCEPTED;
	free(is_kept_out ? NULL : *kept_out);
	*kept_out = !is_kept_out ? NULL : *kept_out != NULL ? *kept_out : strdup(reference);
	if (world->is_loud && is_kept_out) {
		printf("    %s = '%s': kept out, %d %s\n", reference, value, verdict,
			error.message);
	}
}

static void step_repeat(struct world *world, struct json_object *step, bool is_new)
{
	char path[1200];
	int64_t count = json_object_get_int64(member(step, "count"));
	int64_t index = json_object_get_int64(member(step, "index"));
	struct zr_error error = {0};
	for (int64_t i = 0; i < count; i++) {
		(void)snprintf(path, sizeof path, "%s[%lld]", recording_text(step, "ref"),
			(long long)(is_new ? 1 : index + 1));
		struct zr_item item;
		struct zr_item added;
		int code = zr_session_find(session_of(world), path, &item);
		if (code != 0 && is_new) { /* the prompt of a repeat without instances */
			ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fault = {0};
			code = recording_step(session_of(world), step, &fault);
		} else if (code == 0) {
			code = is_new ? zr_session_repeat_add(
						session_of(world), &item, &added, &error)
				      : zr_session_repeat_remove(session_of(world), &item, &error);
		}
		if (code != 0 && world->is_loud) {
			printf("    %s: %s\n", path, error.message);
		}
	}
}

static void step_fork(struct world *world, struct json_object *step)
{
	struct zr_error error = {0};
	bool is_new = strcmp(recording_text(step, "kind"), "new") == 0;
	int code = begin(world, step, is_new ? NULL : recording_text(step, "xml"),
		&world->sessions[world->session], &error);
	const struct reading reading = {
		.what = error.message, .ours = code != 0 ? "refused" : "opened", .web = "opened"};
	judge(world, NULL, &reading);
}

static void step_restore_error(struct world *world, struct json_object *step)
{
	struct zr_session *session = NULL;
	int code = begin(world, step, recording_text(step, "xml"), &session, NULL);
	zr_session_free(session);
	const struct reading reading = {.what = "a record of another form",
		.ours = code != 0 ? "refused" : "opened",
		.web = "refused"};
	judge(world, NULL, &reading);
}

/* ---- what tests read ---- */

/* The number of instances of a repeat. */
static void read_count(struct world *world, struct json_object *state)
{
	char path[1200];
	char ours[32];
	char javarosa[32];
	unsigned count = 0;
	unsigned their_count = 0;
	struct zr_item item;
	do {
		(void)snprintf(path, sizeof path, "%s[%u]", recording_text(state, "ref"), ++count);
	} while (zr_session_find(session_of(world), path, &item) == 0);
	(void)snprintf(ours, sizeof ours, "%u", count - 1);
	do {
		(void)snprintf(
			path, sizeof path, "%s[%u]", recording_text(state, "ref"), ++their_count);
	} while (opinion_state(&world->opinion, world->session, path) != NULL);
	(void)snprintf(javarosa, sizeof javarosa, "%u", their_count - 1);
	const struct reading reading = {.what = recording_text(state, "ref"),
		.ours = ours,
		.web = json_object_get_string(member(state, "count")),
		.javarosa = their_count == 1 ? NULL : javarosa};
	judge(world, NULL, &reading);
}

static void read_state(struct world *world, struct json_object *state)
{
	const char *reference = recording_text(state, "ref");
	struct json_object *other = opinion_state(&world->opinion, world->session, reference);
	bool is_relevant = json_object_get_boolean(member(state, "relevant"));
	struct zr_item item;
	if (member(state, "count") != NULL) {
		read_count(world, state);
		return;
	}
	if (*find_kept_out(world, reference) != NULL) {
		return;
	}
	if (zr_session_find(session_of(world), reference, &item) != 0) {
		const struct reading reading = {
			.what = reference, .ours = "not there", .web = "there"};
		judge(world, NULL, &reading);
		return;
	}
	const struct reading flags[] = {
		{reference, word(zr_item_is_relevant(&item)), word(is_relevant),
			flag(other, "relevant")},
		{reference, word(zr_item_is_required(&item)), flag(state, "required"),
			flag(other, "required")},
		{reference, word(zr_item_is_readonly(&item)), flag(state, "readonly"),
			flag(other, "readonly")},
	};
	bool has_value = member(state, "value") != NULL;
	for (size_t i = 0; i < (has_value ? 3 : 1); i++) {
		judge(world, NULL, &flags[i]);
	}
	bool is_hidden = !is_relevant && !zr_item_is_relevant(&item); /* "" there, kept here */
	const struct reading value = {.what = reference,
		.ours = zr_item_value(&item),
		.web = recording_text(state, "value"),
		.javarosa = other != NULL && json_object_get_boolean(member(other, "relevant"))
				    ? recording_text(other, "value")
				    : NULL};
	if (has_value && !is_hidden) {
		judge(world, &item, &value);
	}
}

static void add_choice(struct zr_buffer *text, const char *value, const char *label)
{
	(void)!zr_buffer_add_format(text, "%s=%s;", value, label);
}

static void read_choices(struct world *world, struct json_object *state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer ours = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer theirs = {0};
	const char *reference = recording_text(state, "ref");
	struct json_object *expected = member(state, "choices");
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	struct zr_item item;
	if (zr_session_find(session_of(world), reference, &item) == 0 && item.control != NULL &&
		zr_session_choices(session_of(world), &item, &choices, &count, NULL) == 0) {
		for (size_t i = 0; i < count; i++) {
			add_choice(&ours, choices[i].value, choices[i].label);
		}
	}
	for (size_t i = 0; expected != NULL && i < json_object_array_length(expected); i++) {
		struct json_object *choice = json_object_array_get_idx(expected, i);
		add_choice(
			&theirs, recording_text(choice, "value"), recording_text(choice, "label"));
	}
	const struct reading reading = {
		.what = reference, .ours = zr_buffer_text(&ours), .web = zr_buffer_text(&theirs)};
	judge(world, NULL, &reading);
}

static void read_label(struct world *world, struct json_object *state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer label = {0};
	struct zr_item item;
	struct json_object *expected = member(state, "label");
	if (expected == NULL ||
		zr_session_find(session_of(world), recording_text(state, "ref"), &item) != 0 ||
		zr_session_text(session_of(world), &item, ZR_TEXT_LABEL, &label, NULL) != 0) {
		return;
	}
	const struct reading reading = {.what = "label",
		.ours = zr_buffer_text(&label),
		.web = json_object_get_string(expected)};
	judge(world, NULL, &reading);
}

static void read_validation(struct world *world, struct json_object *step)
{
	static const char *const NAMES[] = {
		"", "", "constraint", "required", "", "constraint", "constraint"};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	struct zr_item item;
	struct zr_item wanted;
	if (*find_kept_out(world, recording_text(step, "ref")) != NULL ||
		zr_session_validate(session_of(world), &item, &verdict, NULL) != 0) {
		return;
	}
	const char *ours = (size_t)verdict < sizeof NAMES / sizeof *NAMES ? NAMES[verdict] : "";
	bool is_there =
		zr_session_find(session_of(world), recording_text(step, "ref"), &wanted) == 0;
	const struct reading reading = {.what = "violation",
		.ours = is_there && *ours != '\0' && item.node != wanted.node ? "elsewhere" : ours,
		.web = recording_text(step, "condition")};
	judge(world, NULL, &reading);
}

static void read_xml(struct world *world, struct json_object *step)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	char what[300] = "not well formed";
	bool is_last = strcmp(recording_text(step, "op"), "expect-payload") == 0;
	if ((is_last && zr_session_finalize(session_of(world), NULL) != 0) ||
		zr_session_write(session_of(world), ZR_SESSION_SUBMISSION, &xml, NULL) != 0) {
		return;
	}
	xmlDocPtr theirs = xml_parse_without_chance(recording_text(step, "xml"));
	xmlDocPtr ours = xml_parse_without_chance(zr_buffer_text(&xml));
	bool is_same = theirs != NULL && ours != NULL &&
		       xml_compare(xmlDocGetRootElement(theirs), xmlDocGetRootElement(ours), what,
			       sizeof what);
	xmlFreeDoc(theirs);
	xmlFreeDoc(ours);
	const struct reading reading = {
		.what = "record", .ours = is_same ? "same" : what, .web = "same"};
	judge(world, NULL, &reading);
}

/* ---- running ---- */

static void run_step(struct world *world, struct json_object *step)
{
	const char *op = recording_text(step, "op");
	struct json_object *state = member(step, "state");
	if (strcmp(op, "answer") == 0) {
		step_answer(world, step);
	} else if (strcmp(op, "new-repeat") == 0 || strcmp(op, "remove-repeat") == 0) {
		step_repeat(world, step, strcmp(op, "new-repeat") == 0);
	} else if (strcmp(op, "set-language") == 0) {
		zr_session_set_language(session_of(world),
			zr_form_find_language(world->form, recording_text(step, "language")));
	} else if (strcmp(op, "restore-error") == 0) {
		step_restore_error(world, step);
	} else if (strcmp(op, "expect-answer") == 0 || strcmp(op, "expect-node") == 0) {
		read_state(world, state);
	} else if (strcmp(op, "expect-choices") == 0) {
		read_choices(world, state);
	} else if (strcmp(op, "expect-text") == 0) {
		read_label(world, state);
	} else if (strcmp(op, "expect-validation") == 0) {
		read_validation(world, step);
	} else if (strcmp(op, "expect-xml") == 0 || strcmp(op, "expect-payload") == 0) {
		read_xml(world, step);
	}
}

static void play(struct world *world)
{
	struct json_object *steps = member(world->scenario, "steps");
	opinion_follow(&world->opinion, json_object_array_get_idx(steps, 0));
	start(world, json_object_array_get_idx(steps, 0));
	for (size_t i = 1; i < json_object_array_length(steps); i++) {
		struct json_object *step = json_object_array_get_idx(steps, i);
		int64_t now_ms = json_object_get_int64(member(step, "now"));
		world->session = json_object_get_int(member(step, "sid"));
		opinion_follow(&world->opinion, step);
		if (world->session < 0 || world->session >= SESSIONS_MAX || world->form == NULL) {
			continue;
		}
		if (strcmp(recording_text(step, "op"), "fork") == 0) {
			step_fork(world, step);
		} else if (session_of(world) != NULL) {
			zr_session_set_now(session_of(world), now_ms * 1000);
			move_on(world, recording_text(step, "op"));
			run_step(world, step);
		}
	}
}

static void finish_world(struct world *world)
{
	for (size_t i = 0; i < SESSIONS_MAX; i++) {
		zr_session_free(world->sessions[i]);
	}
	for (size_t i = 0; i < KEPT_OUT_MAX; i++) {
		free(world->kept_out[i]);
	}
	zr_form_free(world->form);
	opinion_finish(&world->opinion);
}

/* ---- counting ---- */

struct tally {
	struct named *differences;
	unsigned agreed, agreed_right, split, split_javarosa, split_web, web_only, deliberate,
		unnamed;
};

static void count_test(
	struct tally *tally, const struct world *world, const char *file, const char *test)
{
	bool is_named = world->is_split || world->not_theirs > 0;
	ZR_CLEANUP_FREE char *line = is_named ? named_find(tally->differences, file, test) : NULL;
	const char *verdict = "FAIL";
	if (world->not_theirs > 0 && named_is(line, "web only|")) {
		tally->web_only++;
		verdict = "WEB ONLY";
	} else if (world->not_theirs > 0 && named_is(line, "deliberate|")) {
		tally->deliberate++;
		verdict = "DELIBERATE";
	} else if (!world->is_split) {
		tally->agreed++;
		tally->agreed_right += world->not_theirs == 0;
		verdict = world->not_theirs == 0 ? NULL : "FAIL";
	} else {
		tally->split++;
		tally->split_web += world->not_theirs == 0;
		tally->split_javarosa += world->not_theirs > 0 && world->nobodys == 0;
		tally->unnamed += !named_is(line, "split|");
		verdict = named_is(line, "split|") ? "SPLIT" : "UNNAMED SPLIT";
	}
	const char *as = world->not_theirs == 0 ? "as the web engine"
			 : world->nobodys == 0  ? "as JavaRosa"
						: "as neither";
	if (verdict != NULL) {
		printf("%s %s|%s: %s: %s\n", verdict, file, test, as, line != NULL ? line : "");
	}
}

static void run_test(
	struct tally *tally, const char *text, const char *other_text, const char *part)
{
	struct json_object *row = json_tokener_parse(text);
	struct json_object *other = json_tokener_parse(other_text);
	const char *test = recording_text(row, "test");
	if (row != NULL && strstr(test, part) != NULL) {
		struct json_object *second = member(other, "scenarios");
		second = second != NULL ? json_object_array_get_idx(second, 0) : NULL;
		struct world world = {
			.scenario = json_object_array_get_idx(member(row, "scenarios"), 0),
			.time_zone = recording_text(row, "tz"),
			.is_loud = *part != '\0'};
		opinion_init(&world.opinion, member(second, "steps"));
		play(&world);
		count_test(tally, &world, recording_text(row, "file"), test);
		finish_world(&world);
	}
	json_object_put(row);
	json_object_put(other);
}

static int report(const struct tally *tally, bool is_whole)
{
	printf("web-forms scenarios: agreed %u of %u (%.2f %%); split %u (%u as JavaRosa, %u as "
	       "the "
	       "web engine, %u as neither); web only %u; deliberate %u\n",
		tally->agreed_right, tally->agreed,
		100.0 * tally->agreed_right / (tally->agreed > 0 ? tally->agreed : 1), tally->split,
		tally->split_javarosa, tally->split_web,
		tally->split - tally->split_javarosa - tally->split_web, tally->web_only,
		tally->deliberate);
	unsigned unused = is_whole ? named_print_unused(tally->differences) : 0;
	return tally->agreed_right == tally->agreed && tally->unnamed == 0 && unused == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		(void)fprintf(stderr, "usage: %s FOLDER DIFFERENCES [NAME]\n", argv[0]);
		return 2;
	}
	char paths[2][4096];
	FILE *files[2] = {NULL, NULL};
	static const char *const NAMES[] = {"scenarios.jsonl", "scenarios-javarosa.jsonl"};
	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(paths[i], sizeof paths[i], "%s/getodk__web-forms-0.22/%s", argv[1],
			NAMES[i]);
		files[i] = fopen(paths[i], "rbe");
		if (files[i] == NULL) {
			printf("skipped: no %s\n", paths[i]);
			return 77;
		}
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer differences = {0};
	if (recording_read_file(argv[2], &differences) != 0) {
		return 2;
	}
	struct named named = {.text = zr_buffer_text(&differences)};
	struct tally tally = {.differences = &named};
	char *lines[2] = {NULL, NULL};
	size_t sizes[2] = {0, 0};
	while (getline(&lines[0], &sizes[0], files[0]) > 0 &&
		getline(&lines[1], &sizes[1], files[1]) > 0) {
		run_test(&tally, lines[0], lines[1], argc > 3 ? argv[3] : "");
	}
	for (size_t i = 0; i < 2; i++) {
		free(lines[i]);
		(void)fclose(files[i]);
	}
	xmlCleanupParser();
	return report(&tally, argc <= 3);
}
