/*
 * Fields of a CSV table (RFC 4180), safe to open: a text that a spreadsheet program would run as a
 * formula gets a ' before it. Whatever stands in an answer was written by a stranger.
 */
#ifndef ZR_HUB_RECORDS_GUARD_H
#define ZR_HUB_RECORDS_GUARD_H

#include "lib/base/buffer.h"

/* Appends the value, quoted and guarded as needed. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_guard_add(struct zr_buffer *row, const char *value) ZR_MUST_CHECK;

/* The same behind a comma. */
int zr_guard_add_next(struct zr_buffer *row, const char *value) ZR_MUST_CHECK;

#endif
