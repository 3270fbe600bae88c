/*
 * The questionnaire an author names: an .xlsx workbook, a folder of CSV files, one CSV file with
 * all sheets, or an XForm. Reads the files; the libraries only see bytes.
 */
#ifndef ZR_TOOLS_FORM_SOURCE_H
#define ZR_TOOLS_FORM_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/form/form.h"
#include "lib/workbook/workbook.h"
#include "lib/xlsform/xlsform.h"

#define ZR_FORM_SOURCE_PATH_BYTES 4096

struct zr_form_source {
	char path[ZR_FORM_SOURCE_PATH_BYTES];   /* as named, without slashes at its end */
	char folder[ZR_FORM_SOURCE_PATH_BYTES]; /* where its lists and media lie */
	char stem[256];                         /* the file's name without its ending */
	struct zr_workbook *book;               /* owned; NULL for an XForm */
	struct zr_xlsform *converted;           /* owned; NULL until converted */
	struct zr_buffer file;                  /* the bytes of the XForm */
};

/* Reads the file or folder; {0} before. ZR_E_NOT_FOUND, ZR_E_IO, and what the readers return. */
int zr_form_source_open(
	struct zr_form_source *source, const char *path, struct zr_error *error) ZR_MUST_CHECK;
void zr_form_source_finish(struct zr_form_source *source);

/* Makes the XForm of a workbook; nothing to do for an XForm. The faults stand in the result:
 * zr_xlsform_try(). */
int zr_form_source_convert(struct zr_form_source *source, struct zr_error *error) ZR_MUST_CHECK;

/* How its workbook is converted; borrows from source. */
struct zr_xlsform_options zr_form_source_options(const struct zr_form_source *source);

/* The XForm, NUL-terminated; borrowed. */
const char *zr_form_source_text(const struct zr_form_source *source, size_t *ret_bytes);

/* Lists and media from beside the file, from media/ and from STEM-media/; itemsets.csv from the
 * conversion. source must outlive the loader. */
struct zr_form_loader zr_form_source_loader(struct zr_form_source *source);

/* "cannot read form.xlsx: No such file or directory", by errno; returns the error's code. */
int zr_form_source_cannot(
	struct zr_error *error, int errno_value, const char *verb, const char *path);

#endif
