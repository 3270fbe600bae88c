/*
 * Forms in memory, few and recent: a worker reads record after record of the same questionnaire.
 * Invariant: a kept form is never changed, because a stored version never is.
 */
#include "hub/reading.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/json.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/form/form.h"
#include "lib/form/session.h"

#define KEPT_COUNT_MAX   4
#define ANSWER_COUNT_MAX 200000 /* items of one record: the largest repeat of a large form */
#define GROUP_DEPTH_MAX  ZR_FORM_DEPTH_MAX

struct kept {
	char form_id[ZR_STORE_ID_BYTES];
	char version[ZR_STORE_ID_BYTES];
	struct zr_form *form; /* owned */
};

struct zr_reading {
	struct kept kept[KEPT_COUNT_MAX]; /* last used first */
	size_t count;
};

void zr_reading_free(struct zr_reading *reading)
{
	if (reading == NULL) {
		return;
	}
	for (size_t i = 0; i < reading->count; i++) {
		zr_form_free(reading->kept[i].form);
	}
	free(reading);
}

/* ---- loading ---- */

struct source {
	struct zr_store *store;
	const char *form_id;
	const char *version;
};

/* jr://file-csv/x.csv and its like: the file's name alone. */
static int read_media(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	const struct source *source = user;
	const char *slash = strrchr(uri, '/');
	return zr_store_get_file(source->store, source->form_id, source->version,
		slash != NULL ? slash + 1 : uri, ret_bytes, error);
}

/* ---- keeping ---- */

static struct zr_form *find_kept(struct zr_reading *reading, const struct zr_store_form *wanted)
{
	for (size_t i = 0; i < reading->count; i++) {
		struct kept found = reading->kept[i];
		if (strcmp(found.form_id, wanted->form_id) == 0 &&
			strcmp(found.version, wanted->version) == 0) {
			memmove(&reading->kept[1], &reading->kept[0], i * sizeof found);
			reading->kept[0] = found;
			return found.form;
		}
	}
	return NULL;
}

static void keep(
	struct zr_reading *reading, const struct zr_store_form *facts, struct zr_form *form)
{
	if (reading->count == KEPT_COUNT_MAX) {
		zr_form_free(reading->kept[--reading->count].form);
	}
	memmove(&reading->kept[1], &reading->kept[0], reading->count * sizeof reading->kept[0]);
	struct kept *place = &reading->kept[0];
	*place = (struct kept){.form = form};
	(void)snprintf(place->form_id, sizeof place->form_id, "%s", facts->form_id);
	(void)snprintf(place->version, sizeof place->version, "%s", facts->version);
	reading->count++;
}

/* The version the record names, or the current one when the hub never had that. */
static int find_facts(struct zr_store *store, const struct zr_reading_wish *wish,
	struct zr_store_form *ret_facts, struct zr_error *error)
{
	int code = zr_store_get_form(store, wish->form_id, wish->version, ret_facts, error);
	return code == ZR_E_NOT_FOUND
		       ? zr_store_get_form(store, wish->form_id, NULL, ret_facts, error)
		       : code;
}

