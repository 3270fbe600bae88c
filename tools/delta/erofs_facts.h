/*
 * By which parameters an erofs image was made, read from its superblock. Source: Linux 6.1,
 * fs/erofs/erofs_fs.h.
 */
#ifndef ZR_TOOLS_EROFS_FACTS_H
#define ZR_TOOLS_EROFS_FACTS_H

#include "lib/delta/delta_list.h"

/* ZR_E_SYNTAX: no image; ZR_E_UNSUPPORTED: not one of lz4 alone; ZR_E_IO. */
int zr_erofs_facts_read(const char *image, struct zr_delta_recipe *ret_recipe,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
