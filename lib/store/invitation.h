/*
 * Who may answer online, as the hub told: by the lookup of a code (lib/envelope/household_code.h)
 * the household, its area and the questionnaire that is asked there. In the database of
 * zr_identity_open_store(), at the device that takes such answers.
 */
#ifndef ZR_STORE_INVITATION_H
#define ZR_STORE_INVITATION_H

#include "lib/store/inbox.h"

/* Texts are owned. */
struct zr_invitation {
	char *household_id;
	char *address;
	char *area_id;
	char *form_id;
	char *zone; /* IANA name, "" when the hub did not say */
};
void zr_invitation_finish(struct zr_invitation *invitation);

/* The order is done: these are the area's codes in place of those before, unless a newer order
 * stands. */
int zr_invitation_apply(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_NOT_FOUND: nobody has that code. */
int zr_invitation_find(struct zr_database *database, const uint8_t lookup[ZR_ORDER_LOOKUP_BYTES],
	struct zr_invitation *ret_invitation, struct zr_error *error) ZR_MUST_CHECK;

#endif
