/* Sizes are judged by packing what would be sent: a bound from the sizes of the files alone would
 * refuse lists that pack to a tenth. */
#include "lib/formcheck/deliverable.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/base/utf8.h"
#include "lib/envelope/envelope.h"
#include "lib/form/source/csv.h"

bool zr_deliverable_is_id(const char *id)
{
	assert(id != NULL);
	static const char LETTERS[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-";
	size_t bytes = strlen(id);
	return bytes > 0 && bytes <= ZR_FORM_ID_BYTES_MAX && strspn(id, LETTERS) == bytes &&
	       strchr("._:-", id[0]) == NULL;
}

bool zr_deliverable_is_file_name(const char *name)
{
	assert(name != NULL);
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
	if (!ends_with(name, ".csv") && !ends_with(name, ".geojson")) {
		return 0; /* pictures; XML says its encoding itself */
	}
	const struct zr_list_file file = {bytes > 0 ? content : "", bytes, name};
	return zr_csv_check_letters(&file, error);
}

int zr_deliverable_fits(size_t file_count, size_t bytes, struct zr_error *error)
{
	if (file_count <= ZR_HUB_MEDIA_COUNT_MAX && bytes <= ZR_HUB_MEDIA_BYTES_MAX) {
		return 0;
	}
	char bytes_max[24];
	(void)snprintf(bytes_max, sizeof bytes_max, "%zu", (size_t)ZR_HUB_MEDIA_BYTES_MAX);
	return zr_error_set_fault(error, ZR_E_LIMIT,
		&(const struct zr_fault){.kind = ZR_FAULT_FILES_TOO_LARGE,
			.number = ZR_HUB_MEDIA_COUNT_MAX,
			.value = bytes_max});
}

/* ---- the size on the way ---- */

enum {
	NAMED_FILE_COUNT = 3,
	SHOWN_NAME_BYTES = 40
};

static bool is_larger(const struct zr_content_file *a, const struct zr_content_file *b)
{
	return b == NULL || a->bytes > b->bytes;
}

/* The n largest, the largest first; NULL where there are no more. */
static void find_largest(
	const struct zr_order *order, const struct zr_content_file *largest[NAMED_FILE_COUNT])
{
	for (size_t i = 0; i < order->file_count; i++) {
		const struct zr_content_file *file = &order->files[i];
		for (size_t at = 0; at < NAMED_FILE_COUNT; at++) {
			if (is_larger(file, largest[at])) {
				const struct zr_content_file *pushed = largest[at];
				largest[at] = file;
				file = pushed;
			}
			if (file == NULL) {
				break;
			}
		}
	}
}

/* "map.png (7.2 MiB), wards.csv (1.0 MiB)" */
static void name_largest(const struct zr_order *order, char *text, size_t size)
{
	const struct zr_content_file *largest[NAMED_FILE_COUNT] = {NULL};
	find_largest(order, largest);
	text[0] = '\0';
	for (size_t i = 0; i < NAMED_FILE_COUNT && largest[i] != NULL; i++) {
		char name[SHOWN_NAME_BYTES];
		(void)snprintf(name, sizeof name, "%s", largest[i]->name);
		zr_utf8_clean(name);
		size_t used = strlen(text);
		(void)snprintf(text + used, size - used, "%s%s (%.1f MiB)", i > 0 ? ", " : "", name,
			(double)largest[i]->bytes / 1024 / 1024);
	}
}

static int too_large(
	const struct zr_order *order, size_t bytes, bool is_packed, struct zr_error *error)
{
	assert(bytes > 0 && order->file_count > 0);
	size_t limit = is_packed ? ZR_ENVELOPE_BYTES_MAX : ZR_ENVELOPE_CONTENT_BYTES_MAX;
	char names[NAMED_FILE_COUNT * (SHOWN_NAME_BYTES + 20)];
	name_largest(order, names, sizeof names);
	char size[24];
	(void)snprintf(size, sizeof size, "%.1f", (double)bytes / 1024 / 1024);
	return zr_error_set_fault(error, ZR_E_LIMIT,
		&(const struct zr_fault){
			.kind = is_packed ? ZR_FAULT_LARGE_PACKED : ZR_FAULT_LARGE_UNPACKED,
			.number = limit / 1024 / 1024,
			.value = size,
			.subject = names});
}

int zr_deliverable_seals(const struct zr_order *order, struct zr_error *error)
{
	assert(order != NULL && order->kind == ZR_ORDER_FORM);
	size_t bytes = 0;
	for (size_t i = 0; i < order->file_count; i++) {
		bytes += order->files[i].bytes;
	}
	if (bytes <= ZR_ENVELOPE_BYTES_MAX / 2) {
		return 0; /* packing adds less than a hundredth */
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	int code = zr_order_encode(order, &content, error);
	if (code == 0) {
		code = zr_envelope_measure(content.data, content.bytes, &bytes, error);
	}
	bool is_packed = code == 0;
	bool is_over = code == ZR_E_LIMIT || (is_packed && bytes > ZR_ENVELOPE_BYTES_MAX);
	return is_over ? too_large(order, bytes, is_packed, error) : code;
}

/* ---- the settings ---- */

static void check_size(struct zr_formcheck *check)
{
	if (check->file_bytes > ZR_HUB_WORKBOOK_BYTES_MAX) {
		zr_tell_setting(check, true, "",
			&(const struct zr_fault){.kind = ZR_FAULT_LARGE_WORKBOOK,
				.number = ZR_HUB_WORKBOOK_BYTES_MAX / 1024 / 1024});
	}
}

static void check_settings(struct zr_formcheck *check, const struct zr_outline *outline)
{
	const char *id = zr_outline_id(outline), *version = zr_outline_version(outline);
	if (!zr_deliverable_is_id(id)) {
		zr_tell_setting(check, true, "form_id",
			&(const struct zr_fault){.kind = ZR_FAULT_FORM_ID,
				.subject = id,
				.number = ZR_FORM_ID_BYTES_MAX});
	}
	if (strlen(version) > ZR_FORM_VERSION_BYTES_MAX || version[0] == '.' ||
		strpbrk(version, "/\\\n\r\t") != NULL) {
		zr_tell_setting(check, true, "version",
			&(const struct zr_fault){.kind = ZR_FAULT_FORM_VERSION,
				.number = ZR_FORM_VERSION_BYTES_MAX});
	}
	if (strlen(zr_outline_title(outline)) > ZR_FORM_TITLE_BYTES_MAX) {
		zr_tell_setting(check, false, "form_title",
			&(const struct zr_fault){
				.kind = ZR_FAULT_FORM_TITLE, .number = ZR_FORM_TITLE_BYTES_MAX});
	}
}

/* ---- the files ---- */

struct files {
	struct zr_formcheck *check;
	const struct zr_form_loader *loader;
	struct zr_order order; /* what a hub would seal */
	size_t bytes;          /* of all but form.xml */
	bool is_over;
};

static bool is_seen(const struct zr_order *order, const char *name)
{
	for (size_t i = 0; i < order->file_count; i++) {
		if (strcmp(order->files[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

static int add_to_order(struct zr_order *order, const char *name, const void *data, size_t bytes)
{
	assert(order->file_count < ZR_HUB_MEDIA_COUNT_MAX + 2);
	assert(name != NULL && (data != NULL || bytes == 0));
	struct zr_content_file *file = &order->files[order->file_count++];
	file->name = strdup(name);
	file->data = malloc(bytes + 1);
	file->bytes = bytes;
	if (file->name == NULL || file->data == NULL) {
		return ZR_E_NOMEM;
	}
	memcpy(file->data, data, bytes);
	file->data[bytes] = '\0';
	return 0;
}

static int begin_order(struct zr_order *order, const struct zr_deliverable *brought)
{
	assert(order->files == NULL);
	order->kind = ZR_ORDER_FORM;
	order->form_id = strdup(zr_outline_id(brought->outline));
	order->form_version = strdup(zr_outline_version(brought->outline));
	order->files = calloc(ZR_HUB_MEDIA_COUNT_MAX + 2, sizeof *order->files);
	bool is_short =
		order->form_id == NULL || order->form_version == NULL || order->files == NULL;
	return is_short ? ZR_E_NOMEM
			: add_to_order(order, "form.xml", brought->xml, brought->xml_bytes);
}

static void check_name(struct zr_formcheck *check, const char *name)
{
	if (!zr_deliverable_is_file_name(name)) {
		zr_tell_setting(check, true, "",
			&(const struct zr_fault){.kind = ZR_FAULT_FILE_NAME,
				.subject = name,
				.number = ZR_FORM_FILE_NAME_BYTES_MAX});
	}
}

static int take_file(struct files *files, const char *uri)
{
	static const char *const NO_FILES[] = {
		"jr://instance", "jr://choices", "jr://instance/last-saved"};
	if (uri == NULL || strncmp(uri, "jr://", 5) != 0 || files->is_over) {
		return 0;
	}
	for (size_t i = 0; i < sizeof NO_FILES / sizeof *NO_FILES; i++) {
		if (strncmp(uri, NO_FILES[i], strlen(NO_FILES[i])) == 0) {
			return 0;
		}
	}
	const char *name = strrchr(uri, '/') + 1;
	if (is_seen(&files->order, name)) {
		return 0;
	}
	check_name(files->check, name);
	struct zr_error error = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	int code = files->loader->read(files->loader->user, uri, &content, NULL);
	if (code == ZR_E_NOMEM) {
		return code;
	}
	files->bytes += content.bytes;
	if (zr_deliverable_fits(files->order.file_count, files->bytes, &error) != 0) {
		const struct zr_fault fault = zr_error_fault(&error);
		files->is_over = true;
		zr_tell_setting(files->check, true, "", &fault);
		return 0;
	}
	return add_to_order(&files->order, name, zr_buffer_text(&content), content.bytes);
}

static int check_order(struct files *files)
{
	struct zr_error error = {0};
	int code = files->is_over ? 0 : zr_deliverable_seals(&files->order, &error);
	if (code == ZR_E_LIMIT) {
		const struct zr_fault fault = zr_error_fault(&error);
		zr_tell_setting(files->check, true, "", &fault);
		code = 0;
	}
	return code;
}

/* Lists that the model declares, media of its texts. */
static int check_files(struct files *files, const struct zr_deliverable *brought)
{
	int code = begin_order(&files->order, brought);
	const struct zr_node *model = brought->outline->model, *at = model;
	while (code == 0 && (at = zr_node_following(at, model)) != NULL) {
		if (at->kind != ZR_NODE_ELEMENT) {
			continue;
		}
		if (zr_xml_is(at, "instance")) {
			code = take_file(files, zr_xml_attribute(at, "", "src"));
		} else if (zr_xml_is(at, "value") && zr_xml_attribute(at, "", "form") != NULL) {
			code = take_file(files, zr_node_value(at));
		}
	}
	return code == 0 ? check_order(files) : code;
}

int zr_deliverable_check(struct zr_formcheck *check, const struct zr_deliverable *brought)
{
	assert(check != NULL && brought->outline->root != NULL && brought->xml != NULL);
	check_size(check);
	check_settings(check, brought->outline);
	struct files files = {.check = check, .loader = brought->loader};
	int code = check_files(&files, brought);
	zr_order_finish(&files.order);
	return code;
}
