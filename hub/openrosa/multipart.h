/*
 * A multipart/form-data body, part by part, where it lies: nothing is copied but names.
 *
 * Strict: what two readers could cut in two ways is refused. Every line ends with CRLF, nothing but
 * an empty line stands before the first boundary, a part has the one Content-Disposition
 * "form-data" with a name, data are as they are (no base64). Pure; no I/O.
 * Limits: ZR_MULTIPART_*. Source: RFC 7578, RFC 2046 (5.1.1).
 */
#ifndef ZR_HUB_OPENROSA_MULTIPART_H
#define ZR_HUB_OPENROSA_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"
#include "lib/base/limits.h"

struct zr_multipart_part {
	char name[ZR_MULTIPART_NAME_BYTES_MAX + 1];
	char file_name[ZR_MULTIPART_NAME_BYTES_MAX + 1]; /* "" when it has none */
	bool has_file_name;
	const char *data; /* in the body, no NUL behind it */
	size_t bytes;
};

/* A part as it comes; the struct is gone after the call, the data stay where the body is. What is
 * not 0 ends the reading and is what it returns. */
typedef int zr_multipart_visit(
	void *user, const struct zr_multipart_part *part, struct zr_error *error);

/* What is to be read; borrowed. content_type is the field of the head, NULL when it did not come.
 */
struct zr_multipart_body {
	const char *content_type;
	const char *data;
	size_t bytes;
};

/* ZR_E_UNSUPPORTED another media type or encoding, ZR_E_SYNTAX, ZR_E_LIMIT; where says the part. */
int zr_multipart_read(const struct zr_multipart_body *body, zr_multipart_visit *visit, void *user,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
