/*
 * The line that a request leaves in the audit. It is noted while a handler works and written in the
 * transaction of what it tells of: what was done and the line that says so stand together, or
 * neither does.
 */
#ifndef ZR_HUB_CORE_AUDIT_LINE_H
#define ZR_HUB_CORE_AUDIT_LINE_H

#include "hub/http/request.h"

/* What the audit will say of this request, whether its write succeeds or is refused. what must be
 * static; who and detail are copied, cut at their size, and hold identifiers only. */
void zr_audit_line_note(
	struct zr_request *request, const char *who, const char *what, const char *detail);

/* A zr_apply: writes the line that was noted, as done or with the code it was refused with. */
int zr_audit_line_write(
	struct zr_store *store, struct zr_request *request, struct zr_error *error) ZR_MUST_CHECK;

#endif
