/* Writes the XForm of a questionnaire, and itemsets.csv beside it where the form needs one. */
#ifndef ZR_TOOLS_FORM_CONVERT_H
#define ZR_TOOLS_FORM_CONVERT_H

#include "tools/form_source.h"

/* The source must be a converted workbook. target NULL writes STEM.xml where the workbook lies, or
 * into the folder of CSV files. What was there is replaced only once the new file is whole. The
 * path that was written is in ret_path. ZR_E_IO, ZR_E_FULL, ZR_E_NOT_FOUND. */
int zr_form_convert_write(const struct zr_form_source *source, const char *target,
	char ret_path[ZR_FORM_SOURCE_PATH_BYTES], struct zr_error *error) ZR_MUST_CHECK;

#endif
