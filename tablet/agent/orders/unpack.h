/*
 * Questionnaires on disk: FORMS/<form id>/<version>/ with form.xml and its media, readable by
 * everybody. A folder appears whole or not at all: written beside, synced, renamed. Names from
 * outside never become paths: what is not a letter, a digit, '-', '_' or an inner '.' in an id is
 * written as %XX, and a file name with a slash, a leading dot or a control character is refused.
 */
#ifndef ZR_AGENT_UNPACK_H
#define ZR_AGENT_UNPACK_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/order/orders.h"

/* Appends the folder of this questionnaire, under forms. ZR_E_NOMEM, ZR_E_LIMIT when an id is too
 * long for a file name. */
int zr_unpack_folder(const char *forms, const struct zr_order *order, struct zr_buffer *ret_folder,
	struct zr_error *error) ZR_MUST_CHECK;

/* Writes the order's files; replaces what the same questionnaire and version had before.
 * ZR_E_INVALID for names and contents that cannot be, ZR_E_FULL, ZR_E_IO. */
int zr_unpack_form(
	const char *forms, const struct zr_order *order, struct zr_error *error) ZR_MUST_CHECK;

/* Removes what a power cut left half-written. */
void zr_unpack_clean(const char *forms);

#endif
