/* See deliverable.h. */
#include "lib/formcheck/deliverable.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/base/utf8.h"

bool zr_deliverable_is_id(const char *id)
{
	static const char LETTERS[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-";
	size_t bytes = strlen(id);
	return bytes > 0 && bytes <= ZR_FORM_ID_BYTES_MAX && strspn(id, LETTERS) == bytes &&
	       strchr("._:-", id[0]) == NULL;
}

bool zr_deliverable_is_file_name(const char *name)
{
	size_t bytes = strlen(name);
	for (size_t at = 0; at < bytes;) {
		uint32_t character = 0;
		size_t used = zr_utf8_read(name + at, bytes - at, &character);
		bool is_control = character < 0x20 || (character >= 0x7f && character < 0xa0);
		if (used == 0 || is_control || character == '/' || character == '\\') {
			return false;
		}
		at += used;
	}
	return bytes > 0 && bytes <= ZR_FORM_FILE_NAME_BYTES_MAX && name[0] != '.' &&
	       strcmp(name, "form.xml") != 0;
}

static bool ends_with(const char *name, const char *end)
{
	size_t bytes = strlen(name), end_bytes = strlen(end);
	return bytes > end_bytes && strcasecmp(name + bytes - end_bytes, end) == 0;
}

int zr_deliverable_check_list(
	const char *name, const void *content, size_t bytes, struct zr_error *error)
{
	assert(name != NULL && (content != NULL || bytes == 0));
	const char *text = content;
	unsigned line = 1;
	if (!ends_with(name, ".csv") && !ends_with(name, ".geojson")) {
		return 0; /* pictures; XML says its encoding itself */
	}
	for (size_t at = 0; at < bytes;) {
		size_t used = text[at] != '\0' ? zr_utf8_read(text + at, bytes - at, NULL) : 0;
		if (used == 0) {
			return zr_error_set_at(
				error, ZR_E_SYNTAX, line, name, "%s", ZR_UTF8_ADVICE);
		}
		line += text[at] == '\n';
		at += used;
	}
	return 0;
}

int zr_deliverable_fits(size_t file_count, size_t bytes, struct zr_error *error)
{
	if (file_count <= ZR_HUB_MEDIA_COUNT_MAX && bytes <= ZR_HUB_MEDIA_BYTES_MAX) {
		return 0;
	}
	return zr_error_set(error, ZR_E_LIMIT,
		"the files beside this questionnaire are too many or too large: at most %d and %zu "
		"bytes together",
		ZR_HUB_MEDIA_COUNT_MAX, ZR_HUB_MEDIA_BYTES_MAX);
}

/* ---- the settings ---- */

static void check_size(struct zr_formcheck *check)
{
	char sentence[200];
	if (check->file_bytes > ZR_HUB_WORKBOOK_BYTES_MAX) {
		(void)snprintf(sentence, sizeof sentence,
			"the workbook is larger than %zu MiB; take pictures and sheets out that "
			"the form does not need",
			ZR_HUB_WORKBOOK_BYTES_MAX / 1024 / 1024);
		zr_formcheck_tell_setting(check, true, "", sentence);
	}
}

static void check_settings(struct zr_formcheck *check, const struct zr_outline *outline)
{
	char sentence[400];
	const char *id = zr_outline_id(outline), *version = zr_outline_version(outline);
	if (!zr_deliverable_is_id(id)) {
		(void)snprintf(sentence, sizeof sentence,
			"the form calls itself \"%.100s\"; the hub takes letters of the English "
			"alphabet, digits and . _ : - (at most %d, a letter or digit first): "
			"rename it",
			id, ZR_FORM_ID_BYTES_MAX);
		zr_formcheck_tell_setting(check, true, "form_id", sentence);
	}
	if (strlen(version) > ZR_FORM_VERSION_BYTES_MAX || version[0] == '.' ||
		strpbrk(version, "/\\\n\r\t") != NULL) {
		(void)snprintf(sentence, sizeof sentence,
			"the form's version must be at most %d bytes without slashes and must not "
			"begin with a dot; shorten it",
			ZR_FORM_VERSION_BYTES_MAX);
		zr_formcheck_tell_setting(check, true, "version", sentence);
	}
	if (strlen(zr_outline_title(outline)) > ZR_FORM_TITLE_BYTES_MAX) {
		(void)snprintf(sentence, sizeof sentence,
			"the form's title is longer than %d bytes (a letter that is not English "
			"takes two or more), so lists cut it; shorten it",
			ZR_FORM_TITLE_BYTES_MAX);
		zr_formcheck_tell_setting(check, false, "form_title", sentence);
	}
}

/* ---- the files ---- */

struct files {
	struct zr_formcheck *check;
	const char *seen[ZR_HUB_MEDIA_COUNT_MAX + 1]; /* addresses, borrowed */
	size_t count;
	size_t bytes;
	bool is_over;
};

static bool is_seen(const struct files *files, const char *uri)
{
	for (size_t i = 0; i < files->count; i++) {
		if (strcmp(files->seen[i], uri) == 0) {
			return true;
		}
	}
	return false;
}

static int take_file(struct files *files, const char *uri)
{
	static const char *const NO_FILES[] = {
		"jr://instance", "jr://choices", "jr://instance/last-saved"};
	if (uri == NULL || strncmp(uri, "jr://", 5) != 0 || files->is_over || is_seen(files, uri)) {
		return 0;
	}
	for (size_t i = 0; i < sizeof NO_FILES / sizeof *NO_FILES; i++) {
		if (strncmp(uri, NO_FILES[i], strlen(NO_FILES[i])) == 0) {
			return 0;
		}
	}
	const char *slash = strrchr(uri, '/');
	const char *name = slash + 1;
	char sentence[400];
	if (!zr_deliverable_is_file_name(name)) {
		(void)snprintf(sentence, sizeof sentence,
			"the file '%.150s' cannot be brought to a tablet: a name is at most %d "
			"bytes, begins with no dot and is not form.xml; rename it",
			name, ZR_FORM_FILE_NAME_BYTES_MAX);
		zr_formcheck_tell_setting(files->check, true, "", sentence);
	}
	struct zr_error error = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	const struct zr_form_loader *loader = &files->check->loader;
	int code = loader->read(loader->user, uri, &content, NULL);
	if (code == ZR_E_NOMEM) {
		return code;
	}
	files->seen[files->count++] = uri;
	files->bytes += content.bytes;
	if (zr_deliverable_fits(files->count, files->bytes, &error) != 0) {
		files->is_over = true;
		zr_formcheck_tell_setting(files->check, true, "", error.message);
	}
	return 0;
}

/* Lists that the model declares, media of its texts. */
int zr_deliverable_check(struct zr_formcheck *check, const struct zr_outline *outline)
{
	assert(check != NULL && outline->root != NULL);
	struct files files = {.check = check};
	int code = 0;
	check_size(check);
	check_settings(check, outline);
	const struct zr_node *at = outline->model;
	while (code == 0 && (at = zr_node_following(at, outline->model)) != NULL) {
		if (at->kind != ZR_NODE_ELEMENT) {
			continue;
		}
		if (zr_xml_is(at, "instance")) {
			code = take_file(&files, zr_xml_attribute(at, "", "src"));
		} else if (zr_xml_is(at, "value") && zr_xml_attribute(at, "", "form") != NULL) {
			code = take_file(&files, zr_node_value(at));
		}
	}
	return code;
}
