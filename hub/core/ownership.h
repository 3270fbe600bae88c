/*
 * Whose folder the hub's data are in. Root may write there, and what root wrote the hub's user
 * cannot read: a backup that does not count, a restored store that does not open. So the tools that
 * write say as whom they are to be run.
 */
#ifndef ZR_HUB_CORE_OWNERSHIP_H
#define ZR_HUB_CORE_OWNERSHIP_H

#include "lib/base/error.h"

/* ZR_E_INVALID, with the command to use: we are root, and the folder is another user's. One that is
 * not there is nobody's. */
int zr_ownership_check(const char *folder, struct zr_error *error) ZR_MUST_CHECK;

#endif
