/*
 * Invented interviews: the n-th record of a simulated tablet, always the same for the same seed, so
 * that a test can say what must stand at the hub without asking the tablet.
 */
#ifndef ZR_SIM_INVENT_H
#define ZR_SIM_INVENT_H

#include <stdint.h>

#include "lib/base/error.h"
#include "lib/envelope/content.h"

/* Fills the record; zr_record_finish() frees it. XML of 0.5 to 4.5 kB. ZR_E_NOMEM. */
int zr_invent_record(uint64_t seed, unsigned tablet, uint64_t number,
	struct zr_record *ret_record) ZR_MUST_CHECK;

#endif
