/* Values are gathered while a record is walked; a row goes on when its record, or the instance that
 * it is, ends. */
#include "hub/out/flatten.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/utf8.h"
#include "lib/envelope/result.h"
#include "lib/form/flat.h"

#define KEY_BYTES 8 /* of the envelope's hash: enough to tell records apart in one table */

static int nomem(struct zr_flatten *flatten)
{
	return zr_error_set(flatten->error, ZR_E_NOMEM, "the hub is short of memory");
}

/* ---- values ---- */

int zr_flatten_make(struct zr_flatten *flatten, struct zr_error *error)
{
	assert(flatten != NULL && flatten->columns != NULL && flatten->take != NULL);
	assert(flatten->values == NULL && flatten->labels == NULL && flatten->hubs_zone != NULL);
	flatten->values = calloc(flatten->columns->count + 1, sizeof *flatten->values);
	flatten->labels = calloc(flatten->columns->count + 1, sizeof *flatten->labels);
	flatten->error = error;
	return flatten->values != NULL && flatten->labels != NULL ? 0 : nomem(flatten);
}

static void clear_row(struct zr_flatten *flatten)
{
	for (size_t i = 0; i < flatten->columns->count; i++) {
		free(ZR_TAKE(flatten->values[i]));
		free(ZR_TAKE(flatten->labels[i]));
	}
}

void zr_flatten_finish(struct zr_flatten *flatten)
{
	assert(flatten != NULL);
	if (flatten->values != NULL && flatten->labels != NULL) {
		clear_row(flatten);
	}
	free(ZR_TAKE(flatten->values));
	free(ZR_TAKE(flatten->labels));
	free(ZR_TAKE(flatten->instance_name));
	zr_session_free(ZR_TAKE(flatten->session));
	for (size_t i = 0; i < flatten->zone_count; i++) {
		zr_zone_finish(&flatten->zones[i]);
	}
	flatten->zone_count = 0;
}

void zr_flatten_set_form(struct zr_flatten *flatten, const struct zr_form *form,
	const size_t *places, const struct zr_meanings *meanings)
{
	assert(flatten != NULL && (form == NULL || places != NULL));
	flatten->form = form;
	flatten->places = places;
	flatten->meanings = meanings;
}

/* A node that comes twice outside a repeat gives both, with a space. */
static int join(struct zr_flatten *flatten, char **place, const char *text)
{
	char *joined = NULL;
	if (text[0] == '\0') {
		return 0;
	}
	if (asprintf(&joined, "%s%s%s", *place != NULL ? *place : "", *place != NULL ? " " : "",
		    text) < 0) {
		return nomem(flatten);
	}
	free(*place);
	*place = joined;
	return 0;
}

/* "/census/person[2]/sex" for the bind /census/person/sex in the instance that is being walked. */
static int add_path(
	const struct zr_flatten *flatten, const struct zr_bind *bind, struct zr_buffer *path)
{
	const char *rest = bind->path;
	int code = 0;
	for (size_t i = 0; code == 0 && i < flatten->depth; i++) {
		const struct zr_flatten_place *place = &flatten->around[i];
		const char *end = bind->path + strlen(place->repeat->path);
		code = zr_buffer_add_format(
			path, "%.*s[%zu]", (int)(end - rest), rest, place->position);
		rest = end;
	}
	return code == 0 ? zr_buffer_add_text(path, rest) : code;
}

/* ---- words for choices ---- */

static const struct zr_zone *zone_of(struct zr_flatten *flatten, const char *name)
{
	name = name[0] != '\0' ? name : flatten->hubs_zone;
	for (size_t i = 0; i < flatten->zone_count; i++) {
		if (strcmp(flatten->zones[i].name, name) == 0) {
			return &flatten->zones[i];
		}
	}
	if (flatten->zone_count == ZR_FLATTEN_ZONE_COUNT_MAX) {
		zr_zone_finish(&flatten->zones[--flatten->zone_count]);
	}
	struct zr_zone *zone = &flatten->zones[flatten->zone_count++];
	if (zr_zone_load(name, zone, NULL) != 0) {
		/* Not on this machine any more: UTC, and the offset says so. */
		(void)snprintf(zone->name, sizeof zone->name, "%s", name);
	}
	return zone;
}

/* Names may be cut, but not within a letter: the table is UTF-8 for whoever reads it. */
static void say(struct zr_flatten *flatten, const char *format, ...) ZR_PRINTF(2, 3);
static void say(struct zr_flatten *flatten, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(flatten->problem, sizeof flatten->problem, format, arguments);
	va_end(arguments);
	zr_utf8_clean(flatten->problem);
}

