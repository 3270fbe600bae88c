/*
 * Where a questionnaire has persons, their names and their birth dates, as its author says it: what
 * the office compares persons by. Kept as a fact of the store, for all versions of the form.
 */
#ifndef ZR_HUB_DOUBLES_PERSON_FIELDS_H
#define ZR_HUB_DOUBLES_PERSON_FIELDS_H

#include "hub/http/request.h"
#include "lib/office/office_message.h"

struct zr_store;

/* GET and PUT /api/forms/ID/persons {"person","names","birth"}: paths of the form's current
 * version, that of the person whole, the others within it. */
void zr_person_fields_get(struct zr_context *context, struct zr_request *request);
void zr_person_fields_put(struct zr_context *context, struct zr_request *request);

/* ZR_E_NOT_FOUND, with what to do, when nobody said it. */
int zr_person_fields_read(struct zr_store *store, const char *form_id,
	struct zr_office_fields *ret_fields, struct zr_error *error) ZR_MUST_CHECK;

#endif
