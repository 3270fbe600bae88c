/*
 * A folder with releases, as a stick, a server's mirror or the agent's spool has it:
 *
 *	chain.cbor               the owner's charters
 *	releases/<number>.cose   signed manifests
 *	files/<sha256>           what they name
 *
 * Nothing in it is believed but by a signature or a hash.
 */
#ifndef ZR_UPDATE_RELEASE_FOLDER_H
#define ZR_UPDATE_RELEASE_FOLDER_H

#include "lib/trust/manifest.h"

/* Walks on along the folder's chain, when there is one. As zr_trust_follow(). */
int zr_release_folder_follow(
	const char *folder, struct zr_trust *trust, struct zr_error *error) ZR_MUST_CHECK;

/* The release to go to next. ZR_E_NOT_FOUND: there is none; else why the newest one is refused, as
 * zr_manifest_verify() and zr_manifest_judge() say it. */
int zr_release_folder_choose(const char *folder, const struct zr_trust *trust,
	const struct zr_manifest_tablet *tablet, struct zr_manifest *ret_manifest,
	struct zr_error *error) ZR_MUST_CHECK;

/* Opens a file that a manifest names when it is whole and right. *ret_fd is the caller's.
 * ZR_E_NOT_FOUND: it is not there; ZR_E_SYNTAX: it ends early; ZR_E_FORGED: it was altered;
 * ZR_E_IO, ZR_E_NOMEM. */
int zr_release_folder_open(const char *folder, const struct zr_manifest_file *file, int *ret_fd,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
