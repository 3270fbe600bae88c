/*
 * Reading records: a record is read with the version of the form that it was filled in with. Each
 * worker keeps the forms it used last.
 */
#ifndef ZR_HUB_RECORDS_READING_H
#define ZR_HUB_RECORDS_READING_H

#include <json-c/json.h>

#include "hub/store/store.h"
#include "lib/form/form.h"

struct zr_context;
struct zr_reading;

struct zr_reading_wish {
	const char *form_id;
	const char *version;
	const char *language; /* a code such as "ru" */
	const char *xml;      /* of the record; for an outcome NULL, as the rest below */
	size_t xml_bytes;
	int64_t now_us;   /* what today() is taken as: when the record was finished */
	const char *zone; /* of its area, and the offset that it has then */
	int32_t utc_offset_s;
};

/* Adds "languages", "language" and "answers" to the object: relevant questions in form order. */
int zr_reading_answers(struct zr_context *context, const struct zr_reading_wish *wish,
	struct json_object *object, struct zr_error *error) ZR_MUST_CHECK;

/* The form of that version, kept for a while: borrowed until the next call of this worker.
 * ZR_E_NOT_FOUND: the hub does not have that version. */
int zr_reading_form(struct zr_context *context, const char *form_id, const char *version,
	const struct zr_form **ret_form, struct zr_error *error) ZR_MUST_CHECK;

/* What the form calls that outcome in the language: the label of the choice of its question
 * "outcome". Appended; nothing when the form, the question or the choice is not there. */
int zr_reading_outcome(struct zr_context *context, const struct zr_reading_wish *wish,
	const char *outcome, struct zr_buffer *ret_label) ZR_MUST_CHECK;

void zr_reading_free(struct zr_reading *reading);

#endif
