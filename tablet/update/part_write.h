/*
 * The bytes of a part into its place: as they are, or unpacked from zstd on the way. Exactly as
 * many as the manifest says are written; a file that gives more or fewer is ZR_E_SYNTAX.
 */
#ifndef ZR_UPDATE_PART_WRITE_H
#define ZR_UPDATE_PART_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"

/* Both descriptors from their beginning. ZR_E_SYNTAX (also of a window over
 * ZR_UPDATE_ZSTD_WINDOW_LOG), ZR_E_IO, ZR_E_FULL, ZR_E_NOMEM. */
int zr_part_write_plain(int from, int to, uint64_t bytes, struct zr_error *error) ZR_MUST_CHECK;
int zr_part_write_zstd(int from, int to, uint64_t bytes, struct zr_error *error) ZR_MUST_CHECK;

#endif
