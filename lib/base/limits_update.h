/*
 * Limits of releases and of how a tablet comes to them; limits.h includes it.
 */
#ifndef ZR_BASE_LIMITS_UPDATE_H
#define ZR_BASE_LIMITS_UPDATE_H

#include <stddef.h>
#include <stdint.h>

/* Deltas between releases. Paths and names as Linux has them; a security fix changes some dozen
 * files, a new Debian release all 9,000 of an image; the largest file of an image is libgtk-4 or a
 * kernel of 66 MB, all of it 230 MB. */
#define ZR_DELTA_PATH_BYTES_MAX   1023
#define ZR_DELTA_NAME_BYTES_MAX   255
#define ZR_DELTA_CHANGE_COUNT_MAX 65536
#define ZR_DELTA_LIST_BYTES_MAX   ((size_t)4 * 1024 * 1024)
#define ZR_DELTA_FILE_BYTES_MAX   ((uint64_t)256 * 1024 * 1024)
#define ZR_DELTA_TOTAL_BYTES_MAX  ((uint64_t)1024 * 1024 * 1024)

/* Of the 40 MiB that an update may take, unpacking may take four times this; the maker packs with a
 * dictionary of 4 MiB, for which liblzma takes 4.1. */
#define ZR_DELTA_DECODER_BYTES_MAX ((uint64_t)5 * 1024 * 1024)

/* What is unpacked and what is read at once. */
#define ZR_DELTA_PIECE_BYTES        4096
#define ZR_DELTA_PACKED_PIECE_BYTES 16384

/* What the updater holds of a part at once, and the window of zstd that it takes: with a delta's
 * decoders it stays under 40 MiB. */
#define ZR_UPDATE_PIECE_BYTES     ((size_t)256 * 1024)
#define ZR_UPDATE_ZSTD_WINDOW_LOG 23

#endif
