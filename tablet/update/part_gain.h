/*
 * A part of a release gained: made of the running one and a delta, or found whole beside it. What
 * comes out is what the manifest says, or there is an error; nothing is written but in the work
 * folder.
 */
#ifndef ZR_UPDATE_PART_GAIN_H
#define ZR_UPDATE_PART_GAIN_H

#include "tablet/update/install_options.h"

struct zr_part_gain {
	const struct zr_install *install;   /* borrowed */
	const struct zr_manifest *manifest; /* borrowed */
	uint64_t running_uki_bytes;         /* 0: not known */
};

/* A part of the new release, and where its bytes are now. */
struct zr_gained_part {
	const struct zr_manifest_part *part; /* NULL: the release has none */
	enum zr_manifest_packing packing;    /* of what source gives: PLAIN or ZSTD */
	int source;                          /* owned; -1: none */
};

/* The file of the release that brings the part by the fewest bytes; NULL when there is none. */
const struct zr_manifest_file *zr_part_gain_find(
	const struct zr_part_gain *gain, enum zr_manifest_part_kind kind);

/* By that file, and where it does not come out, whole; what is said is of the last that was tried,
 * but that a whole image which is not there is no news. ret_part's source is the caller's.
 * ZR_E_NOT_FOUND; ZR_E_FULL: the work folder has no room; ZR_E_REFUSED: zarya-remake's sentence; as
 * release_folder.h says it. */
int zr_part_gain_run(const struct zr_part_gain *gain, enum zr_manifest_part_kind kind,
	struct zr_gained_part *ret_part, struct zr_error *error) ZR_MUST_CHECK;

#endif
