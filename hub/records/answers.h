/*
 * The answers of stored records: the one way by which anything in the hub gets at what a household
 * said, the XML and the files. Who asks and why is said each
 * time, for it is written down.
 *
 * Records come as from zr_store_list_records(), whole: content.xml and content.files are
 * set, and the remarks. A record whose own answers cannot be opened comes all
 * the same, without them and with a fault; what keeps all of them shut ends the list with its
 * error. Memory does not grow with the length of the list. Used by the thread of the context.
 */
#ifndef ZR_HUB_RECORDS_ANSWERS_H
#define ZR_HUB_RECORDS_ANSWERS_H

#include "hub/store/store.h"

struct zr_context;

/* Borrowed for the call, as all of the record. fault: NULL, or why this record has no answers. What
 * it returns is as with every visit of the store. */
typedef int zr_answers_visit(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault);

/* Who reads; borrowed. */
struct zr_answers_reader {
	const char *who;  /* the account */
	const char *what; /* what for, a word: "record", "file", "export" */
	zr_answers_visit *visit;
	void *user; /* of visit */
};

/* All records of the filter, the oldest first: with_envelope is set here. */
int zr_answers_open(struct zr_context *context, const struct zr_answers_reader *reader,
	const struct zr_store_record_filter *filter, struct zr_error *error) ZR_MUST_CHECK;

/* One record. ZR_E_NOT_FOUND; the fault of the record is the error of the call. */
int zr_answers_open_one(struct zr_context *context, const struct zr_answers_reader *reader,
	const struct zr_store_record_name *name, struct zr_error *error) ZR_MUST_CHECK;

/* What is no record of the store's but sealed like one, say the remarks of a review: the envelope
 * and the id that its answers have. As open_one. */
int zr_answers_open_given(struct zr_context *context, const struct zr_answers_reader *reader,
	const struct zr_store_record *record, struct zr_error *error) ZR_MUST_CHECK;

#endif
