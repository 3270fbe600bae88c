/* Says on standard output whose keys a folder has, and which of them are in it. */
#ifndef ZR_OWNER_KEY_SHOW_H
#define ZR_OWNER_KEY_SHOW_H

#include <stdio.h>

#include "owner/owner_folder.h"

/* As zr_owner_folder_read_chain(). */
int zr_key_show(
	const struct zr_owner_folder *folder, FILE *out, struct zr_error *error) ZR_MUST_CHECK;

#endif
