/*
 * Reading records: a record is read with the version of the form that it was filled in with. Each
 * worker keeps the forms it used last.
 */
#ifndef ZR_HUB_READING_H
#define ZR_HUB_READING_H

#include <json-c/json.h>

#include "hub/store/store.h"
#include "hub/worker.h"

struct zr_reading_wish {
	const char *form_id;
	const char *version;
	const char *language; /* a code such as "ru" */
	const struct zr_buffer *xml;
	int64_t now_us; /* what today() is taken as: when the record was finished */
};

/* Adds "languages", "language" and "answers" to the object: relevant questions in form order. */
int zr_reading_answers(struct zr_context *context, const struct zr_reading_wish *wish,
	struct json_object *object, struct zr_error *error) ZR_MUST_CHECK;

void zr_reading_free(struct zr_reading *reading);

#endif
