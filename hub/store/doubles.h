/*
 * The store's doubles: pairs of addresses that read the same, and pairs of records with the same
 * persons, until somebody says what they are, and what he said. A noun of the store like those of
 * store.h, with the same promises. Nothing personal is in them: ids and a count.
 */
#ifndef ZR_HUB_STORE_DOUBLES_H
#define ZR_HUB_STORE_DOUBLES_H

#include "hub/store/double_row.h"
#include "lib/base/error.h"

struct zr_store;

/* 1 when the pair is new, 0 when it was there: then its count is the new one, and what was decided
 * stands. */
int zr_doubles_put(
	struct zr_store *store, const struct zr_double *pair, struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_NOT_FOUND. */
int zr_doubles_decide(struct zr_store *store, const struct zr_double_decision *decision,
	struct zr_error *error) ZR_MUST_CHECK;

/* A page, the newest first. A visit that is not 0 ends the list and is what the call returns. */
int zr_doubles_list(struct zr_store *store, const struct zr_double_filter *filter,
	zr_doubles_visit *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

#endif
