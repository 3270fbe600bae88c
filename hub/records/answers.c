/* The rows of the store have the answers beside the facts. */
#include "hub/records/answers.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

struct opening {
	struct zr_store *store;
	const struct zr_answers_reader *reader;
	struct zr_error *error;
	struct zr_content_file files[ZR_RECORD_FILE_COUNT_MAX]; /* of the record; owned */
	size_t file_count;
};

static void drop_files(struct opening *opening)
{
	for (size_t i = 0; i < opening->file_count; i++) {
		explicit_bzero(opening->files[i].data, opening->files[i].bytes);
		free(opening->files[i].name);
		free(opening->files[i].data);
	}
	opening->file_count = 0;
}

static int take_file(void *user, const char *name, const void *data, size_t bytes)
{
	struct opening *opening = user;
	assert(opening->file_count < ZR_RECORD_FILE_COUNT_MAX);
	struct zr_content_file *file = &opening->files[opening->file_count++];
	*file = (struct zr_content_file){strdup(name), malloc(bytes + 1), bytes};
	if (file->name == NULL || file->data == NULL) {
		file->bytes = 0;
		return zr_error_set(opening->error, ZR_E_NOMEM, "the hub is short of memory");
	}
	memcpy(file->data, data, bytes);
	file->data[bytes] = '\0';
	return 0;
}

static int take_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	struct opening *opening = user;
	struct zr_store_record whole = *record;
	int code = zr_store_list_record_files(
		opening->store, rank, take_file, opening, opening->error);
	if (code == 0) {
		whole.content.files = opening->files;
		whole.content.file_count = opening->file_count;
		code = opening->reader->visit(opening->reader->user, &whole, rank, NULL);
	}
	drop_files(opening);
	return code;
}

static void check(const struct zr_context *context, const struct zr_answers_reader *reader)
{
	assert(context != NULL && reader != NULL && reader->visit != NULL);
	assert(reader->who != NULL && reader->what != NULL);
}

int zr_answers_open(struct zr_context *context, const struct zr_answers_reader *reader,
	const struct zr_store_record_filter *filter, struct zr_error *error)
{
	assert(filter != NULL);
	check(context, reader);
	struct zr_store_record_filter wanted = *filter;
	wanted.with_xml = wanted.oldest_first = true;
	struct opening opening = {.store = context->reader, .reader = reader, .error = error};
	return zr_store_list_records(context->reader, &wanted, take_record, &opening, error);
}

int zr_answers_open_one(struct zr_context *context, const struct zr_answers_reader *reader,
	const struct zr_store_record_name *name, struct zr_error *error)
{
	assert(name != NULL);
	check(context, reader);
	struct opening opening = {.store = context->reader, .reader = reader, .error = error};
	return zr_store_get_record(context->reader, name, take_record, &opening, error);
}
