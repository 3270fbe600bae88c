/*
 * The store's data collectors, who send with other people's clients, and the parts of submissions
 * that wait for the rest. A noun of the store like those of store.h, with the same promises.
 *
 * A collector is a device too: his row among the devices has his keys, his records are the
 * device's. Of his password there is what Digest needs (RFC 7616, 3.4.2: H(name:realm:password)).
 * Collectors are closed, never removed. A part that was put together keeps its hash, so that it is
 * known when it comes again; its envelope goes.
 */
#ifndef ZR_HUB_STORE_COLLECTORS_H
#define ZR_HUB_STORE_COLLECTORS_H

#include "hub/store/collector_row.h"
#include "lib/base/error.h"

struct zr_store;

/* Makes him, or gives him another secret, or closes or opens him: by name. */
int zr_collectors_put(struct zr_store *store, const struct zr_collector *collector,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_collectors_get(struct zr_store *store, const char *name, struct zr_collector *ret_collector,
	struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
/* By name; a visit that is not 0 ends the list and is what the call returns. */
int zr_collectors_list(struct zr_store *store, zr_collectors_visit *visit, void *user,
	struct zr_error *error) ZR_MUST_CHECK;

/* 1 when this device brought a part of that submission with that hash, else 0. */
int zr_collectors_find_part(struct zr_store *store, const struct zr_submission_part *part,
	struct zr_error *error) ZR_MUST_CHECK;
/* ZR_E_EXISTS when it is there. */
int zr_collectors_add_part(struct zr_store *store, const struct zr_submission_part *part,
	struct zr_error *error) ZR_MUST_CHECK;
/* Those of the submission that wait, in the order in which they came. */
int zr_collectors_list_parts(struct zr_store *store, const struct zr_submission_part *of,
	zr_collectors_visit_part *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* It became part of a record, and waits no more. */
int zr_collectors_end_part(struct zr_store *store, const struct zr_submission_part *part,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
