/*
 * The console page's files, read once at the start and served from memory. Names outside the folder
 * cannot be asked for, because only what was read is known.
 */
#ifndef ZR_HUB_CONSOLE_CONSOLE_H
#define ZR_HUB_CONSOLE_CONSOLE_H

#include "hub/http/request.h"

struct zr_console;

/* folder may be NULL or missing: the page is then a sentence that says so. ZR_E_LIMIT, ZR_E_IO. */
int zr_console_load(
	const char *folder, struct zr_console **ret_console, struct zr_error *error) ZR_MUST_CHECK;
void zr_console_free(struct zr_console *console);

/* GET of anything that is no API: the file of that name, index.html for "/". */
void zr_console_get(struct zr_context *context, struct zr_request *request);

#endif
