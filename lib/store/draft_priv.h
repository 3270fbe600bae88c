/* The database of the drafts, for the file beside them that keeps their files in it. */
#ifndef ZR_STORE_DRAFT_PRIV_H
#define ZR_STORE_DRAFT_PRIV_H

#include "lib/store/draft.h"

struct zr_database;

struct zr_database *zr_drafts_database(struct zr_drafts *drafts);

#endif
