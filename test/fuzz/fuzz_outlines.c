/*
 * GeoJSON of outlines: parsed, checked, written anew. Holds: no crash; what is refused says where;
 * what is taken is taken again as it was written, to the byte.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/progress/feature_list.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

#define MUST(condition)                                                                            \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

static void take_again(const struct zr_feature *feature)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	ZR_CLEANUP(zr_feature_list_finish) struct zr_feature_list list = {0};
	struct zr_error error = {0};
	const char *json = feature->json.bytes > 0 ? zr_buffer_text(&feature->json) : "null";
	MUST(zr_buffer_add_format(&text,
		     "{\"features\":[{\"properties\":{\"%s\":\"%s\"},\"geometry\":",
		     feature->is_area ? "area" : "territory", feature->id) == 0);
	MUST(zr_buffer_add_text(&text, json) == 0 && zr_buffer_add_text(&text, "}]}") == 0);
	if (text.bytes > ZR_HUB_JSON_BYTES_MAX) {
		return;
	}
	MUST(zr_feature_list_parse(&text, &list, &error) == 0 && list.count == 1);
	MUST(list.features[0].json.bytes == feature->json.bytes);
	MUST(feature->json.bytes == 0 ||
		memcmp(list.features[0].json.data, feature->json.data, feature->json.bytes) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	ZR_CLEANUP(zr_feature_list_finish) struct zr_feature_list list = {0};
	struct zr_error error = {0};
	MUST(bytes == 0 || zr_buffer_add(&text, data, bytes) == 0);
	int code = zr_feature_list_parse(&text, &list, &error);
	MUST(code == 0 || (code < 0 && error.message[0] != '\0'));
	for (size_t i = 0; code == 0 && i < list.count; i++) {
		MUST(list.features[i].line >= 1 && list.features[i].id[0] != '\0');
		take_again(&list.features[i]);
	}
	return 0;
}