static void open_session(struct zr_flatten *flatten)
{
	const struct zr_record *content = &flatten->record->content;
	const struct zr_zone *zone = zone_of(flatten, flatten->record->zone);
	const struct zr_session_env env = {
		.now_us = content->finished_us,
		.time_zone = zone->name,
		.utc_offset_s = zr_zone_offset_s(zone, content->finished_us),
	};
	int code = zr_session_restore(
		flatten->form, &env, content->xml, content->xml_bytes, &flatten->session, NULL);
	if (code != 0) {
		flatten->is_unshown = true;
		say(flatten, "labels cannot be given: the record does not load into its form");
		return;
	}
	zr_session_set_language(
		flatten->session, zr_form_find_language(flatten->form, flatten->language));
}

/* The words of the choices, as the record's form has them; none where it has no such choice. False
 * where an interview alone can tell. */
static bool add_known_label(
	const struct zr_meaning *meaning, const char *value, struct zr_buffer *text, int *ret_code)
{
	bool is_many = meaning->kind == ZR_MEANING_MANY;
	*ret_code = 0;
	if (!meaning->has_all) {
		return false;
	}
	while (*ret_code == 0 && *value != '\0') {
		size_t bytes = is_many ? strcspn(value, " ") : strlen(value);
		const struct zr_meaning_choice *choice = zr_meaning_find(meaning, value, bytes);
		if (choice != NULL && choice->is_doubtful) {
			return false;
		}
		if (choice != NULL) {
			*ret_code = zr_buffer_add_format(
				text, "%s%s", text->bytes > 0 ? ", " : "", choice->label);
		}
		value += bytes;
		value += strspn(value, " ");
	}
	return true;
}

/* As an interview has them; none where the answer would read otherwise today. */
static int add_shown_label(struct zr_flatten *flatten, const struct zr_bind *bind,
	const char *value, struct zr_buffer *text)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	struct zr_item item;
	if (add_path(flatten, bind, &path) != 0) {
		return ZR_E_NOMEM;
	}
	if (flatten->session == NULL && !flatten->is_unshown) {
		open_session(flatten);
	}
	if (flatten->session != NULL &&
		zr_session_find(flatten->session, zr_buffer_text(&path), &item) == 0 &&
		item.control != NULL && strcmp(zr_item_value(&item), value) == 0 &&
		zr_session_display(flatten->session, &item, text, NULL) != 0) {
		zr_buffer_clear(text);
	}
	return 0;
}

static int add_label(
	struct zr_flatten *flatten, const struct zr_bind *bind, const char *value, size_t column)
{
	assert(column < flatten->columns->count);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	int code = 0;
	if (!add_known_label(&flatten->meanings->items[column], value, &text, &code)) {
		zr_buffer_clear(&text);
		code = add_shown_label(flatten, bind, value, &text);
	}
	return code == 0 ? join(flatten, &flatten->labels[column], zr_buffer_text(&text))
			 : nomem(flatten);
}

static int take_leaf(void *user, const struct zr_bind *bind, const char *value)
{
	struct zr_flatten *flatten = user;
	size_t place = flatten->places[bind->index];
	if (place == 0) {
		bool is_name = strcmp(bind->name->local, "instanceName") == 0 &&
			       zr_columns_is_meta(flatten->form, bind);
		return is_name && flatten->instance_name == NULL
			       ? join(flatten, &flatten->instance_name, value)
			       : 0;
	}
	int code = join(flatten, &flatten->values[place - 1], value);
	if (code == 0 && flatten->meanings != NULL && value[0] != '\0' &&
		flatten->columns->items[place - 1].has_labels) {
		code = add_label(flatten, bind, value, place - 1);
	}
	return code;
}

/* ---- rows ---- */

static int end_row(struct zr_flatten *flatten, const char *const *own)
{
	const struct zr_table_row row = {own, flatten->values, flatten->labels};
	int code = flatten->take(flatten->user, &row, flatten->error);
	clear_row(flatten);
	return code;
}

