/* An interview of our census: answers by path, steps, and tables of rules and edges. */
#include "test/conformance/census/census_steps.h"

#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "test/conformance/recording.h"

static const char *questionnaire_path;

void census_use(const char *questionnaire)
{
	questionnaire_path = questionnaire;
}

static int begin(void **state, const char *device_id)
{
	static struct interview interview;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	struct zr_error error = {0};
	const struct zr_session_env env = {
		.now_us = INT64_C(1634284800000000), .seed = 1, .device_id = device_id};
	interview = (struct interview){0};
	if (recording_read_file(questionnaire_path, &xml) < 0 ||
		recording_load_form(questionnaire_path, &xml, &interview.form, &error) < 0 ||
		zr_session_new(interview.form, &env, &interview.session, &error) < 0) {
		print_error("line %u: %s: %s\n", error.line, error.where, error.message);
		return -1;
	}
	*state = &interview;
	return 0;
}

int census_begin(void **state)
{
	return begin(state, "0f3c");
}

int census_begin_online(void **state)
{
	return begin(state, "online");
}

int census_end(void **state)
{
	struct interview *interview = *state;
	zr_session_free(interview->session);
	zr_form_free(interview->form);
	return 0;
}

enum zr_verdict census_answer(struct zr_session *session, const char *path, const char *value)
{
	struct zr_item item;
	enum zr_verdict verdict = ZR_VERDICT_READONLY;
	struct zr_error error = {0};
	if (zr_session_find(session, path, &item) < 0) {
		fail_msg("%s is not there", path);
	}
	assert_true(zr_item_is_relevant(&item));
	assert_int_equal(zr_session_answer(session, &item, value, &verdict, &error), 0);
	return verdict;
}

void census_accept(struct zr_session *session, const char *path, const char *value)
{
	if (census_answer(session, path, value) != ZR_VERDICT_ACCEPTED) {
		fail_msg("%s refuses %s", path, value);
	}
}

bool census_is_asked(struct zr_session *session, const char *path)
{
	struct zr_item item;
	assert_int_equal(zr_session_find(session, path, &item), 0);
	return zr_item_is_relevant(&item);
}

bool census_is_offered(struct zr_session *session, const char *path, const char *name)
{
	struct zr_item item;
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	assert_int_equal(zr_session_find(session, path, &item), 0);
	assert_int_equal(zr_session_choices(session, &item, &choices, &count, NULL), 0);
	bool is_there = false;
	for (size_t i = 0; i < count && !is_there; i++) {
		is_there = strcmp(choices[i].value, name) == 0;
	}
	return is_there;
}

/* The first resident is there from the beginning; the others are added behind. */
void census_add_residents(struct zr_session *session, long count)
{
	struct zr_item item = zr_session_start(session);
	do {
		item = zr_session_next(session, &item);
		assert_int_not_equal(item.kind, ZR_ITEM_END);
	} while (item.kind != ZR_ITEM_PROMPT);
	for (long i = 1; i < count; i++) {
		struct zr_item added;
		assert_int_equal(zr_session_repeat_add(session, &item, &added, NULL), 0);
	}
}

void census_begin_household(struct zr_session *session, const char *persons)
{
	census_accept(session, "/census2020/visit/outcome", "interview");
	census_accept(session, "/census2020/list/persons", persons);
	census_accept(session, "/census2020/list/guests", "0");
	census_add_residents(session, strtol(persons, NULL, 10));
}

/* "2 relation" to /census2020/residents/person[2]/relation, "dwelling/kind" to its path. */
static void make_path(const char *name, char ret_path[static 160])
{
	char *rest = NULL;
	unsigned long person = strtoul(name, &rest, 10);
	if (rest == name) {
		(void)snprintf(ret_path, 160, "/census2020/%s", name);
	} else {
		(void)snprintf(ret_path, 160, "/census2020/residents/person[%lu]/%s", person,
			rest + strspn(rest, " "));
	}
}

/* One step: "2 relation=child". */
enum zr_verdict census_step(struct zr_session *session, const char *text)
{
	char name[96];
	char path[160];
	const char *equals = strchr(text, '=');
	assert_non_null(equals);
	(void)snprintf(name, sizeof name, "%.*s", (int)(equals - text), text);
	char *last = strrchr(name, ' ');
	if (last == NULL || strcmp(last, " age") != 0) {
		make_path(name, path);
		return census_answer(session, path, equals + 1);
	}
	(void)snprintf(last, 32, " birth/birth_kind");
	make_path(name, path);
	census_accept(session, path, "age");
	(void)snprintf(last, 32, " birth/age_given");
	make_path(name, path);
	return census_answer(session, path, equals + 1);
}

/* Begins a household of so many and takes all steps; the verdict of the last one. */
enum zr_verdict census_take(struct interview *interview, const char *persons, const char *steps)
{
	struct zr_session *session = interview->session;
	char rest[512];
	census_begin_household(session, persons);
	(void)snprintf(rest, sizeof rest, "%s", steps);
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	char *next = NULL;
	for (char *at = strtok_r(rest, ";", &next); at != NULL; at = strtok_r(NULL, ";", &next)) {
		if (verdict != ZR_VERDICT_ACCEPTED) {
			fail_msg("before '%s' in '%s' something is refused", at, steps);
		}
		verdict = census_step(session, at + strspn(at, " "));
	}
	return verdict;
}

/* Each rule in a household of four of its own. */
void census_hold_rules(void **state, const struct rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char path[160];
		struct interview *interview = *state;
		if (census_take(interview, "4", rules[i].steps) != ZR_VERDICT_ACCEPTED) {
			fail_msg("'%s' is refused", rules[i].steps);
		}
		make_path(rules[i].node, path);
		if (census_is_asked(interview->session, path) != rules[i].is_shown) {
			fail_msg("after '%s' %s is %s", rules[i].steps, rules[i].node,
				rules[i].is_shown ? "not shown" : "shown");
		}
		assert_int_equal(census_end(state), 0);
		assert_int_equal(census_begin(state), 0);
	}
}

void census_hold_edges(void **state, const struct edge *edges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum zr_verdict verdict = census_take(*state, "4", edges[i].steps);
		if (verdict != (edges[i].is_refused ? ZR_VERDICT_CONSTRAINT_VIOLATED
						    : ZR_VERDICT_ACCEPTED)) {
			fail_msg(
				"the end of '%s' has the verdict %d", edges[i].steps, (int)verdict);
		}
		assert_int_equal(census_end(state), 0);
		assert_int_equal(census_begin(state), 0);
	}
}
