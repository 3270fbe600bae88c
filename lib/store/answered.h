/*
 * Which households of the area answered online, as the hub told last: nobody needs to visit them.
 * In the database of zr_identity_open_store(); zr_inbox_list_households() tells of each.
 */
#ifndef ZR_STORE_ANSWERED_H
#define ZR_STORE_ANSWERED_H

#include "lib/store/inbox.h"

/* The order is done: its list stands in place of the one before, unless a newer one does. */
int zr_answered_apply(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error) ZR_MUST_CHECK;

#endif
