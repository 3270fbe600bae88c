/*
 * What the hub ordered: which orders came and what became of them, the questionnaires that are
 * unpacked, the assignment with its households. An order is known by its sequence and hash; it
 * is applied once, and its fate is kept until the hub has taken the acknowledgement, and after.
 * Orders may come in any order: an older one never replaces what a newer one brought, and all of an
 * earlier life of the hub are older (hub_life.h).
 * Every function commits before it returns. The files of a questionnaire are the caller's to write
 * before zr_inbox_apply_form(). The database is opened by zr_identity_open_store().
 */
#ifndef ZR_STORE_INBOX_H
#define ZR_STORE_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/order/orders.h"
#include "lib/sqlite/database.h"

/* Which envelope: what the acknowledgement names. */
struct zr_inbox_order {
	uint64_t sequence;
	uint8_t hash[ZR_HASH_BYTES];
};

/* When the order is known, it will be acknowledged again. */
int zr_inbox_is_known(struct zr_database *database, const struct zr_inbox_order *order,
	bool *ret_is_known, struct zr_error *error) ZR_MUST_CHECK;

/* Whether nothing newer has brought this questionnaire and version, or an assignment. */
int zr_inbox_is_newest(struct zr_database *database, uint64_t sequence,
	const struct zr_order *content, bool *ret_is_newest, struct zr_error *error) ZR_MUST_CHECK;

/* The order is done: its questionnaire stands in directory. */
int zr_inbox_apply_form(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, const char *directory,
	struct zr_error *error) ZR_MUST_CHECK;

/* The order is done: its households are the assignment now, in their order. ZR_E_EXISTS when two
 * have one id: nothing changed. */
int zr_inbox_apply_assignment(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error) ZR_MUST_CHECK;

/* The order is done without doing anything: code 0 when a newer one stands, else why it cannot be
 * followed. */
int zr_inbox_close(struct zr_database *database, const struct zr_inbox_order *order, int code,
	struct zr_error *error) ZR_MUST_CHECK;

/* Up to entry_max acknowledgements that the hub has not taken yet, in ascending sequence. One that
 * is damaged is never given: it must not hold up the exchanges. */
int zr_inbox_pending(struct zr_database *database, struct zr_receipt_entry *entries,
	size_t entry_max, size_t *ret_count, struct zr_error *error) ZR_MUST_CHECK;
/* The highest sequence that was taken, 0 for none. */
int zr_inbox_high_water(struct zr_database *database, uint64_t *ret_high_water,
	struct zr_error *error) ZR_MUST_CHECK;
/* The hub answered to an exchange that carried these. */
int zr_inbox_acknowledged(struct zr_database *database, const struct zr_receipt_entry *entries,
	size_t entry_count, struct zr_error *error) ZR_MUST_CHECK;

/* Texts are borrowed during visit. Newest questionnaire first. */
struct zr_inbox_form {
	const char *form_id;
	const char *version;
	const char *directory;
};
int zr_inbox_list_forms(struct zr_database *database,
	int (*visit)(void *user, const struct zr_inbox_form *form), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

struct zr_inbox_household {
	const char *household_id;
	const char *address;
	const char *form_id;
	bool is_answered; /* it answered online (answered.h) */
};
int zr_inbox_list_households(struct zr_database *database,
	int (*visit)(void *user, const struct zr_inbox_household *household), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

/* All empty when nothing is assigned. Texts are the struct's. */
struct zr_inbox_area {
	char *area_id;
	char *area_name;
	char *zone; /* IANA name, "" when the hub did not say */
};
int zr_inbox_get_area(struct zr_database *database, struct zr_inbox_area *ret_area,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_inbox_area_finish(struct zr_inbox_area *area);

/* The households with an open draft, as the application told last: they replace what was told
 * before. ret_changed: they are others now. */
int zr_inbox_put_drafts(struct zr_database *database, char *const *household_ids, size_t count,
	bool *ret_changed, struct zr_error *error) ZR_MUST_CHECK;
/* Each of them, borrowed; stops at visit's first non-zero answer. */
int zr_inbox_list_drafts(struct zr_database *database,
	int (*visit)(void *user, const char *household_id), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
