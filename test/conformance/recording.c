/* Replays recorded interviews through lib/form. */
#include "test/conformance/recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"

int recording_read_file(const char *path, struct zr_buffer *ret_bytes)
{
	FILE *file = fopen(path, "rbe");
	if (file == NULL) {
		return ZR_E_NOT_FOUND;
	}
	struct stat status = {0};
	int result = fstat(fileno(file), &status) == 0
			     ? zr_buffer_reserve(ret_bytes, (size_t)status.st_size + 1)
			     : 0;
	char chunk[65536];
	size_t bytes = 0;
	while (result == 0 && (bytes = fread(chunk, 1, sizeof chunk, file)) > 0) {
		result = zr_buffer_add(ret_bytes, chunk, bytes);
	}
	(void)fclose(file);
	return result;
}

/* "jr://file-csv/wards.csv" is wards.csv beside the form. */
int recording_read_beside(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	const char *form_path = user;
	const char *slash = strrchr(form_path, '/');
	const char *name = strrchr(uri, '/');
	char path[4096];
	(void)snprintf(path, sizeof path, "%.*s/%s", (int)(slash - form_path), form_path,
		name != NULL ? name + 1 : uri);
	int result = recording_read_file(path, ret_bytes);
	if (result == ZR_E_NOT_FOUND) {
		/* JavaRosa puts an empty list in the place of a file that is not there. */
		bool is_csv = strstr(uri, ".csv") != NULL;
		bool is_geojson = strstr(uri, ".geojson") != NULL;
		result = zr_buffer_add_text(ret_bytes, is_csv       ? "name,label\n"
						       : is_geojson ? "{\"features\":[]}"
								    : "<root/>");
	}
	return result < 0 ? zr_error_set(error, result, "cannot read %s", uri) : 0;
}

int recording_load_form(const char *path, const struct zr_buffer *xml, struct zr_form **ret_form,
	struct zr_error *error)
{
	const struct zr_form_loader loader = {.read = recording_read_beside, .user = (void *)path};
	return zr_form_load(xml->data, xml->bytes, &loader, ret_form, error);
}

int recording_load_portable(const char *path, const struct zr_buffer *xml,
	struct zr_form **ret_form, struct zr_error *error)
{
	const struct zr_form_loader loader = {
		.read = recording_read_beside, .user = (void *)path, .is_portable = true};
	return zr_form_load(xml->data, xml->bytes, &loader, ret_form, error);
}

const char *recording_text(struct json_object *object, const char *key)
{
	struct json_object *member = NULL;
	if (!json_object_object_get_ex(object, key, &member) || member == NULL) {
		return "";
	}
	return json_object_get_string(member);
}

int recording_begin(const struct zr_form *form, struct json_object *recording,
	struct zr_session **ret_session, struct zr_error *error)
{
	const struct zr_session_env env = {
		.now_us = INT64_C(1768478400000000), /* 2026-01-15T12:00:00Z, as recorded */
		.time_zone = recording_text(recording, "tz"),
		.seed = 1,
	};
	return zr_session_new(form, &env, ret_session, error);
}

static int fault(
	struct zr_buffer *ret_fault, const char *reference, const char *what, const char *more)
{
	int result = zr_buffer_add_format(ret_fault, "%s: %s%s", reference, what, more);
	return result < 0 ? result : 1;
}

static int recording_answer(
	struct zr_session *session, struct json_object *step, struct zr_buffer *ret_fault)
{
	const char *reference = recording_text(step, "ref");
	const char *value = recording_text(step, "value");
	struct zr_item item;
	struct zr_error error = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	if (zr_session_find(session, reference, &item) < 0) {
		/* Walking there may let a repeat grow. */
		for (item = zr_session_start(session); item.kind != ZR_ITEM_END;) {
			item = zr_session_next(session, &item);
		}
	}
	if (zr_session_find(session, reference, &item) < 0) {
		return fault(ret_fault, reference, "not found", "");
	}
	if (zr_session_answer(session, &item, value, &verdict, &error) < 0) {
		return fault(ret_fault, reference, "error: ", error.message);
	}
	bool was_accepted = strcmp(recording_text(step, "result"), "ok") == 0;
	if (was_accepted != (verdict == ZR_VERDICT_ACCEPTED)) {
		return fault(ret_fault, reference, was_accepted ? "refused " : "accepted ", value);
	}
	return 0;
}

/* Whether the path without positions, up to its last element's, is this control's reference. */
static bool is_prompt_of(const struct zr_item *item, const char *reference)
{
	const char *generic = item->control->reference;
	const char *at = reference;
	while (*at != '\0' && *generic != '\0') {
		if (*at == '[') {
			at += strcspn(at, "]") + 1;
		} else if (*at++ != *generic++) {
			return false;
		}
	}
	while (*at == '[') {
		at += strcspn(at, "]") + 1;
	}
	return *at == '\0' && *generic == '\0';
}

/* Nested repeats: the prompt whose parent lies on the path. */
static bool is_under(const struct zr_item *item, const char *reference)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	if (item->parent == NULL || zr_node_path(item->parent, &path) < 0) {
		return false;
	}
	const char *ours = zr_buffer_text(&path);
	const char *at = reference;
	while (*ours != '\0') {
		if (*ours == *at) {
			ours++;
			at++;
		} else if (strncmp(at, "[1]", 3) == 0) {
			at += 3;
		} else {
			return false;
		}
	}
	return *at == '/' || *at == '[';
}

static int recording_new_repeat(
	struct zr_session *session, struct json_object *step, struct zr_buffer *ret_fault)
{
	const char *reference = recording_text(step, "ref");
	const char *bracket = strrchr(reference, '[');
	size_t wanted = bracket != NULL ? strtoul(bracket + 1, NULL, 10) : 1;
	struct zr_item item = zr_session_start(session);
	do {
		item = zr_session_next(session, &item);
		if (item.kind == ZR_ITEM_PROMPT && is_prompt_of(&item, reference) &&
			is_under(&item, reference)) {
			struct zr_item added;
			struct zr_error error = {0};
			if (item.index >= wanted) {
				return 0;
			}
			if (zr_session_repeat_add(session, &item, &added, &error) < 0) {
				return fault(ret_fault, reference, "error: ", error.message);
			}
			return 0;
		}
	} while (item.kind != ZR_ITEM_END);
	return fault(ret_fault, reference, "no place to add a repeat", "");
}

int recording_step(
	struct zr_session *session, struct json_object *step, struct zr_buffer *ret_fault)
{
	if (strcmp(recording_text(step, "op"), "answer") == 0) {
		return recording_answer(session, step, ret_fault);
	}
	return recording_new_repeat(session, step, ret_fault);
}
