/*
 * Group commit: many requests in one transaction, so that one wait for the disk serves them all. A
 * request whose apply fails takes back its own writes only; a commit that fails fails them all.
 */
#ifndef ZR_HUB_CORE_BATCH_H
#define ZR_HUB_CORE_BATCH_H

#include "hub/http/request.h"

/* Applies a list of requests in one transaction; each then has its write_code, and no apply.
 * Returns how the transaction ended: when not 0, every request has that error. */
int zr_batch_commit(struct zr_store *store, struct zr_request *first);

#endif
