/*
 * What needs the whole tree: triggers, selects from repeats, search(), labels.
 */
#ifndef ZR_XLSFORM_LINKS_H
#define ZR_XLSFORM_LINKS_H

#include "lib/base/error.h"

struct zr_conversion;

/* The paths of the tree are set. */
int zr_links_resolve(struct zr_conversion *c) ZR_MUST_CHECK;

#endif
