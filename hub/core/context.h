/*
 * What a handler works with: what all share, and what is its worker's alone. A context belongs to
 * one thread; so do the reading connection and the forms that were read through it.
 */
#ifndef ZR_HUB_CORE_CONTEXT_H
#define ZR_HUB_CORE_CONTEXT_H

#include "hub/core/shared.h"
#include "hub/store/store.h"

struct zr_office_line;
struct zr_reading;

struct zr_context {
	struct zr_shared *shared;
	struct zr_store *reader;
	struct zr_reading
		*reading; /* questionnaires loaded last: hub/records/reading.h; NULL at first */
	struct zr_office_line *office_line; /* hub/records/office_line.h; NULL at first */
};

#endif
