/*
 * Assignments: which orders a tablet should have, and their envelopes.
 *
 * A tablet of an area gets that area's questionnaire and then its list of households. Orders are
 * queued (in the writer) when a tablet enrols and when its area or questionnaire changes; they are
 * sealed (in a worker) when the tablet first asks, and sent until it acknowledges them by hash.
 */
#ifndef ZR_HUB_DEVICE_ASSIGNMENT_H
#define ZR_HUB_DEVICE_ASSIGNMENT_H

#include "hub/store/store.h"

struct zr_context;

struct zr_sealed_order {
	struct zr_store_order order; /* its envelope is the one below */
	struct zr_buffer envelope;
	int code; /* seal_pending: why it can never be sealed; 0: it is */
};
#define ZR_SEALED_ORDER_COUNT_MAX 8
struct zr_sealed_orders {
	struct zr_sealed_order items[ZR_SEALED_ORDER_COUNT_MAX];
	size_t count;
	size_t bytes_max; /* read_sealed: what still fits */
};
void zr_sealed_orders_finish(struct zr_sealed_orders *orders);

/* In an apply: queues what each tablet lacks. An area whose questionnaire is missing queues
 * nothing. */
int zr_assignment_refresh_device(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	const char *area_id, struct zr_error *error) ZR_MUST_CHECK;
int zr_assignment_refresh_area(
	struct zr_store *store, const char *area_id, struct zr_error *error) ZR_MUST_CHECK;
int zr_assignment_refresh_form(
	struct zr_store *store, const char *form_id, struct zr_error *error) ZR_MUST_CHECK;

/* Whether tablets can get the files of that version, or those that wait for their form.xml when
 * version is "": ZR_E_LIMIT names the largest. */
int zr_assignment_check_form(struct zr_store *store, const char *form_id, const char *version,
	struct zr_error *error) ZR_MUST_CHECK;

/* Envelopes for the tablet's orders that have none yet. One that can never have one, say because
 * the questionnaire's files are too large for an envelope, is no failure: its code says so. */
int zr_assignment_seal_pending(struct zr_context *context, const struct zr_device *device,
	int64_t now_us, struct zr_sealed_orders *ret_orders, struct zr_error *error) ZR_MUST_CHECK;

/* Stored envelopes that the tablet has not acknowledged, in order, as many as fit. */
int zr_assignment_read_sealed(struct zr_store *reader, const uint8_t id[ZR_PARTY_ID_BYTES],
	size_t bytes_max, struct zr_sealed_orders *ret_orders,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
