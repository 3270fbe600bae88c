/*
 * The store's households that answer for themselves: which devices take their answers, the codes of
 * an area, and who has answered. A noun of the store like those of store.h, with the same promises.
 *
 * A device that takes answers is one that enrolled with a code made for it. That a household has
 * answered is noted with its record, in the same transaction (zr_store_add_record()); an area's
 * edition counts the changes, so that its tablets are told.
 */
#ifndef ZR_HUB_STORE_ONLINE_H
#define ZR_HUB_STORE_ONLINE_H

#include "hub/store/online_row.h"
#include "hub/store/stored.h"
#include "lib/base/error.h"

struct zr_store;

/* The enrolment code with this hash is for a device that takes answers. */
int zr_online_add_code(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;
/* The device enrolled with that code: if it was such a code, the device takes answers from now on.
 */
int zr_online_enrol(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* Whether it does. */
int zr_online_is_taker(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	bool *ret_is_taker, struct zr_error *error) ZR_MUST_CHECK;

/* Gives a household of the area this code, in place of the one that it had. */
int zr_online_invite(struct zr_store *store, const char *area_id,
	const struct zr_online_invitation *invitation, struct zr_error *error) ZR_MUST_CHECK;
/* Codes of the area have changed. */
int zr_online_renew(
	struct zr_store *store, const char *area_id, struct zr_error *error) ZR_MUST_CHECK;
/* The area's codes, by household. */
int zr_online_list_invitations(struct zr_store *store, const char *area_id,
	zr_online_visit_invitation *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

/* The order that a device which takes answers lacks next: 1, with kind, subject and edition; 0 when
 * it has all, or takes none. */
int zr_online_get_duty(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_order *ret_order, struct zr_error *error) ZR_MUST_CHECK;

/* How often the list of those who answered has changed; 0: nobody has. */
int zr_online_get_edition(struct zr_store *store, const char *area_id, uint64_t *ret_edition,
	struct zr_error *error) ZR_MUST_CHECK;
/* Those of the area, by household. */
int zr_online_list_answers(struct zr_store *store, const char *area_id,
	zr_online_visit_answer *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

#endif
