/* Small forms for the tests of lib/form, from their parts. */
#ifndef ZR_TEST_FORM_UNIT_H
#define ZR_TEST_FORM_UNIT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/form/session.h"
#include "test/unit/unit.h"

/* Line 1 is the root and the head, line 2 the model, line 3 the body. */
static inline char *form_unit_xml(const char *model, const char *body)
{
	struct zr_buffer xml = {0};
	assert_int_equal(
		zr_buffer_add_format(&xml,
			"<h:html xmlns='http://www.w3.org/2002/xforms' "
			"xmlns:h='http://www.w3.org/1999/xhtml' "
			"xmlns:jr='http://openrosa.org/javarosa' "
			"xmlns:orx='http://openrosa.org/xforms'><h:head><h:title>T</h:title>\n"
			"<model>%s</model></h:head>\n<h:body>%s</h:body></h:html>",
			model, body),
		0);
	return xml.data;
}

static inline struct zr_form *form_unit_load(const char *model, const char *body)
{
	char *xml = form_unit_xml(model, body);
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	if (zr_form_load(xml, strlen(xml), NULL, &form, &error) != 0) {
		fail_msg("%s: %s", error.where, error.message);
	}
	free(xml);
	return form;
}

static inline struct zr_session *form_unit_start(const struct zr_form *form)
{
	const struct zr_session_env env = {.now_us = INT64_C(1768478400000000),
		.time_zone = "UTC",
		.seed = 7,
		.device_id = "tablet-1",
		.username = "anna"};
	struct zr_session *session = NULL;
	struct zr_error error = {0};
	if (zr_session_new(form, &env, &session, &error) != 0) {
		fail_msg("%s: %s", error.where, error.message);
	}
	return session;
}

static inline struct zr_item form_unit_item(struct zr_session *session, const char *path)
{
	struct zr_item item = {0};
	if (zr_session_find(session, path, &item) != 0) {
		fail_msg("%s is not there", path);
	}
	return item;
}

static inline enum zr_verdict form_unit_answer(
	struct zr_session *session, const char *path, const char *value)
{
	struct zr_item item = form_unit_item(session, path);
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	struct zr_error error = {0};
	if (zr_session_answer(session, &item, value, &verdict, &error) != 0) {
		fail_msg("%s: %s", error.where, error.message);
	}
	return verdict;
}

static inline const char *form_unit_value(struct zr_session *session, const char *path)
{
	struct zr_item item = form_unit_item(session, path);
	return zr_item_value(&item);
}

static inline void form_unit_text(
	struct zr_session *session, const char *path, enum zr_text which, const char *expected)
{
	struct zr_item item = form_unit_item(session, path);
	struct zr_buffer text = {0};
	assert_int_equal(zr_session_text(session, &item, which, &text, NULL), 0);
	assert_string_equal(zr_buffer_text(&text), expected);
	zr_buffer_finish(&text);
}

#endif
