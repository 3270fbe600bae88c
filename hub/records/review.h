/*
 * Reviews of records: who approved what, and how it is shown beside a record. Sending one back is
 * in send_back.h; what is kept, in hub/store/reviews.h.
 */
#ifndef ZR_HUB_RECORDS_REVIEW_H
#define ZR_HUB_RECORDS_REVIEW_H

#include <json-c/json.h>

#include "hub/http/request.h"

/* Adds "review" to each row of a list, by its "area" and "hash": state, who, time, how many
 * remarks, whether the tablet has them. Once the list is read to its end. */
int zr_review_add(
	struct zr_context *context, struct json_object *rows, struct zr_error *error) ZR_MUST_CHECK;

/* Adds "remarks" to a record's page: what it was sent back with. None where there are none, or no
 * office opens them. */
void zr_review_add_remarks(
	struct zr_context *context, const struct zr_request *request, struct json_object *answer);

/* Adds "acts": who opened the record, approved it, sent it back; for who may see the audit. */
int zr_review_add_acts(struct zr_context *context, const struct zr_request *request,
	struct json_object *answer, struct zr_error *error) ZR_MUST_CHECK;

/* The remarks of a record as rows: path, text, reply. */
struct zr_record;
struct json_object *zr_review_make_remarks(const struct zr_record *record);

/* POST /api/reviews {"state","records":[{"id","hash"}]}: approves them all, or makes them new
 * again; none when one of them is not there. */
void zr_review_decide(struct zr_context *context, struct zr_request *request);

#endif
