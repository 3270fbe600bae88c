/*
 * What the tests of our census questionnaire are written with: an interview with a family of so
 * many residents, steps that answer it, and tables of rules that each get an interview of their
 * own. A step that cannot be taken fails the test.
 *
 * Steps of a household are written as "2 relation=child; 2 age=30; dwelling/kind=flat": with a
 * number it is that resident's node, "age=30" gives the age without a date of birth.
 */
#ifndef ZR_TEST_CENSUS_STEPS_H
#define ZR_TEST_CENSUS_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/form/session.h"

struct interview {
	struct zr_form *form;
	struct zr_session *session;
};

/* The XForm of all interviews; borrowed. */
void census_use(const char *questionnaire);

/* cmocka's setup and teardown; *state is the interview. */
int census_begin(void **state);
int census_begin_online(void **state); /* as a household that answers for itself has it */
int census_end(void **state);

enum zr_verdict census_answer(struct zr_session *session, const char *path, const char *value);
void census_accept(struct zr_session *session, const char *path, const char *value);
bool census_is_asked(struct zr_session *session, const char *path);
bool census_is_offered(struct zr_session *session, const char *path, const char *name);

/* The first resident is there from the beginning; the others are added behind. */
void census_add_residents(struct zr_session *session, long count);
void census_begin_household(struct zr_session *session, const char *persons);

/* One step: "2 relation=child". */
enum zr_verdict census_step(struct zr_session *session, const char *text);

/* Begins a household of so many and takes all steps; the verdict of the last one. */
enum zr_verdict census_take(struct interview *interview, const char *persons, const char *steps);

struct rule {
	const char *steps;
	const char *node; /* a doubt's note or a question */
	bool is_shown;
};

/* The last step of each is refused when it breaks the rule. */
struct edge {
	const char *steps;
	bool is_refused;
};

/* Each in a household of four of its own. */
void census_hold_rules(void **state, const struct rule *rules, size_t count);
void census_hold_edges(void **state, const struct edge *edges, size_t count);

#define RULES(...)                                                                                 \
	census_hold_rules(state, (const struct rule[]){__VA_ARGS__},                               \
		sizeof((const struct rule[]){__VA_ARGS__}) / sizeof(struct rule))
#define EDGES(...)                                                                                 \
	census_hold_edges(state, (const struct edge[]){__VA_ARGS__},                               \
		sizeof((const struct edge[]){__VA_ARGS__}) / sizeof(struct edge))

#endif