static int get_form(struct zr_context *context, const struct zr_reading_wish *wish,
	const struct zr_form **ret_form, struct zr_error *error)
{
	struct zr_store_form facts;
	int code = find_facts(context->reader, wish, &facts, error);
	if (code == 0 && context->reading == NULL) {
		context->reading = calloc(1, sizeof *context->reading);
		code = context->reading != NULL
			       ? 0
			       : zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	if (code != 0) {
		return code;
	}
	*ret_form = find_kept(context->reading, &facts);
	if (*ret_form != NULL) {
		return 0;
	}
	struct source source = {context->reader, facts.form_id, facts.version};
	struct zr_form_loader loader = {read_media, &source};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	struct zr_form *form = NULL;
	code = zr_store_get_file(
		context->reader, facts.form_id, facts.version, "form.xml", &xml, error);
	if (code == 0) {
		code = zr_form_load(xml.data, xml.bytes, &loader, &form, error);
	}
	if (code == 0) {
		keep(context->reading, &facts, form);
		*ret_form = form;
	}
	return code;
}

/* ---- answers ---- */

/* The headings around an item, outermost first: "Persons › 1. Anna". */
static int add_group(struct zr_session *session, const struct zr_item *item,
	struct zr_buffer *ret_text, struct zr_error *error)
{
	struct zr_item around[GROUP_DEPTH_MAX];
	size_t depth = 0;
	struct zr_item up = zr_session_up(session, item);
	for (; up.kind != ZR_ITEM_START && depth < GROUP_DEPTH_MAX; depth++) {
		around[depth] = up;
		up = zr_session_up(session, &around[depth]);
	}
	int code = 0;
	while (code == 0 && depth-- > 0) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer label = {0};
		code = zr_session_text(session, &around[depth], ZR_TEXT_LABEL, &label, error);
		bool is_numbered = around[depth].kind == ZR_ITEM_REPEAT;
		if (code != 0 || (label.bytes == 0 && !is_numbered)) {
			continue;
		}
		char number[24] = "";
		if (is_numbered) {
			(void)snprintf(number, sizeof number, "%zu%s", around[depth].index + 1,
				label.bytes > 0 ? ". " : "");
		}
		code = zr_buffer_add_format(ret_text, "%s%s%s", ret_text->bytes > 0 ? " › " : "",
			number, zr_buffer_text(&label));
	}
	return code;
}

static int add_answer(struct zr_session *session, const struct zr_item *item,
	struct json_object *answers, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer group = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer label = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer display = {0};
	const char *value = zr_item_value(item);
	if (value[0] == '\0' && zr_item_is_readonly(item)) {
		return 0; /* a note: it asks nothing */
	}
	int code = item->node != NULL ? zr_node_path(item->node, &path) : 0;
	if (code == 0) {
		code = add_group(session, item, &group, error);
	}
	if (code == 0) {
		code = zr_session_text(session, item, ZR_TEXT_LABEL, &label, error);
	}
	if (code == 0) {
		code = zr_session_display(session, item, &display, error);
	}
	if (code != 0) {
		return code;
	}
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "path", zr_buffer_text(&path));
	zr_json_add_text(row, "group", zr_buffer_text(&group));
	zr_json_add_text(row, "label", zr_buffer_text(&label));
	zr_json_add_text(row, "value", value);
	zr_json_add_text(row, "display", zr_buffer_text(&display));
	(void)json_object_array_add(answers, row);
	return 0;
}

static int add_answers(
	struct zr_session *session, struct json_object *answers, struct zr_error *error)
{
	struct zr_item item = zr_session_start(session);
	int code = 0;
	for (size_t count = 0; code == 0 && item.kind != ZR_ITEM_END; count++) {
		if (count == ANSWER_COUNT_MAX) {
			return zr_error_set(
				error, ZR_E_LIMIT, "the record is too long to show; see its XML");
		}
		if (item.kind == ZR_ITEM_QUESTION) {
			code = add_answer(session, &item, answers, error);
		}
		item = zr_session_next(session, &item);
	}
	return code;
}

static void add_languages(
	const struct zr_form *form, const char *wanted, struct json_object *object)
{
	struct json_object *languages = json_object_new_array();
	for (size_t i = 0; i < zr_form_language_count(form); i++) {
		(void)json_object_array_add(
			languages, json_object_new_string(zr_form_language(form, i)));
	}
	(void)json_object_object_add(object, "languages", languages);
	zr_json_add_text(object, "language",
		zr_form_language_count(form) > 0
			? zr_form_language(form, zr_form_find_language(form, wanted))
			: "");
	zr_json_add_text(object, "title", zr_form_title(form));
}

int zr_reading_answers(struct zr_context *context, const struct zr_reading_wish *wish,
	struct json_object *object, struct zr_error *error)
{
	const struct zr_form *form = NULL;
	struct zr_session_env env = {.now_us = wish->now_us, .time_zone = "Europe/Moscow"};
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	int code = get_form(context, wish, &form, error);
	if (code == 0) {
		add_languages(form, wish->language, object);
		code = zr_session_restore(
			form, &env, wish->xml->data, wish->xml->bytes, &session, error);
	}
	if (code != 0) {
		return code;
	}
	zr_session_set_language(session, zr_form_find_language(form, wish->language));
	struct json_object *answers = json_object_new_array();
	(void)json_object_object_add(object, "answers", answers);
	return add_answers(session, answers, error);
}
