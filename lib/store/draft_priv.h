/* What only the tests of the draft store may touch: its database, to make it fail. */
#ifndef ZR_STORE_DRAFT_PRIV_H
#define ZR_STORE_DRAFT_PRIV_H

#include "lib/store/draft.h"

struct zr_database;

struct zr_database *zr_drafts_database(struct zr_drafts *drafts);

#endif
