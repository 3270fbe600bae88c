/* The order and the fields are those of ODK Collect, which every such server knows. */
#include "tablet/agent/central/form_data.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/base/hex.h"

static const char *type_of(const char *name)
{
	static const struct {
		const char *ending;
		const char *type;
	} types[] = {
		{".png", "image/png"},
		{".jpg", "image/jpeg"},
		{".jpeg", "image/jpeg"},
		{".wav", "audio/wav"},
		{".mp4", "video/mp4"},
	};
	size_t length = strlen(name);
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		size_t ending = strlen(types[i].ending);
		if (length > ending && strcasecmp(name + length - ending, types[i].ending) == 0) {
			return types[i].type;
		}
	}
	return "application/octet-stream";
}

/* As browsers write a name: what would end it stands as %XX. */
static int add_name(struct zr_buffer *body, const char *name)
{
	int code = 0;
	for (; code == 0 && *name != '\0'; name++) {
		bool is_plain = *name != '"' && *name != '\r' && *name != '\n';
		code = is_plain ? zr_buffer_add(body, name, 1)
				: zr_buffer_add_format(body, "%%%02X", (unsigned char)*name);
	}
	return code;
}

struct piece {
	const char *name;
	const char *file_name;
	const char *type;
	const char *data;
	size_t bytes;
};

static int add_piece(struct zr_buffer *body, const char *boundary, const struct piece *piece)
{
	int code = zr_buffer_add_format(
		body, "--%s\r\nContent-Disposition: form-data; name=\"", boundary);
	code = code == 0 ? add_name(body, piece->name) : code;
	code = code == 0 ? zr_buffer_add_text(body, "\"; filename=\"") : code;
	code = code == 0 ? add_name(body, piece->file_name) : code;
	if (code == 0) {
		code = zr_buffer_add_format(body,
			"\"\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", piece->type,
			piece->bytes);
	}
	code = code == 0 ? zr_buffer_add(body, piece->data, piece->bytes) : code;
	return code == 0 ? zr_buffer_add_text(body, "\r\n") : code;
}

int zr_form_data_make(const struct zr_record *record,
	const uint8_t random[ZR_FORM_DATA_RANDOM_BYTES], struct zr_buffer *ret_body,
	char ret_type[ZR_FORM_DATA_TYPE_BYTES])
{
	assert(record != NULL && random != NULL && ret_body->bytes == 0 && ret_type != NULL);
	char boundary[2 * ZR_FORM_DATA_RANDOM_BYTES + 1];
	zr_hex_encode(random, ZR_FORM_DATA_RANDOM_BYTES, boundary);
	(void)snprintf(
		ret_type, ZR_FORM_DATA_TYPE_BYTES, "multipart/form-data; boundary=%s", boundary);
	const struct piece xml = {"xml_submission_file", "submission.xml",
		"text/xml; charset=utf-8", record->xml, record->xml_bytes};
	int code = add_piece(ret_body, boundary, &xml);
	for (size_t i = 0; code == 0 && i < record->file_count; i++) {
		const struct zr_content_file *file = &record->files[i];
		const struct piece piece = {
			file->name, file->name, type_of(file->name), file->data, file->bytes};
		code = add_piece(ret_body, boundary, &piece);
	}
	return code == 0 ? zr_buffer_add_format(ret_body, "--%s--\r\n", boundary) : code;
}
