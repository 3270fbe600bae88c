/*
 * Assignments: which orders a tablet should have, and their envelopes.
 *
 * A tablet of an area gets that area's questionnaire and then its list of households. Which edition
 * of them it should have follows from its area, and is worked out when it calls: a change of an
 * area, or of a questionnaire that all areas use, writes nothing for the tablets. What the hub's
 * book of orders to it does not have as the newest of its kind is sealed then (in a worker),
 * entered (in the writer), and sent until the tablet acknowledges it by hash.
 */
#ifndef ZR_HUB_DEVICE_ASSIGNMENT_H
#define ZR_HUB_DEVICE_ASSIGNMENT_H

#include "hub/store/store.h"

struct zr_context;

struct zr_sealed_order {
	struct zr_store_order order; /* its envelope is the one below */
	struct zr_buffer envelope;
	bool is_new; /* seal_pending: it is not in the book yet */
	int code;    /* seal_pending: why it can never be sealed; 0: it is */
};
#define ZR_SEALED_ORDER_COUNT_MAX 8
struct zr_sealed_orders {
	struct zr_sealed_order items[ZR_SEALED_ORDER_COUNT_MAX];
	size_t count;
	size_t new_count;
	size_t bytes_max; /* read_sealed: what still fits */
};
void zr_sealed_orders_finish(struct zr_sealed_orders *orders);

/* Whether tablets can get the files of that version, or those that wait for their form.xml when
 * version is "": ZR_E_LIMIT names the largest. */
int zr_assignment_check_form(struct zr_store *store, const char *form_id, const char *version,
	struct zr_error *error) ZR_MUST_CHECK;

/* Envelopes for the orders that the tablet should have and that have none yet. One that can never
 * have one, say because the questionnaire's files are too large for an envelope, is no failure: its
 * code says so. */
int zr_assignment_seal_pending(struct zr_context *context, const struct zr_device *device,
	int64_t now_us, struct zr_sealed_orders *ret_orders, struct zr_error *error) ZR_MUST_CHECK;

/* In an apply: enters one of them, sealed or failed for good. An order that another exchange of the
 * tablet entered meanwhile keeps what it has; the next exchange sees to the rest. */
int zr_assignment_store(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	const struct zr_sealed_order *sealed, struct zr_error *error) ZR_MUST_CHECK;

/* Stored envelopes that the tablet has not acknowledged, in order, as many as fit. */
int zr_assignment_read_sealed(struct zr_store *reader, const uint8_t id[ZR_PARTY_ID_BYTES],
	size_t bytes_max, struct zr_sealed_orders *ret_orders,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
