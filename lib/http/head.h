/*
 * Whether a request's head leaves no doubt where the request ends.
 *
 * A proxy in front of the hub and the hub itself must cut a connection into the same requests:
 * where they can differ, somebody's bytes are read as the head of another's request. Whatever RFC
 * 9112 (3.2, 5.1, 6.1 to 6.3) lets one of them read in its own way is refused. Knows no library of
 * HTTP.
 */
#ifndef ZR_HTTP_HEAD_H
#define ZR_HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

struct zr_head {
	unsigned length_count; /* of Content-Length */
	unsigned coding_count; /* of Transfer-Encoding */
	unsigned host_count;
	bool is_broken; /* a name or a value that is none */
};

/* Looks at one header as it came. */
void zr_head_add(struct zr_head *head, const char *name, const char *value);

/* After all headers: ZR_E_SYNTAX with a sentence for the client. */
int zr_head_check(
	const struct zr_head *head, bool is_http_1_1, struct zr_error *error) ZR_MUST_CHECK;

#endif
