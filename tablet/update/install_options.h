/* Out of what, into what and by whom a release is installed. Strings are borrowed. */
#ifndef ZR_UPDATE_INSTALL_OPTIONS_H
#define ZR_UPDATE_INSTALL_OPTIONS_H

#include "lib/trust/manifest.h"
#include "tablet/update/slot_record.h"

struct zr_install {
	const char *folder; /* with the release (release_folder.h) */
	struct zr_slot_place slots;
	const char *work;   /* folder to make parts in; what is in it goes */
	const char *belief; /* file with what the tablet believes (zr_trust_encode) */
	const char *chain;  /* the image's own chain, where there is no belief yet */
	const char *board;
	const char *remake;      /* the program zarya-remake */
	const char *remake_user; /* who runs it; NULL: whoever we are */

	/* A step began: "make", "write", "read", "done". NULL: nobody listens. */
	void (*tell)(void *user, const char *step, const struct zr_manifest *manifest);
	/* What did not work and was got round. NULL: nobody listens. */
	void (*complain)(void *user, const char *sentence);
	void *user;
};

#endif
