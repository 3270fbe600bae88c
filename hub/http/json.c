/* JSON in and out. json-c recurses over its input: the depth is limited before it does. */
#include "hub/http/json.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "hub/http/route.h"
#include "lib/base/limits.h"
#include "lib/base/utf8.h"

int zr_json_parse(
	const struct zr_request *request, struct json_object **ret_object, struct zr_error *error)
{
	assert(request != NULL && ret_object != NULL);
	if (request->body.bytes > ZR_HUB_JSON_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT, "the JSON body is too large");
	}
	struct json_tokener *tokener = json_tokener_new_ex(ZR_HUB_JSON_DEPTH_MAX);
	if (tokener == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	/* With the NUL behind the body, so that a bare number ends. */
	struct json_object *object = json_tokener_parse_ex(
		tokener, zr_buffer_text(&request->body), (int)request->body.bytes + 1);
	enum json_tokener_error fault = json_tokener_get_error(tokener);
	size_t place = json_tokener_get_parse_end(tokener);
	json_tokener_free(tokener);
	if (fault != json_tokener_success || !json_object_is_type(object, json_type_object)) {
		(void)json_object_put(object);
		return zr_error_set(error, ZR_E_SYNTAX,
			"the body is no JSON object: %s at byte %zu",
			fault == json_tokener_success ? "something else stands"
						      : json_tokener_error_desc(fault),
			place);
	}
	*ret_object = object;
	return 0;
}

void zr_json_release(struct json_object **object)
{
	(void)json_object_put(*object);
	*object = NULL;
}

static bool has_control(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f) {
			return true;
		}
	}
	return false;
}

int zr_json_get_optional_text(struct json_object *object, const char *name, char *ret_text,
	size_t size, struct zr_error *error)
{
	assert(object != NULL && name != NULL && ret_text != NULL && size > 0);
	struct json_object *member = NULL;
	ret_text[0] = '\0';
	if (!json_object_object_get_ex(object, name, &member) || member == NULL) {
		return 0;
	}
	if (!json_object_is_type(member, json_type_string)) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, name, "must be a text");
	}
	const char *text = json_object_get_string(member);
	size_t bytes = (size_t)json_object_get_string_len(member);
	if (bytes >= size || has_control(text, bytes)) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, name,
			"must be one line of at most %zu bytes", size - 1);
	}
	memcpy(ret_text, text, bytes + 1);
	return 0;
}

int zr_json_get_text(struct json_object *object, const char *name, char *ret_text, size_t size,
	struct zr_error *error)
{
	int code = zr_json_get_optional_text(object, name, ret_text, size, error);
	if (code != 0 || ret_text[0] != '\0') {
		return code;
	}
	struct json_object *member = NULL;
	bool is_there = json_object_object_get_ex(object, name, &member) && member != NULL;
	return zr_error_set_at(error, ZR_E_INVALID, 0, name, is_there ? "is empty" : "is missing");
}

int zr_json_get_optional_id(struct json_object *object, const char *name, char *ret_text,
	size_t size, struct zr_error *error)
{
	int code = zr_json_get_optional_text(object, name, ret_text, size, error);
	if (code == 0 && ret_text[0] != '\0' && !zr_route_is_identifier(ret_text)) {
		code = zr_error_set_at(error, ZR_E_INVALID, 0, name,
			"must be letters, digits and . _ : - (at most 63, a letter or digit "
			"first)");
	}
	return code;
}

int zr_json_get_id(struct json_object *object, const char *name, char *ret_text, size_t size,
	struct zr_error *error)
{
	int code = zr_json_get_text(object, name, ret_text, size, error);
	return code == 0 ? zr_json_get_optional_id(object, name, ret_text, size, error) : code;
}

void zr_json_add_text(struct json_object *object, const char *name, const char *text)
{
	assert(object != NULL && name != NULL);
	struct zr_buffer clean = {0};
	int code = 0;
	const char *rest = text != NULL ? text : "";
	size_t left = strlen(rest);
	while (left > 0 && code == 0) {
		size_t bytes = zr_utf8_read(rest, left, NULL);
		code = bytes > 0 ? zr_buffer_add(&clean, rest, bytes)
				 : zr_buffer_add(&clean, "\xef\xbf\xbd", 3);
		bytes = bytes > 0 ? bytes : 1;
		rest += bytes;
		left -= bytes;
	}
	(void)json_object_object_add(object, name, json_object_new_string(zr_buffer_text(&clean)));
	zr_buffer_finish(&clean);
}

void zr_json_add_count(struct json_object *object, const char *name, uint64_t count)
{
	assert(object != NULL && name != NULL);
	(void)json_object_object_add(object, name, json_object_new_uint64(count));
}

static void format_time(int64_t time_us, char ret_text[32])
{
	time_t seconds = (time_t)(time_us / 1000000);
	struct tm parts = {0};
	if (gmtime_r(&seconds, &parts) == NULL ||
		strftime(ret_text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
		(void)snprintf(ret_text, 32, "1970-01-01T00:00:00Z");
	}
}

void zr_json_add_time(struct json_object *object, const char *name, int64_t time_us)
{
	assert(object != NULL && name != NULL);
	char text[32];
	format_time(time_us, text);
	(void)json_object_object_add(
		object, name, time_us != 0 ? json_object_new_string(text) : NULL);
}

int zr_json_put_body(struct zr_request *request, struct json_object *object)
{
	assert(request != NULL && object != NULL);
	zr_buffer_finish(&request->answer.body);
	const char *text = json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	int code = text != NULL ? zr_buffer_add_text(&request->answer.body, text) : ZR_E_NOMEM;
	(void)json_object_put(object);
	return code;
}

void zr_json_answer(struct zr_request *request, struct json_object *object)
{
	int code = zr_json_put_body(request, object);
	if (code != 0) {
		struct zr_error error;
		(void)zr_error_set(&error, code,
			"the answer is too large; ask for less of it by area or limit");
		zr_request_answer_error(request, &error);
		return;
	}
	zr_request_answer(request, 200, "application/json");
}
