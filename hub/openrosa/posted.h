/*
 * One POST of a submission, read: the XML, the files that came along, whether more will come.
 *
 * A client that has more than the server takes at once sends several, each with the XML and some of
 * the files; all but the last have a part *isIncomplete*. Nothing of it is copied but names: the
 * body must outlive it. Source: docs.getodk.org/openrosa-form-submission.
 */
#ifndef ZR_HUB_OPENROSA_POSTED_H
#define ZR_HUB_OPENROSA_POSTED_H

#include <stdbool.h>

#include "hub/openrosa/multipart.h"
#include "hub/openrosa/submitted.h"
#include "lib/envelope/content.h"

struct zr_posted {
	const char *xml;
	size_t xml_bytes;
	struct zr_content_file files[ZR_RECORD_FILE_COUNT_MAX]; /* names owned, data in the body */
	size_t file_count;
	bool is_incomplete;
	struct zr_submitted head;
	uint8_t hash[ZR_HASH_BYTES]; /* of all that it brought, whatever its order */
};

/* ZR_E_SYNTAX, ZR_E_INVALID, ZR_E_LIMIT, ZR_E_UNSUPPORTED with a sentence; ZR_E_NOMEM. On failure
 * there is nothing to finish. */
int zr_posted_read(const struct zr_multipart_body *body, struct zr_posted *ret_posted,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_posted_finish(struct zr_posted *posted);

#endif
