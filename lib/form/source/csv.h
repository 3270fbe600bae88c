/*
 * CSV into a tree: <root><item><column>value</column>…</item>…</root> in an arena.
 *
 * Comma, semicolon, tab or bar (what the header line has most of), double quotes with "" inside,
 * CR, LF or CRLF, a UTF-8 byte order mark is skipped, a first line "sep=;" is followed. Blanks
 * around what stands without quotes are not of the value; a row of empty fields is none. A row with
 * more fields than the header is a fault, and a heading that stands twice; missing fields are
 * empty. Source: RFC 4180; ODK XForms "Secondary instances - External". Limits: ZR_FORM_BYTES_MAX.
 */
#ifndef ZR_FORM_CSV_H
#define ZR_FORM_CSV_H

#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/base/error.h"
#include "lib/xpath/tree.h"

/* Where the nodes go. Values without escapes are copied once; equal neighbours share nothing. */
struct zr_csv_target {
	struct zr_arena *arena;
	struct zr_names *names;
};

/* The file of a list, as it was read. */
struct zr_list_file {
	const char *text;
	size_t bytes;
	const char *name; /* for the error */
};

/* ret_document is a DOCUMENT node with <root> in it. name is the file's, for the error. ZR_E_SYNTAX
 * (with line), ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_csv_parse(const struct zr_list_file *file, const struct zr_csv_target *target,
	struct zr_node **ret_document, struct zr_error *error) ZR_MUST_CHECK;

/* Whether every character of a list can stand in a record: UTF-8, and XML 1.0. ZR_E_SYNTAX with
 * line and what to do. */
int zr_csv_check_letters(const struct zr_list_file *file, struct zr_error *error) ZR_MUST_CHECK;

#endif
