/*
 * A release out of a folder into the slot that does not run (docs/updates.md).
 *
 * Order, and why a cut anywhere leaves a slot that starts: that the other slot may be written and
 * everything that the release needs is checked and made first; then the record says that the other
 * slot is empty; then its parts are written, flushed and read back past the cache; and only then
 * the record says that it starts next. Nothing here writes to the running slot.
 */
#ifndef ZR_UPDATE_INSTALL_H
#define ZR_UPDATE_INSTALL_H

#include "tablet/update/install_options.h"

/* What there is to do with what lies in the folder. */
struct zr_install_view {
	uint32_t running; /* the release that runs; 0: it does not say */
	uint32_t next;    /* the one that starts next, when an update waits for that; else 0 */
	uint32_t number;  /* of the release to go to; 0: none */
	/* What of it is not there yet, or not whole. */
	struct zr_manifest_file missing[ZR_PART_KIND_COUNT];
	size_t missing_count;
};

/* Writes nothing but the belief. While the running release is on trial there is nothing to go to.
 * view->running and view->next are set whenever the record can be read. As zr_install_run(). */
int zr_install_look(const struct zr_install *install, struct zr_install_view *ret_view,
	struct zr_error *error) ZR_MUST_CHECK;

/* ret_number: of the release that starts next. ZR_E_NOT_FOUND, and what is wrong with the release
 * or the disk, as release_folder.h and part_gain.h say it; ZR_E_STATE: the running release is still
 * on trial; ZR_E_BUSY: another update runs; ZR_E_REFUSED: it was tried here and did not come up. */
int zr_install_run(const struct zr_install *install, uint32_t *ret_number,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
