/* Parts are those whose XML is this one's to the byte: others belong to another telling of the same
 * instance, and go on waiting. */
#include "hub/openrosa/assembly.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/records/reading.h"
#include "hub/records/visit_end.h"
#include "lib/base/cleanup.h"

void zr_assembly_finish(struct zr_assembly *assembly)
{
	assert(assembly != NULL);
	zr_record_finish(&assembly->record);
	assembly->record = (struct zr_record){0};
}

static int no_memory(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

/* ---- files ---- */

static bool has_file(const struct zr_record *record, const char *name)
{
	for (size_t i = 0; i < record->file_count; i++) {
		if (strcmp(record->files[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

/* The last telling of a file stands: it comes first. */
static int add_file(
	struct zr_record *record, const struct zr_content_file *file, struct zr_error *error)
{
	if (has_file(record, file->name)) {
		return 0;
	}
	if (record->file_count == ZR_RECORD_FILE_COUNT_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"more than %d files belong to the submission", ZR_RECORD_FILE_COUNT_MAX);
	}
	struct zr_content_file copy = {
		.name = strdup(file->name), .data = malloc(file->bytes + 1), .bytes = file->bytes};
	if (copy.name == NULL || copy.data == NULL) {
		free(copy.name);
		free(copy.data);
		return no_memory(error);
	}
	if (file->bytes > 0) {
		memcpy(copy.data, file->data, file->bytes);
	}
	copy.data[file->bytes] = '\0';
	record->files[record->file_count++] = copy;
	return 0;
}

static int add_files(struct zr_record *record, const struct zr_content_file *files, size_t count,
	struct zr_error *error)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = add_file(record, &files[i], error);
	}
	return code;
}

/* ---- parts that came before ---- */

struct gathering {
	const struct zr_assembly_wish *wish;
	struct zr_assembly *assembly;
	struct zr_error *error;
};

static int merge(const struct gathering *gathering, const struct zr_submission_part *part,
	const struct zr_record *earlier)
{
	const struct zr_posted *posted = gathering->wish->posted;
	struct zr_assembly *assembly = gathering->assembly;
	assert(posted->xml_bytes > 0 && !posted->is_incomplete);
	if (earlier->xml_bytes != posted->xml_bytes ||
		memcmp(earlier->xml, posted->xml, posted->xml_bytes) != 0) {
		return 0;
	}
	if (assembly->merged_count == ZR_SUBMISSION_PART_COUNT_MAX) {
		return zr_error_set(gathering->error, ZR_E_LIMIT,
			"the submission came in more than %d parts", ZR_SUBMISSION_PART_COUNT_MAX);
	}
	memcpy(assembly->merged[assembly->merged_count++], part->hash, sizeof part->hash);
	int code =
		add_files(&assembly->record, earlier->files, earlier->file_count, gathering->error);
	return code == 0 ? zr_record_check(&assembly->record, gathering->error) : code;
}

static int take_part(void *user, const struct zr_submission_part *part)
{
	const struct gathering *gathering = user;
	const struct zr_party_secret *keys = gathering->wish->keys;
	assert(part->envelope != NULL && part->envelope_bytes > 0);
	const struct zr_envelope_signed envelope = {
		part->envelope, part->envelope_bytes, &keys->public_half};
	struct zr_envelope_head head;
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record earlier = {0};
	int code = zr_envelope_open(&envelope, keys, &head, &content, gathering->error);
	if (code == 0) {
		code = zr_record_decode(content.data, content.bytes, &earlier, gathering->error);
	}
	return code == 0 ? merge(gathering, part, &earlier) : code;
}

static int gather_parts(struct zr_context *context, const struct zr_assembly_wish *wish,
	struct zr_assembly *assembly, struct zr_error *error)
{
	struct gathering gathering = {wish, assembly, error};
	struct zr_submission_part of = {.instance_id = wish->posted->head.instance_id};
	memcpy(of.device_id, wish->collector->device_id, sizeof of.device_id);
	return zr_collectors_list_parts(context->reader, &of, take_part, &gathering, error);
}

/* ---- the record ---- */

static int set_texts(struct zr_record *record, const struct zr_posted *posted,
	const struct zr_device *device, const struct zr_visit_end *end)
{
	char record_id[ZR_RECORD_ID_BYTES_MAX + 1];
	char replaced_id[ZR_RECORD_ID_BYTES_MAX + 1] = "";
	zr_submitted_record_id(posted->head.instance_id, record_id);
	if (posted->head.deprecated_id[0] != '\0') {
		zr_submitted_record_id(posted->head.deprecated_id, replaced_id);
	}
	const struct {
		char **field;
		const char *text;
	} texts[] = {
		{&record->record_id, record_id},
		{&record->form_id, posted->head.form_id},
		{&record->form_version, posted->head.version},
		{&record->area_id, device->area_id},
		{&record->household_id, ""},
		{&record->outcome, end->outcome},
		{&record->address, ""},
		{&record->previous_id, ""},
		{&record->replaces_id, replaced_id},
		{&record->appointment, end->appointment},
	};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		*texts[i].field = strdup(texts[i].text);
		if (*texts[i].field == NULL) {
			return ZR_E_NOMEM;
		}
	}
	record->xml = strndup(posted->xml, posted->xml_bytes);
	record->xml_bytes = posted->xml_bytes;
	record->files = calloc(ZR_RECORD_FILE_COUNT_MAX, sizeof *record->files);
	return record->xml != NULL && record->files != NULL ? 0 : ZR_E_NOMEM;
}

/* What the visit came to, by the form that the submission names. */
static int read_end(struct zr_context *context, const struct zr_assembly_wish *wish,
	struct zr_visit_end *ret_end, struct zr_error *error)
{
	const struct zr_submitted *head = &wish->posted->head;
	const struct zr_form *form = NULL;
	const struct zr_session_env env = {
		.now_us = head->finished_us != 0 ? head->finished_us : wish->now_us,
		.time_zone = context->shared->zone};
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	int code = zr_reading_form(context, head->form_id, head->version, &form, error);
	if (code == 0) {
		code = zr_session_restore(
			form, &env, wish->posted->xml, wish->posted->xml_bytes, &session, error);
		code = code == ZR_E_REFERENCE || code == ZR_E_UNSUPPORTED
			       ? zr_error_set(error, ZR_E_INVALID,
					 "the submission is not of the form that it names")
			       : code;
	}
	if (code == 0) {
		zr_visit_end_read(session, ret_end);
	}
	return code;
}

int zr_assembly_make(struct zr_context *context, const struct zr_assembly_wish *wish,
	struct zr_assembly *ret_assembly, struct zr_error *error)
{
	assert(context != NULL && wish != NULL && ret_assembly != NULL);
	assert(ret_assembly->record.record_id == NULL);
	const struct zr_posted *posted = wish->posted;
	struct zr_record *record = &ret_assembly->record;
	struct zr_visit_end end = {0};
	struct zr_device device;
	int code = read_end(context, wish, &end, error);
	if (code == 0) {
		code = zr_store_get_device(
			context->reader, wish->collector->device_id, &device, error);
	}
	if (code == 0 && set_texts(record, posted, &device, &end) != 0) {
		code = no_memory(error);
	}
	if (code == 0) {
		code = add_files(record, posted->files, posted->file_count, error);
	}
	if (code == 0 && !posted->is_incomplete) {
		code = gather_parts(context, wish, ret_assembly, error);
	}
	if (code != 0) {
		return code;
	}
	record->result = end.result;
	record->finished_us =
		posted->head.finished_us != 0 ? posted->head.finished_us : wish->now_us;
	record->started_us = posted->head.started_us;
	if (record->started_us == 0 || record->started_us > record->finished_us) {
		record->started_us = record->finished_us;
	}
	return zr_record_check(record, error);
}
