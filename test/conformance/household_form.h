/*
 * A household of any size as an XForm: 40 questions a person with conditions between them, values
 * worked out for each person from the whole household, and a total over all persons for every
 * question. For the bench and the test of what an answer costs.
 */
#ifndef ZR_TEST_HOUSEHOLD_FORM_H
#define ZR_TEST_HOUSEHOLD_FORM_H

#include "lib/base/buffer.h"
#include "lib/form/session.h"

enum {
	HOUSEHOLD_QUESTIONS = 40
};

/* The form as text. */
int household_form_write(struct zr_buffer *ret_xml);

/* The name of a question of a person. */
const char *household_form_question(size_t question, char *ret_name, size_t bytes);

/* The value that a person gives in a round; two neighbouring rounds differ. */
void household_form_value(
	size_t person, size_t question, size_t round, char *ret_value, size_t bytes);

/* Makes that many persons (from 1) and answers everything. */
int household_form_fill(struct zr_session *session, size_t persons, struct zr_error *error);

/* Finds a person's question, from 1. */
int household_form_find(struct zr_session *session, size_t person, size_t question,
	struct zr_item *ret_item) ZR_MUST_CHECK;

#endif
