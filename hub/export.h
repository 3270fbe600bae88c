/*
 * GET /api/export.csv?form=ID[&repeat=NAME][&area=ID][&bom=1]
 *
 * One row per record with a column for each leaf of the questionnaire, named by its path; choices
 * as their codes. A repeat is a CSV of its own: one row per instance with the record's id and the
 * instance's position. RFC 4180; a text that a spreadsheet would run as a formula gets a ' before
 * it; bom=1 puts the byte order mark in front that spreadsheets ask for.
 */
#ifndef ZR_HUB_EXPORT_H
#define ZR_HUB_EXPORT_H

#include "hub/http/request.h"

void zr_export_get(struct zr_context *context, struct zr_request *request);

/* One CSV field, quoted and guarded as needed. */
int zr_export_add_field(struct zr_buffer *csv, const char *value) ZR_MUST_CHECK;

#endif
