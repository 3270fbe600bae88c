/* The rows of a record. Values are gathered while the record is walked; a row is written when its
 * record, or the instance that it is, ends. */
#include "hub/records/export_row.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hub/records/guard.h"
#include "hub/core/context.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/utf8.h"
#include "lib/envelope/result.h"
#include "lib/form/flat.h"

#define KEY_BYTES 8 /* of the envelope's hash: enough to tell records apart in one table */

enum {
	CHUNK_BYTES = 64 * 1024
};

static const char *const record_headings[] = {"record_id", "household", "area", "tablet", "outcome",
	"started", "finished", "received", "record_key", "visit_result", "visit_address",
	"visit_appointment", "previous_record", "replaces_record", "form_version", "instance_name",
	"record_problem", NULL};
static const char *const instance_headings[] = {
	"record_id", "position", "record_key", "record_problem", NULL};

const char *const *zr_export_row_headings(const struct zr_export *export)
{
	return export->repeat != NULL ? instance_headings : record_headings;
}

static int nomem(struct zr_export *export)
{
	return zr_error_set(export->error, ZR_E_NOMEM, "the hub is short of memory");
}

/* ---- values ---- */

int zr_export_row_make(struct zr_export *export)
{
	assert(export->values == NULL && export->labels == NULL);
	export->values = calloc(export->columns.count + 1, sizeof *export->values);
	export->labels = calloc(export->columns.count + 1, sizeof *export->labels);
	return export->values != NULL && export->labels != NULL ? 0 : nomem(export);
}

static void clear_row(struct zr_export *export)
{
	for (size_t i = 0; i < export->columns.count; i++) {
		free(ZR_TAKE(export->values[i]));
		free(ZR_TAKE(export->labels[i]));
	}
}

void zr_export_row_free(struct zr_export *export)
{
	if (export->values != NULL && export->labels != NULL) {
		clear_row(export);
	}
	free(export->values);
	free(export->labels);
	free(export->instance_name);
	zr_session_free(export->session);
}

/* A node that comes twice outside a repeat gives both, with a space. */
static int join(struct zr_export *export, char **place, const char *text)
{
	char *joined = NULL;
	if (text[0] == '\0') {
		return 0;
	}
	if (asprintf(&joined, "%s%s%s", *place != NULL ? *place : "", *place != NULL ? " " : "",
		    text) < 0) {
		return nomem(export);
	}
	free(*place);
	*place = joined;
	return 0;
}

/* "/census/person[2]/sex" for the bind /census/person/sex in the instance that is being walked. */
static int add_path(
	const struct zr_export *export, const struct zr_bind *bind, struct zr_buffer *path)
{
	const char *rest = bind->path;
	int code = 0;
	for (size_t i = 0; code == 0 && i < export->depth; i++) {
		const struct zr_export_place *place = &export->around[i];
		const char *end = bind->path + strlen(place->repeat->path);
		code = zr_buffer_add_format(
			path, "%.*s[%zu]", (int)(end - rest), rest, place->position);
		rest = end;
	}
	return code == 0 ? zr_buffer_add_text(path, rest) : code;
}

/* The words of the choices, as the form had them for this record; none where the answer would read
 * otherwise today. */
static int add_label(
	struct zr_export *export, const struct zr_bind *bind, const char *value, char **place)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer label = {0};
	struct zr_item item;
	if (add_path(export, bind, &path) != 0) {
		return nomem(export);
	}
	if (zr_session_find(export->session, zr_buffer_text(&path), &item) != 0 ||
		item.control == NULL || strcmp(zr_item_value(&item), value) != 0 ||
		zr_session_display(export->session, &item, &label, NULL) != 0) {
		return 0;
	}
	return join(export, place, zr_buffer_text(&label));
}

static int take_leaf(void *user, const struct zr_bind *bind, const char *value)
{
	struct zr_export *export = user;
	size_t place = export->places[bind->index];
	if (place == 0) {
		bool is_name = strcmp(bind->name->local, "instanceName") == 0 &&
			       zr_columns_is_meta(export->form, bind);
		return is_name && export->instance_name == NULL
			       ? join(export, &export->instance_name, value)
			       : 0;
	}
	int code = join(export, &export->values[place - 1], value);
	if (code == 0 && export->session != NULL && value[0] != '\0' &&
		export->columns.items[place - 1].has_labels) {
		code = add_label(export, bind, value, &export->labels[place - 1]);
	}
	return code;
}

/* ---- rows ---- */

