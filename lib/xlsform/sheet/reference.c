/*
 * References as they are written: ${name}, ${last-saved#name}.
 *
 * Blanks inside the braces are forgiven, as pyxform forgives them. A "${" that begins no reference
 * is a fault of the cell (zr_reference_check_syntax()), told while its row is read; whoever scans
 * texts later passes over it.
 */
#include "lib/xlsform/sheet/reference.h"

#include <assert.h>
#include <string.h>

#include "lib/base/oddity.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"

bool zr_reference_at(const char *text, struct zr_reference *ret)
{
	assert(text != NULL && ret != NULL);
	static const char last_saved[] = "last-saved#";
	if (strncmp(text, "${", 2) != 0) {
		return false;
	}
	const char *name = text + 2 + strspn(text + 2, " ");
	bool is_last_saved = strncmp(name, last_saved, sizeof last_saved - 1) == 0;
	name += is_last_saved ? sizeof last_saved - 1 : 0;
	size_t bytes = strcspn(name, "}${ ");
	const char *end = name + bytes + strspn(name + bytes, " ");
	if (*end != '}' || !zr_phrase_is_name(name, bytes)) {
		return false;
	}
	*ret = (struct zr_reference){text, (size_t)(end + 1 - text), name, bytes, is_last_saved};
	assert(ret->bytes >= ret->name_bytes + strlen("${}"));
	return true;
}

bool zr_reference_next(const char *text, struct zr_reference *ret)
{
	assert(text != NULL && ret != NULL);
	const char *at = strstr(text, "${");
	while (at != NULL && !zr_reference_at(at, ret)) {
		at = strstr(at + 2, "${");
	}
	return at != NULL;
}

bool zr_reference_in(const char *text)
{
	struct zr_reference reference;
	return zr_reference_next(text, &reference);
}

bool zr_reference_is(const char *text, struct zr_reference *ret)
{
	assert(text != NULL && ret != NULL);
	return zr_reference_at(text, ret) && ret->start[ret->bytes] == '\0';
}

static int tell_malformed(struct zr_conversion *c, const struct zr_cell *cell, const char *at)
{
	struct zr_oddity_words words;
	struct zr_fault fault = {
		.kind = ZR_FAULT_BAD_REFERENCE, .around = zr_phrase_copy(c, at, strcspn(at, "\n"))};
	if (fault.around == NULL) {
		return zr_report_nomem(c);
	}
	if (zr_phrase_odd(at + 2, strcspn(at + 2, "}\n"), &words, &fault)) {
		fault.kind = ZR_FAULT_BAD_REFERENCE_ODD;
	}
	return zr_report_at(c, ZR_E_SYNTAX, cell, &fault);
}

int zr_reference_check_syntax(struct zr_conversion *c, const struct zr_cell *cell)
{
	assert(cell != NULL && cell->heading != NULL);
	enum zr_sheet_column column = cell->heading->column;
	if (column == ZR_COLUMN_NAME || column == ZR_COLUMN_TYPE || column == ZR_COLUMN_OTHER) {
		return 0; /* judged as names and types, or not ours to judge */
	}
	const char *at = strstr(cell->text, "${");
	while (at != NULL) {
		struct zr_reference reference;
		if (!zr_reference_at(at, &reference)) {
			return tell_malformed(c, cell, at);
		}
		at = strstr(at + reference.bytes, "${");
	}
	return 0;
}
