/*
 * A delta made of two trees, or of two files (lib/delta).
 */
#ifndef ZR_TOOLS_DELTA_MAKER_H
#define ZR_TOOLS_DELTA_MAKER_H

#include "lib/base/buffer.h"
#include "lib/delta/delta_list.h"

/* What of base's tree becomes file's. Appends to delta. ZR_E_IO, ZR_E_NOMEM, ZR_E_LIMIT;
 * ZR_E_UNSUPPORTED: a tree has what an image does not. */
int zr_delta_maker_trees(const char *base, const char *tree, const struct zr_delta_recipe *recipe,
	struct zr_buffer *delta, struct zr_error *error) ZR_MUST_CHECK;

/* Likewise of two files; the change is called name. */
int zr_delta_maker_files(const char *base, const char *file, const char *name,
	struct zr_buffer *delta, struct zr_error *error) ZR_MUST_CHECK;

#endif
