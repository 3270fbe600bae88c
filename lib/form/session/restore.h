/*
 * A stored record as a live instance. For lib/form.
 */
#ifndef ZR_FORM_RESTORE_H
#define ZR_FORM_RESTORE_H

#include "lib/form/session/working.h"

int zr_restore_record(struct zr_session *session, const void *xml, size_t bytes,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
