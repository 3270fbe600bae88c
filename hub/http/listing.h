/*
 * What every list of the console's interface takes: "limit", "after" (the "next" of the page
 * before), and "q", words that are looked for; and filters of its own. An argument that is there
 * and empty is as one that is not there.
 */
#ifndef ZR_HUB_HTTP_LISTING_H
#define ZR_HUB_HTTP_LISTING_H

#include "hub/http/json.h"
#include "hub/http/request.h"
#include "hub/store/stored.h"

struct zr_listing {
	size_t count_max;
	struct zr_store_place place; /* where it begins; after the list, where that goes on */
	const uint8_t *key;          /* that seals it; borrowed */
	const char *words;           /* folded; NULL for none */
	struct zr_buffer folded;
};

/* key: zr_listing_place_format(); it stands as long as the page. ZR_E_INVALID names the argument.
 */
int zr_listing_read(const struct zr_request *request, const uint8_t *key,
	struct zr_listing *ret_page, struct zr_error *error) ZR_MUST_CHECK;
void zr_listing_finish(struct zr_listing *page);

/* Answers with the list, which is the answer's from now on, and "next": where it goes on, or null.
 */
void zr_listing_answer(
	struct zr_request *request, const struct zr_listing *page, struct json_object *answer);

/* The argument; NULL when it is not there. */
const char *zr_listing_given(const struct zr_request *request, const char *name);
/* A number from 0 to max; 0 when it is not there. */
int zr_listing_number(const struct zr_request *request, const char *name, int64_t max,
	int64_t *ret_number, struct zr_error *error) ZR_MUST_CHECK;
/* The place of its value in the list, which ends with NULL; the first when it is not there. */
int zr_listing_choose(const struct zr_request *request, const char *name, const char *const *names,
	int *ret_index, struct zr_error *error) ZR_MUST_CHECK;

#endif
