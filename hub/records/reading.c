/*
 * Forms in memory, few and recent: a worker reads record after record of the same questionnaire.
 * Invariant: a kept form is never changed, because a stored version never is.
 */
#include "hub/records/reading.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/http/json.h"
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
	struct zr_form *form;     /* owned */
	struct zr_session *fresh; /* an interview nobody began, for the words of outcomes; owned;
				   * NULL before the first question for one */
};

struct zr_reading {
	struct kept kept[KEPT_COUNT_MAX]; /* last used first */
	size_t count;
};

static void drop(struct kept *kept)
{
	zr_session_free(kept->fresh);
	zr_form_free(kept->form);
}

void zr_reading_free(struct zr_reading *reading)
{
	if (reading == NULL) {
		return;
	}
	for (size_t i = 0; i < reading->count; i++) {
		drop(&reading->kept[i]);
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
	const struct zr_store_file_name file = {
		source->form_id, source->version, slash != NULL ? slash + 1 : uri};
	return zr_store_get_file(source->store, &file, ret_bytes, error);
}

/* ---- keeping ---- */

static struct zr_form *find_kept(
	struct zr_reading *reading, const char *form_id, const char *version)
{
	for (size_t i = 0; i < reading->count; i++) {
		struct kept found = reading->kept[i];
		if (strcmp(found.form_id, form_id) == 0 && strcmp(found.version, version) == 0) {
			memmove(&reading->kept[1], &reading->kept[0], i * sizeof found);
			reading->kept[0] = found;
			return found.form;
		}
	}
	return NULL;
}

static void keep(struct zr_reading *reading, const struct source *source, struct zr_form *form)
{
	if (reading->count == KEPT_COUNT_MAX) {
		drop(&reading->kept[--reading->count]);
	}
	memmove(&reading->kept[1], &reading->kept[0], reading->count * sizeof reading->kept[0]);
	struct kept *place = &reading->kept[0];
	*place = (struct kept){.form = form};
	(void)snprintf(place->form_id, sizeof place->form_id, "%s", source->form_id);
	(void)snprintf(place->version, sizeof place->version, "%s", source->version);
	reading->count++;
}

/* The version that the record names and no other: another one would give its answers other names.
 */
static int load(const struct source *source, struct zr_form **ret_form, struct zr_error *error)
{
	struct zr_store_form facts;
	struct zr_form_loader loader = {.read = read_media, .user = (void *)(uintptr_t)source};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	int code =
		zr_store_get_form(source->store, source->form_id, source->version, &facts, error);
	if (code == ZR_E_NOT_FOUND) {
		return zr_error_set(error, code,
			"the hub does not have version \"%s\" of the questionnaire %s",
			source->version, source->form_id);
	}
	if (code == 0) {
		const struct zr_store_file_name file = {
			source->form_id, source->version, "form.xml"};
		code = zr_store_get_file(source->store, &file, &xml, error);
	}
	return code == 0 ? zr_form_load(xml.data, xml.bytes, &loader, ret_form, error) : code;
}

int zr_reading_form(struct zr_context *context, const char *form_id, const char *version,
	const struct zr_form **ret_form, struct zr_error *error)
{
	assert(form_id != NULL && version != NULL && ret_form != NULL);
	if (context->reading == NULL) {
		context->reading = calloc(1, sizeof *context->reading);
	}
	if (context->reading == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	const struct source source = {context->reader, form_id, version};
	struct zr_form *form = find_kept(context->reading, form_id, version);
	int code = form == NULL ? load(&source, &form, error) : 0;
	if (code == 0 && find_kept(context->reading, form_id, version) == NULL) {
		keep(context->reading, &source, form);
	}
	if (code == 0) {
		*ret_form = form;
	}
	return code;
}

/* ---- outcomes ---- */

static const struct zr_control *find_outcome(const struct zr_control *control)
{
	for (; control != NULL; control = control->next) {
		const char *last = strrchr(control->reference, '/');
		if (control->kind == ZR_CONTROL_SELECT_ONE && last != NULL &&
			strcmp(last, "/outcome") == 0) {
			return control;
		}
		const struct zr_control *below = find_outcome(control->first_child);
		if (below != NULL) {
			return below;
		}
	}
	return NULL;
}

static int add_choice_label(struct zr_session *session, const struct zr_control *control,
	const char *outcome, struct zr_buffer *ret_label)
{
	struct zr_item item;
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	if (zr_session_find(session, control->reference, &item) != 0 || item.control == NULL ||
		zr_session_choices(session, &item, &choices, &count, NULL) != 0) {
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		if (strcmp(choices[i].value, outcome) == 0) {
			return zr_buffer_add_text(ret_label, choices[i].label);
		}
	}
	return 0;
}

int zr_reading_outcome(struct zr_context *context, const struct zr_reading_wish *wish,
	const char *outcome, struct zr_buffer *ret_label)
{
	assert(context != NULL && wish != NULL && outcome != NULL && ret_label != NULL);
	const struct zr_form *form = NULL;
	const struct zr_session_env env = {.time_zone = "UTC"};
	if (outcome[0] == '\0' ||
		zr_reading_form(context, wish->form_id, wish->version, &form, NULL) != 0) {
		return 0;
	}
	struct kept *kept = &context->reading->kept[0]; /* the last used stands first */
	const struct zr_control *control = find_outcome(zr_form_body(form)->first_child);
	if (control == NULL ||
		(kept->fresh == NULL && zr_session_new(form, &env, &kept->fresh, NULL) != 0)) {
		return 0;
	}
	zr_session_set_language(kept->fresh, zr_form_find_language(form, wish->language));
	return add_choice_label(kept->fresh, control, outcome, ret_label);
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
	assert(context != NULL && wish != NULL && wish->xml != NULL && object != NULL);
	const struct zr_form *form = NULL;
	const struct zr_session_env env = {.now_us = wish->now_us,
		.time_zone = wish->zone,
		.utc_offset_s = wish->utc_offset_s};
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	int code = zr_reading_form(context, wish->form_id, wish->version, &form, error);
	if (code == 0) {
		add_languages(form, wish->language, object);
		code = zr_session_restore(form, &env, wish->xml, wish->xml_bytes, &session, error);
	}
	if (code != 0) {
		return code;
	}
	zr_session_set_language(session, zr_form_find_language(form, wish->language));
	struct json_object *answers = json_object_new_array();
	(void)json_object_object_add(object, "answers", answers);
	return add_answers(session, answers, error);
}
