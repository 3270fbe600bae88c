/* JSON of the console API over json-c: reading bodies with limits and sentences, writing answers.
 */
#ifndef ZR_HUB_HTTP_JSON_H
#define ZR_HUB_HTTP_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include <json-c/json.h>

#include "hub/http/request.h"

/* The body as an object, the caller's to release. ZR_E_SYNTAX, ZR_E_LIMIT. */
int zr_json_parse(const struct zr_request *request, struct json_object **ret_object,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_json_release(struct json_object **object);

/* A member that is a text of 1 to size - 1 bytes of UTF-8 without control characters; the optional
 * one may be missing or empty: "". ZR_E_INVALID names the member. */
int zr_json_get_text(struct json_object *object, const char *name, char *ret_text, size_t size,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_json_get_optional_text(struct json_object *object, const char *name, char *ret_text,
	size_t size, struct zr_error *error) ZR_MUST_CHECK;
/* The same for an identifier (zr_route_is_identifier). */
int zr_json_get_id(struct json_object *object, const char *name, char *ret_text, size_t size,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_json_get_optional_id(struct json_object *object, const char *name, char *ret_text,
	size_t size, struct zr_error *error) ZR_MUST_CHECK;

/* text is made valid UTF-8. */
void zr_json_add_text(struct json_object *object, const char *name, const char *text);
void zr_json_add_count(struct json_object *object, const char *name, uint64_t count);
/* ISO 8601, UTC; null for 0. */
void zr_json_add_time(struct json_object *object, const char *name, int64_t time_us);

/* Puts the object, which it releases, in the place of the answer's body; the rest of the answer
 * stays. ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_json_put_body(struct zr_request *request, struct json_object *object) ZR_MUST_CHECK;

/* Answers 200 with the object, which it releases. */
void zr_json_answer(struct zr_request *request, struct json_object *object);

#endif