int zr_export_row_flush(struct zr_export *export)
{
	assert(export->file > 0);
	const char *data = export->chunk.data;
	size_t left = export->chunk.bytes;
	while (left > 0) {
		ssize_t count = write(export->file, data, left);
		if (count < 0) {
			return zr_error_set_errno(export->error, errno, "write the table");
		}
		data += count;
		left -= (size_t)count;
	}
	zr_buffer_clear(&export->chunk);
	return 0;
}

static int end_row(struct zr_export *export)
{
	int code = zr_buffer_add(&export->chunk, "\r\n", 2);
	return code == 0 && export->chunk.bytes >= CHUNK_BYTES ? zr_export_row_flush(export) : code;
}

int zr_export_row_write_header(struct zr_export *export)
{
	assert(export->values != NULL);
	struct zr_buffer *chunk = &export->chunk;
	const char *const *own = zr_export_row_headings(export);
	int code = zr_guard_add(chunk, own[0]);
	for (size_t i = 1; code == 0 && own[i] != NULL; i++) {
		code = zr_guard_add_next(chunk, own[i]);
	}
	for (size_t i = 0; code == 0 && i < export->columns.count; i++) {
		const struct zr_column *column = &export->columns.items[i];
		code = zr_guard_add_next(chunk, column->heading);
		if (code == 0 && export->language != NULL && column->has_labels) {
			code = zr_buffer_add_format(chunk, ",%s (label)", column->heading);
		}
	}
	return code == 0 ? end_row(export) : code;
}

static int write_values(struct zr_export *export)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < export->columns.count; i++) {
		const char *value = export->values[i];
		const char *label = export->labels[i];
		code = zr_guard_add_next(&export->chunk, value != NULL ? value : "");
		if (code == 0 && export->language != NULL && export->columns.items[i].has_labels) {
			code = zr_guard_add_next(&export->chunk, label != NULL ? label : "");
		}
	}
	clear_row(export);
	return code == 0 ? end_row(export) : code;
}

static int write_own(struct zr_export *export, const char *const *fields, size_t count)
{
	int code = zr_guard_add(&export->chunk, fields[0]);
	for (size_t i = 1; code == 0 && i < count; i++) {
		code = zr_guard_add_next(&export->chunk, fields[i]);
	}
	return code;
}

static const struct zr_zone *zone_of(struct zr_export *export, const char *name)
{
	name = name[0] != '\0' ? name : export->context->shared->zone;
	for (size_t i = 0; i < export->zone_count; i++) {
		if (strcmp(export->zones[i].name, name) == 0) {
			return &export->zones[i];
		}
	}
	if (export->zone_count == ZR_EXPORT_ZONE_COUNT_MAX) {
		zr_zone_finish(&export->zones[--export->zone_count]);
	}
	struct zr_zone *zone = &export->zones[export->zone_count++];
	if (zr_zone_load(name, zone, NULL) != 0) {
		/* Not on this machine any more: UTC, and the offset says so. */
		(void)snprintf(zone->name, sizeof zone->name, "%s", name);
	}
	return zone;
}

static int write_record_row(struct zr_export *export)
{
	const struct zr_store_record *record = export->record;
	const struct zr_record *content = &record->content;
	const struct zr_zone *zone = zone_of(export, record->zone);
	char device[2 * ZR_PARTY_ID_BYTES + 1];
	char key[2 * KEY_BYTES + 1];
	char times[3][ZR_ZONE_TEXT_BYTES];
	zr_hex_encode(record->device_id, ZR_PARTY_ID_BYTES, device);
	zr_hex_encode(record->hash, KEY_BYTES, key);
	zr_zone_format(zone, content->started_us, times[0]);
	zr_zone_format(zone, content->finished_us, times[1]);
	zr_zone_format(zone, record->received_us, times[2]);
	const char *name = export->instance_name != NULL ? export->instance_name : "";
	const char *const fields[] = {content->record_id, content->household_id, content->area_id,
		device, content->outcome, times[0], times[1], times[2], key,
		zr_result_name(content->result),
		content->address[0] != '\0' ? content->address : record->address,
		content->appointment, content->previous_id, content->replaces_id,
		content->form_version, name, export->problem};
	static_assert(sizeof fields / sizeof fields[0] + 1 ==
			      sizeof record_headings / sizeof record_headings[0],
		"a field for each heading");
	int code = write_own(export, fields, sizeof fields / sizeof fields[0]);
	return code == 0 ? write_values(export) : code;
}