static int make_record_row(struct zr_flatten *flatten)
{
	const struct zr_store_record *record = flatten->record;
	const struct zr_record *content = &record->content;
	const struct zr_zone *zone = zone_of(flatten, record->zone);
	char device[2 * ZR_PARTY_ID_BYTES + 1];
	char key[2 * KEY_BYTES + 1];
	char times[3][ZR_ZONE_TEXT_BYTES];
	zr_hex_encode(record->device_id, ZR_PARTY_ID_BYTES, device);
	zr_hex_encode(record->hash, KEY_BYTES, key);
	zr_zone_format(zone, content->started_us, times[0]);
	zr_zone_format(zone, content->finished_us, times[1]);
	zr_zone_format(zone, record->received_us, times[2]);
	const char *name = flatten->instance_name != NULL ? flatten->instance_name : "";
	const char *const fields[] = {content->record_id, content->household_id, content->area_id,
		device, content->outcome, times[0], times[1], times[2], key,
		zr_result_name(content->result),
		content->address[0] != '\0' ? content->address : record->address,
		content->appointment, content->previous_id, content->replaces_id,
		content->form_version, name, flatten->problem};
	static_assert(
		sizeof fields / sizeof fields[0] == ZR_ROW_FACTS_RECORD_COUNT, "a field each");
	return end_row(flatten, fields);
}

/* "2" or "2.1": the instance's place, and those around it before. */
static void format_position(const struct zr_flatten *flatten, char *text, size_t size)
{
	size_t bytes = 0;
	text[0] = '\0';
	for (size_t i = 0; i < flatten->depth && bytes < size; i++) {
		bytes += (size_t)snprintf(text + bytes, size - bytes, "%s%zu", i > 0 ? "." : "",
			flatten->around[i].position);
	}
}

static int make_instance_row(struct zr_flatten *flatten)
{
	char position[21 * ZR_FORM_DEPTH_MAX];
	char key[2 * KEY_BYTES + 1];
	format_position(flatten, position, sizeof position);
	zr_hex_encode(flatten->record->hash, KEY_BYTES, key);
	const char *const fields[] = {
		flatten->record->content.record_id, position, key, flatten->problem};
	return end_row(flatten, fields);
}

/* ---- records ---- */

static bool is_wanted(const struct zr_flatten *flatten, const struct zr_bind *repeat)
{
	return flatten->columns->repeat != NULL &&
	       strcmp(zr_columns_path(flatten->form, repeat), flatten->columns->repeat) == 0;
}

static int enter_instance(void *user, const struct zr_bind *repeat, size_t position)
{
	struct zr_flatten *flatten = user;
	assert(flatten->depth < ZR_FORM_DEPTH_MAX);
	flatten->around[flatten->depth++] = (struct zr_flatten_place){repeat, position};
	return 0;
}

static int leave_instance(void *user, const struct zr_bind *repeat)
{
	struct zr_flatten *flatten = user;
	int code = is_wanted(flatten, repeat) ? make_instance_row(flatten) : 0;
	flatten->depth--;
	return code;
}

static int take_unknown(void *user, const char *name)
{
	struct zr_flatten *flatten = user;
	if (flatten->problem[0] == '\0') {
		say(flatten, "version %.60s of the form has no node \"%.60s\" there",
			flatten->record->content.form_version, name);
	}
	return 0;
}

static int read_values(struct zr_flatten *flatten)
{
	const struct zr_record *content = &flatten->record->content;
	const struct zr_flat_visitor visitor = {
		take_leaf, enter_instance, leave_instance, take_unknown, flatten};
	struct zr_error error = {0};
	if (flatten->form == NULL) {
		say(flatten, "the hub does not have version \"%.60s\" of the form",
			content->form_version);
		return ZR_E_NOT_FOUND;
	}
	int code = zr_flat_read(flatten->form, content->xml, content->xml_bytes, &visitor, &error);
	if (code == ZR_E_SYNTAX || code == ZR_E_REFERENCE || code == ZR_E_UNSUPPORTED ||
		code == ZR_E_LIMIT) {
		say(flatten, "%s", error.message);
		return ZR_E_NOT_FOUND;
	}
	if (code != 0 && flatten->error->code == 0) {
		*flatten->error = error;
	}
	return code;
}

int zr_flatten_add_record(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault)
{
	assert(user != NULL && record != NULL);
	(void)rank;
	struct zr_flatten *flatten = user;
	flatten->record = record;
	flatten->problem[0] = '\0';
	flatten->is_unshown = false;
	flatten->depth = 0;
	int code = ZR_E_NOT_FOUND;
	if (fault != NULL) {
		say(flatten, "%s", fault->message);
	} else {
		code = read_values(flatten);
	}
	/* One that cannot be read has a row in either table, so that nobody misses it unknowing. */
	bool is_unread = code == ZR_E_NOT_FOUND;
	if (code == 0 || is_unread) {
		flatten->depth = 0;
		code = flatten->columns->repeat == NULL ? make_record_row(flatten)
		       : is_unread                      ? make_instance_row(flatten)
							: 0;
	}
	clear_row(flatten);
	free(ZR_TAKE(flatten->instance_name));
	zr_session_free(ZR_TAKE(flatten->session));
	return code;
}
