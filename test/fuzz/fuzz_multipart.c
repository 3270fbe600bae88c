/*
 * A multipart body as a phone posts it, and what becomes of it: the first line is the media type,
 * the rest the body. Holds: no crash; every part lies within the body, in order; what was read is
 * the same when it is read again.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/xmlerror.h>

#include "hub/openrosa/posted.h"
#include "lib/base/cleanup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

struct seen {
	const char *from;
	const char *end;
};

static void drop_message(void *user, const char *format, ...)
{
	(void)user;
	(void)format;
}

static int see(void *user, const struct zr_multipart_part *part, struct zr_error *error)
{
	struct seen *seen = user;
	(void)error;
	assert(part->data >= seen->from && part->data <= seen->end);
	assert(part->bytes <= (size_t)(seen->end - part->data));
	assert(memchr(part->name, '\0', sizeof part->name) != NULL);
	assert(memchr(part->file_name, '\0', sizeof part->file_name) != NULL);
	seen->from = part->data + part->bytes;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	xmlSetGenericErrorFunc(NULL, drop_message);
	const uint8_t *line_end = bytes > 0 ? memchr(data, '\n', bytes) : NULL;
	size_t type_bytes = line_end != NULL ? (size_t)(line_end - data) : bytes;
	size_t body_bytes = line_end != NULL ? bytes - type_bytes - 1 : 0;
	ZR_CLEANUP_FREE char *type = strndup((const char *)data, type_bytes);
	/* A copy of its very size, so that a byte too far is told. */
	ZR_CLEANUP_FREE char *copy = malloc(body_bytes > 0 ? body_bytes : 1);
	assert(type != NULL && copy != NULL);
	if (body_bytes > 0) {
		memcpy(copy, line_end + 1, body_bytes);
	}
	const struct zr_multipart_body body = {type, copy, body_bytes};
	struct seen seen = {copy, copy + body_bytes};
	int code = zr_multipart_read(&body, see, &seen, NULL);
	ZR_CLEANUP(zr_posted_finish) struct zr_posted first = {0};
	ZR_CLEANUP(zr_posted_finish) struct zr_posted second = {0};
	int posted = zr_posted_read(&body, &first, NULL);
	assert(code == 0 || posted != 0);
	assert(zr_posted_read(&body, &second, NULL) == posted);
	if (posted == 0) {
		assert(memcmp(first.hash, second.hash, sizeof first.hash) == 0);
		assert(first.head.form_id[0] != '\0' && first.head.instance_id[0] != '\0');
	}
	return 0;
}