/* "2" or "2.1": the instance's place, and those around it before. */
static void format_position(const struct zr_export *export, char *text, size_t size)
{
	size_t bytes = 0;
	text[0] = '\0';
	for (size_t i = 0; i < export->depth && bytes < size; i++) {
		bytes += (size_t)snprintf(text + bytes, size - bytes, "%s%zu", i > 0 ? "." : "",
			export->around[i].position);
	}
}

static int write_instance_row(struct zr_export *export)
{
	char position[21 * ZR_FORM_DEPTH_MAX];
	char key[2 * KEY_BYTES + 1];
	format_position(export, position, sizeof position);
	zr_hex_encode(export->record->hash, KEY_BYTES, key);
	const char *const fields[] = {
		export->record->content.record_id, position, key, export->problem};
	int code = write_own(export, fields, sizeof fields / sizeof fields[0]);
	return code == 0 ? write_values(export) : code;
}

/* ---- records ---- */

static bool is_wanted(const struct zr_export *export, const struct zr_bind *repeat)
{
	return export->repeat != NULL &&
	       strcmp(zr_columns_path(export->form, repeat), export->repeat) == 0;
}

static int enter_instance(void *user, const struct zr_bind *repeat, size_t position)
{
	struct zr_export *export = user;
	assert(export->depth < ZR_FORM_DEPTH_MAX);
	export->around[export->depth++] = (struct zr_export_place){repeat, position};
	return 0;
}

static int leave_instance(void *user, const struct zr_bind *repeat)
{
	struct zr_export *export = user;
	int code = is_wanted(export, repeat) ? write_instance_row(export) : 0;
	export->depth--;
	return code;
}

/* Names may be cut, but not within a letter: the table is UTF-8 for whoever reads it. */
static void say(struct zr_export *export, const char *format, ...) ZR_PRINTF(2, 3);
static void say(struct zr_export *export, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(export->problem, sizeof export->problem, format, arguments);
	va_end(arguments);
	zr_utf8_clean(export->problem);
}

static int take_unknown(void *user, const char *name)
{
	struct zr_export *export = user;
	if (export->problem[0] == '\0') {
		say(export, "version %.60s of the form has no node \"%.60s\" there",
			export->record->content.form_version, name);
	}
	return 0;
}

static void open_session(struct zr_export *export)
{
	const struct zr_record *content = &export->record->content;
	const struct zr_zone *zone = zone_of(export, export->record->zone);
	const struct zr_session_env env = {
		.now_us = content->finished_us,
		.time_zone = zone->name,
		.utc_offset_s = zr_zone_offset_s(zone, content->finished_us),
	};
	int code = zr_session_restore(
		export->form, &env, content->xml, content->xml_bytes, &export->session, NULL);
	if (code != 0) {
		say(export, "labels cannot be given: the record does not load into its form");
		return;
	}
	zr_session_set_language(
		export->session, zr_form_find_language(export->form, export->language));
}

static int read_values(struct zr_export *export)
{
	const struct zr_record *content = &export->record->content;
	const struct zr_flat_visitor visitor = {
		take_leaf, enter_instance, leave_instance, take_unknown, export};
	struct zr_error error = {0};
	if (export->form == NULL) {
		say(export, "the hub does not have version \"%.60s\" of the form",
			content->form_version);
		return ZR_E_NOT_FOUND;
	}
	if (export->language != NULL) {
		open_session(export);
	}
	int code = zr_flat_read(export->form, content->xml, content->xml_bytes, &visitor, &error);
	if (code == ZR_E_SYNTAX || code == ZR_E_REFERENCE || code == ZR_E_UNSUPPORTED ||
		code == ZR_E_LIMIT) {
		say(export, "%s", error.message);
		return ZR_E_NOT_FOUND;
	}
	if (code != 0 && export->error->code == 0) {
		*export->error = error;
	}
	return code;
}

int zr_export_row_write_record(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault)
{
	assert(user != NULL && record != NULL);
	(void)rank;
	struct zr_export *export = user;
	export->record = record;
	export->problem[0] = '\0';
	export->depth = 0;
	int code = ZR_E_NOT_FOUND;
	if (fault != NULL) {
		say(export, "%s", fault->message);
	} else {
		code = read_values(export);
	}
	/* One that cannot be read has a row in either table, so that nobody misses it unknowing. */
	bool is_unread = code == ZR_E_NOT_FOUND;
	if (code == 0 || is_unread) {
		export->depth = 0;
		code = export->repeat == NULL ? write_record_row(export)
		       : is_unread            ? write_instance_row(export)
					      : 0;
	}
	clear_row(export);
	free(ZR_TAKE(export->instance_name));
	zr_session_free(ZR_TAKE(export->session));
	return code;
}
