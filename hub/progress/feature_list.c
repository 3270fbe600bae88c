/*
 * json-c reads; the lines are counted beside it, for it does not keep them: a feature is an object
 * in a list in the outermost object.
 */
#include "hub/progress/feature_list.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "hub/http/route.h"
#include "hub/progress/geometry.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

static const char where[] = "features";

static void release(struct json_object **object)
{
	(void)json_object_put(*object);
	*object = NULL;
}

static void free_tokener(struct json_tokener **tokener)
{
	if (*tokener != NULL) {
		json_tokener_free(*tokener);
	}
}

static unsigned count_lines(const char *text, size_t bytes)
{
	unsigned line = 1;
	for (size_t i = 0; i < bytes; i++) {
		line += text[i] == '\n' ? 1 : 0;
	}
	return line;
}

/* ---- where features begin ---- */

struct scan {
	unsigned line;
	size_t depth;
	bool is_in_text;
	bool is_after_backslash;
	char open[2]; /* the two outermost brackets that are open */
};

/* True where a feature begins. */
static bool take_letter(struct scan *scan, char letter)
{
	scan->line += letter == '\n' ? 1 : 0;
	if (scan->is_in_text) {
		scan->is_in_text = scan->is_after_backslash || letter != '"';
		scan->is_after_backslash = !scan->is_after_backslash && letter == '\\';
		return false;
	}
	scan->is_in_text = letter == '"';
	if (letter == '{' || letter == '[') {
		if (scan->depth < sizeof scan->open) {
			scan->open[scan->depth] = letter;
		}
		scan->depth++;
		return letter == '{' && scan->depth == 3 && scan->open[0] == '{' &&
		       scan->open[1] == '[';
	}
	if ((letter == '}' || letter == ']') && scan->depth > 0) {
		scan->depth--;
	}
	return false;
}

/* Of as many features as the list has; those that the text has not stay at 0. */
static void find_lines(const struct zr_buffer *text, struct zr_feature_list *list)
{
	struct scan scan = {.line = 1};
	size_t count = 0;
	for (size_t i = 0; i < text->bytes && count < list->count; i++) {
		if (take_letter(&scan, ((const char *)text->data)[i])) {
			list->features[count++].line = scan.line;
		}
	}
}

/* ---- a feature ---- */

static int read_whose(
	struct json_object *properties, struct zr_feature *feature, struct zr_error *error)
{
	struct json_object *id = NULL;
	feature->is_area = json_object_is_type(properties, json_type_object) &&
			   json_object_object_get_ex(properties, "area", &id);
	bool is_said = feature->is_area ||
		       (json_object_is_type(properties, json_type_object) &&
			       json_object_object_get_ex(properties, "territory", &id));
	if (!is_said || !json_object_is_type(id, json_type_string)) {
		return zr_error_set(error, ZR_E_INVALID,
			"its properties must have a text \"territory\" or \"area\": the id of "
			"whose outline it is");
	}
	const char *text = json_object_get_string(id);
	if (strlen(text) != (size_t)json_object_get_string_len(id) ||
		!zr_route_is_identifier(text) || strlen(text) >= sizeof feature->id) {
		return zr_error_set(error, ZR_E_INVALID, "the id of whose outline it is is none");
	}
	memcpy(feature->id, text, strlen(text) + 1);
	return 0;
}

static int read_feature(
	struct json_object *object, struct zr_feature *feature, struct zr_error *error)
{
	struct json_object *properties = NULL;
	struct json_object *geometry = NULL;
	if (!json_object_is_type(object, json_type_object) ||
		!json_object_object_get_ex(object, "geometry", &geometry)) {
		return zr_error_set(
			error, ZR_E_INVALID, "it must be an object with properties and a geometry");
	}
	(void)json_object_object_get_ex(object, "properties", &properties);
	int code = read_whose(properties, feature, error);
	return code == 0 && geometry != NULL ? zr_geometry_write(geometry, &feature->json, error)
					     : code;
}

static int read_features(struct json_object *features, const struct zr_buffer *text,
	struct zr_feature_list *list, struct zr_error *error)
{
	size_t count = json_object_array_length(features);
	if (count > ZR_HUB_OUTLINE_COUNT_MAX) {
		return zr_error_set_at(error, ZR_E_LIMIT, 1, where,
			"these are more than %d features; bring them in several files",
			ZR_HUB_OUTLINE_COUNT_MAX);
	}
	list->features = calloc(count > 0 ? count : 1, sizeof *list->features);
	list->count = list->features != NULL ? count : 0;
	int code = list->features != NULL
			   ? 0
			   : zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	find_lines(text, list);
	for (size_t i = 0; code == 0 && i < list->count; i++) {
		struct zr_feature *feature = &list->features[i];
		struct zr_error fault = {0};
		code = read_feature(json_object_array_get_idx(features, i), feature, &fault);
		if (code != 0) {
			(void)zr_error_set_at(error, code, feature->line, where,
				"feature %zu (%s): %s", i + 1,
				feature->id[0] != '\0' ? feature->id : "?", fault.message);
		}
	}
	return code;
}

/* ---- the text ---- */

static int parse_json(
	const struct zr_buffer *text, struct json_object **ret_object, struct zr_error *error)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8, which some programs put before it */
	bool is_marked =
		text->bytes >= sizeof mark - 1 && memcmp(text->data, mark, sizeof mark - 1) == 0;
	size_t begin = is_marked ? sizeof mark - 1 : 0;
	ZR_CLEANUP(free_tokener)
	struct json_tokener *tokener = json_tokener_new_ex(ZR_HUB_JSON_DEPTH_MAX);
	if (tokener == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	/* With the NUL behind it, so that a bare number ends. */
	*ret_object = json_tokener_parse_ex(
		tokener, zr_buffer_text(text) + begin, (int)(text->bytes - begin) + 1);
	enum json_tokener_error fault = json_tokener_get_error(tokener);
	if (fault == json_tokener_success) {
		return 0;
	}
	size_t place = begin + json_tokener_get_parse_end(tokener);
	return zr_error_set_at(error, ZR_E_SYNTAX,
		count_lines(zr_buffer_text(text), place < text->bytes ? place : text->bytes),
		"json", "this is no JSON: %s", json_tokener_error_desc(fault));
}

int zr_feature_list_parse(
	const struct zr_buffer *text, struct zr_feature_list *ret_list, struct zr_error *error)
{
	assert(text != NULL && ret_list != NULL && ret_list->features == NULL);
	ZR_CLEANUP(release) struct json_object *object = NULL;
	struct json_object *features = NULL;
	if (text->bytes > ZR_HUB_JSON_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the file is larger than %zu bytes; bring the outlines in several",
			ZR_HUB_JSON_BYTES_MAX);
	}
	int code = parse_json(text, &object, error);
	if (code != 0) {
		return code;
	}
	if (!json_object_is_type(object, json_type_object) ||
		!json_object_object_get_ex(object, "features", &features) ||
		!json_object_is_type(features, json_type_array)) {
		return zr_error_set_at(error, ZR_E_INVALID, 1, where,
			"this is no GeoJSON FeatureCollection: it has no list \"features\"");
	}
	return read_features(features, text, ret_list, error);
}

void zr_feature_list_finish(struct zr_feature_list *list)
{
	assert(list != NULL);
	for (size_t i = 0; i < list->count; i++) {
		zr_buffer_finish(&list->features[i].json);
	}
	free(list->features);
	*list = (struct zr_feature_list){0};
}
