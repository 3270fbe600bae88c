/* Remarks on a record, there and back. They are as personal as the answers that they are about. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/envelope/content_part.h"

enum {
	REMARK_FIELD_COUNT = 3,
};

void zr_content_put_remarks(
	struct zr_cbor_writer *writer, const struct zr_record_remark *remarks, size_t count)
{
	assert(remarks != NULL || count == 0);
	zr_cbor_put_array(writer, count);
	for (size_t i = 0; i < count; i++) {
		zr_cbor_put_array(writer, REMARK_FIELD_COUNT);
		zr_cbor_put_text(writer, remarks[i].place);
		zr_cbor_put_text(writer, remarks[i].text);
		zr_cbor_put_text(writer, remarks[i].reply);
	}
}

static void take_text(struct zr_cbor_reader *reader, size_t bytes_max, char **ret_text)
{
	size_t bytes = 0;
	zr_cbor_take_text_copy(reader, ret_text, &bytes);
	if (reader->code == 0 && bytes > bytes_max) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
	}
}

void zr_content_take_remarks(
	struct zr_cbor_reader *reader, struct zr_record_remark **ret_remarks, size_t *ret_count)
{
	assert(*ret_remarks == NULL);
	size_t count = zr_cbor_take_array(reader);
	struct zr_record_remark *remarks =
		zr_content_take_items(reader, count, ZR_RECORD_REMARK_COUNT_MAX, sizeof *remarks);
	if (remarks == NULL) {
		return;
	}
	*ret_remarks = remarks;
	*ret_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		zr_content_take_fields(reader, REMARK_FIELD_COUNT);
		take_text(reader, ZR_RECORD_PLACE_BYTES_MAX, &remarks[i].place);
		take_text(reader, ZR_RECORD_REMARK_BYTES_MAX, &remarks[i].text);
		take_text(reader, ZR_RECORD_REMARK_BYTES_MAX, &remarks[i].reply);
	}
}

static void wipe(char *text)
{
	if (text != NULL) {
		explicit_bzero(text, strlen(text));
		free(text);
	}
}

void zr_content_free_remarks(struct zr_record_remark *remarks, size_t count)
{
	assert(remarks != NULL || count == 0);
	for (size_t i = 0; i < count; i++) {
		wipe(remarks[i].place);
		wipe(remarks[i].text);
		wipe(remarks[i].reply);
	}
	free(remarks);
}
