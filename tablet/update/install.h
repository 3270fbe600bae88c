/*
 * A release out of a folder into the slot that does not run (docs/updates.md).
 *
 * Order, and why a cut anywhere leaves a slot that starts: everything that the release needs is
 * checked and made first; then the record says that the other slot is empty; then its parts are
 * written, flushed and read back past the cache; and only then the record says that it starts next.
 * Nothing here writes to the running slot.
 */
#ifndef ZR_UPDATE_INSTALL_H
#define ZR_UPDATE_INSTALL_H

#include "lib/slots/slots.h"
#include "lib/trust/manifest.h"

struct zr_install {
	const char *folder; /* with the release (release_folder.h) */
	const char *slots;  /* folder of the partitions by their names: zarya-ab, root-a, … */
	const char *work;   /* folder to make parts in; what is in it goes */
	const char *belief; /* file with what the tablet believes (zr_trust_encode) */
	const char *chain;  /* the image's own chain, where there is no belief yet */
	const char *board;
	const char *remake; /* the program zarya-remake */
	enum zr_slot_index running;

	/* A step began: "check", "make", "write", "read", "done". NULL: nobody listens. */
	void (*tell)(void *user, const char *step, const struct zr_manifest *manifest);
	void *user;
};

/* ret_number: of the release that starts next. ZR_E_NOT_FOUND, and what is wrong with the release
 * or the disk, as release_folder.h and ab_device.h say it; ZR_E_STATE: the running release is still
 * on trial. */
int zr_install_run(const struct zr_install *install, uint32_t *ret_number,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
