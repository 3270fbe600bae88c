/*
 * One part of a release made again out of the running one and a delta. A program of its own does
 * it, without any right to write a slot: it reads bytes from outside.
 *
 * The root: the base's tree is unpacked (fsck.erofs), changed, and packed again (mkfs.erofs), both
 * by the programs of the running release. The signed kernel image: one file out of one. Whether the
 * result is right is judged by who takes it, by the hash in the manifest.
 */
#ifndef ZR_UPDATE_REMAKE_H
#define ZR_UPDATE_REMAKE_H

#include "lib/base/error.h"

struct zr_remake {
	const char *base;   /* the part as it runs: a partition or a file */
	const char *delta;  /* a file */
	const char *folder; /* to work in; exists and is empty */
	const char *result; /* is written; not inside of the folder's "tree" or "fresh" */
};

/* ZR_E_SYNTAX, ZR_E_LIMIT: the delta is not right; ZR_E_FULL: the folder; ZR_E_IO, ZR_E_NOMEM. */
int zr_remake_root(const struct zr_remake *remake, struct zr_error *error) ZR_MUST_CHECK;
int zr_remake_file(const struct zr_remake *remake, struct zr_error *error) ZR_MUST_CHECK;

#endif
