/*
 * The A/B record while an update is made. It is locked only as long as it is read or changed: what
 * takes minutes lies between, and the blessing of the running slot may come meanwhile. So each
 * change is made to what stands there then, never to what was read before.
 */
#ifndef ZR_UPDATE_SLOT_RECORD_H
#define ZR_UPDATE_SLOT_RECORD_H

#include "lib/base/error.h"
#include "lib/slots/slots.h"

/* Partitions by their names in one folder: zarya-ab, root-a, … */
struct zr_slot_place {
	const char *folder;
	enum zr_slot_index running;
};

/* What stands there, with what the running kernel image says of itself where the record does not
 * know it. ZR_E_IO, ZR_E_NOT_FOUND. */
int zr_slot_record_read(const struct zr_slot_place *place, struct zr_slots *ret_slots,
	struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_STATE: the running slot is on trial, the other one must not be written. */
int zr_slot_record_check_trial(const struct zr_slots *slots, enum zr_slot_index running,
	struct zr_error *error) ZR_MUST_CHECK;

/* Says durably that the other slot is empty. ZR_E_STATE, ZR_E_IO. */
int zr_slot_record_prepare(const struct zr_slot_place *place, struct zr_error *error) ZR_MUST_CHECK;

/* Says durably that the other slot holds this release and starts next. ZR_E_STATE, ZR_E_IO. */
int zr_slot_record_activate(const struct zr_slot_place *place, uint32_t release, uint32_t uki_bytes,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
