/*
 * The updater's side of lib/local/update_report.h: the request taken, the report kept up.
 */
#ifndef ZR_UPDATE_REPORT_FILE_H
#define ZR_UPDATE_REPORT_FILE_H

#include <stdbool.h>

#include "tablet/update/install_options.h"

/* Does what the request asks, and says in the file report how far it is. The request goes first:
 * one that comes meanwhile is another. install->tell and ->user are set here. 0 when the report
 * says it all, failures of the update, too; else what is wrong with the report's own place. */
int zr_report_file_serve(struct zr_install *install, const char *request, const char *report,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
