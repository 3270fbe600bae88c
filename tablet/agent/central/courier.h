/*
 * Carries finished records to another server beside the hub: ODK Central, KoboToolbox, any that
 * speaks OpenRosa. Where there is a DATA/central.conf each record is kept a second time, sealed to
 * this tablet, until that server has answered 201; nothing else counts as delivered. One at a time,
 * in the order in which they were finished; one that the server refuses lets the others pass and is
 * tried again later, because a form that is missing there can still be published.
 */
#ifndef ZR_AGENT_COURIER_H
#define ZR_AGENT_COURIER_H

#include "lib/base/error.h"
#include "lib/envelope/content.h"

struct zr_state;
struct zr_courier;

/* *ret_courier is NULL without a central.conf. One that cannot be read is told by an event, and
 * then records are kept for it, but not sent. ZR_E_NOMEM. */
int zr_courier_new(struct zr_state *state, struct zr_courier **ret_courier,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_courier_free(struct zr_courier *courier);

/* Keeps a copy of a record that is about to be stored in the outbox. NULL: nothing is kept.
 * ZR_E_FULL, ZR_E_NOMEM. */
int zr_courier_keep(struct zr_courier *courier, const struct zr_record *record,
	struct zr_error *error) ZR_MUST_CHECK;

/* Something was kept and stored, or the network came: goes as soon as it may. NULL is allowed. */
void zr_courier_hurry(struct zr_courier *courier);

#endif
