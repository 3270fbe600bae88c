/* What a browser sent for a question, as the answer that it would be. Pure. */
#ifndef ZR_RESPOND_GIVEN_H
#define ZR_RESPOND_GIVEN_H

#include <stdbool.h>

#include "lib/base/buffer.h"
#include "respond/core/fields.h"
#include "respond/core/look.h"

/* The value of one of its fields, "" when it was not sent. Borrowed. */
const char *zr_given_part(const struct zr_fields *fields, const char *part, const char *path);

/* Appends the answer: "" empties. ZR_E_INVALID: it is none, say a day without a month.
 * ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_given_read(const struct zr_fields *fields, const char *path, struct zr_session *session,
	const struct zr_item *question, struct zr_buffer *ret_text) ZR_MUST_CHECK;

#endif
