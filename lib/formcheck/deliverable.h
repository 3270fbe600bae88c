/*
 * What a questionnaire must keep to so that a hub takes it and tablets store it: its id, its
 * version, the names, number and sizes of its files. The check at the desk and the hub ask the same
 * functions, so that they agree. No I/O of its own.
 */
#ifndef ZR_FORMCHECK_DELIVERABLE_H
#define ZR_FORMCHECK_DELIVERABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"
#include "lib/formcheck/outline.h"
#include "lib/formcheck/tell.h"
#include "lib/order/orders.h"

/* Letters and digits of ASCII and . _ : -, a letter or digit first, at most ZR_FORM_ID_BYTES_MAX:
 * it stands in addresses. */
bool zr_deliverable_is_id(const char *id);

/* What can be a file beside form.xml on a tablet: UTF-8, no folder, no hidden name, at most
 * ZR_FORM_FILE_NAME_BYTES_MAX. */
bool zr_deliverable_is_file_name(const char *name);

/* Whether a list of that name ("wards.csv", "places.geojson") is text that a form can read: UTF-8.
 * Other files are anything. ZR_E_SYNTAX, with the line. */
int zr_deliverable_check_list(
	const char *name, const void *content, size_t bytes, struct zr_error *error) ZR_MUST_CHECK;

/* Whether so many files and bytes go along with one form. ZR_E_LIMIT. */
int zr_deliverable_fits(size_t file_count, size_t bytes, struct zr_error *error) ZR_MUST_CHECK;

/* Whether the order of the form can be sealed, so that a tablet gets it: its files are packed to
 * know. Either ZR_E_LIMIT, which says the size, the limit and the largest files, or ZR_E_NOMEM. */
int zr_deliverable_seals(const struct zr_order *order, struct zr_error *error) ZR_MUST_CHECK;

/* The form as it would be brought to a hub. xml is borrowed; read gives the files that go along. */
struct zr_deliverable {
	const struct zr_outline *outline;
	const char *xml;
	size_t xml_bytes;
	const struct zr_form_loader *loader;
};

/* Tells id, version and title at their settings, and what is wrong with the files that the form
 * names; files that are not there are the loader's to miss. ZR_E_NOMEM. */
int zr_deliverable_check(
	struct zr_formcheck *check, const struct zr_deliverable *brought) ZR_MUST_CHECK;

#endif
