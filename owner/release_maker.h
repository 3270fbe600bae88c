/*
 * The folder of releases that a web server, the hub, a neighbour or a stick can carry:
 *
 *	chain.cbor                     the owner's charters
 *	releases/BOARD-NUMBER.cose     a signed manifest each; readers take every *.cose
 *	files/SHA256                   what the manifests name
 *
 * The manifest is written last: a folder that is being made has no release without its files.
 */
#ifndef ZR_OWNER_RELEASE_MAKER_H
#define ZR_OWNER_RELEASE_MAKER_H

#include <stdio.h>

#include "lib/trust/manifest.h"
#include "owner/owner_folder.h"

/* One way from an earlier release. */
struct zr_release_delta {
	enum zr_manifest_part_kind part;
	enum zr_manifest_packing packing;
	uint32_t from;
	const char *path;
};

struct zr_release_wish {
	const char *folder;
	struct zr_owner_folder keys;
	struct zr_manifest manifest; /* number, name, board, floor, barrier, root hash */
	bool has_entry;              /* enters_from is wished; else it is the last barrier */
	const char *parts[ZR_PART_KIND_COUNT]; /* in the order of their kinds; verity may be NULL */
	struct zr_release_delta deltas[ZR_MANIFEST_FILE_COUNT_MAX];
	size_t delta_count;
};

/* Adds a release. ZR_E_EXISTS: a release of that board has this number, or a higher one;
 * ZR_E_NOT_FOUND: a delta is from a release that the folder does not have, or a file is missing; as
 * zr_ceremony_sign(). */
int zr_release_maker_add(const struct zr_release_wish *wish, struct zr_error *error) ZR_MUST_CHECK;

/* Reads all of it as a tablet would, that knows the chain of this folder, and says what is there, a
 * line each. ZR_E_FORGED, ZR_E_NOT_FOUND, and as zr_manifest_verify(): the first fault. */
int zr_release_maker_check(const char *folder, FILE *out, struct zr_error *error) ZR_MUST_CHECK;

#endif
