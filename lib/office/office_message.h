/*
 * What a hub and an office say to each other over the office's socket, as one frame each
 * (lib/local/framing.h): a question with sealed answers, and the same answers opened.
 *
 *	question  [who tstr, what for tstr, [item, …], search?]
 *	item      [record id tstr, header bstr, sealed bstr]
 *	answer    [code uint, sentence tstr, [opened, …], findings?]
 *	opened    [code uint, packed bstr]
 *
 * A question with a search asks for no answers but for persons who stand in more than one of its
 * records (office/namesake.h). It comes in pieces, of which the last one is answered with what was
 * found; packed is empty in its answers, and no name leaves the office.
 *
 *	search    [id bstr .size 16, person tstr, [name tstr, …], birth tstr, first uint, last uint]
 *	findings  [persons uint, unread uint, cut uint, [pair, …]]
 *	pair      [record uint, other uint, persons uint]
 *
 * Records of a search are told by their place in it, from 0: first is that of the piece's first.
 *
 * header and sealed are those of lib/envelope/sealed_pair.h; packed is zstd (lib/envelope/pack.h),
 * which the office does not unpack. Codes are wire errors, 0: opened. Either everything is refused,
 * with a sentence and an empty list, or each item has its own code, in the order of the question.
 * CBOR is deterministic. Limits: ZR_OFFICE_ITEM_COUNT_MAX, ZR_LOCAL_MESSAGE_BYTES_MAX. No I/O.
 */
#ifndef ZR_OFFICE_OFFICE_MESSAGE_H
#define ZR_OFFICE_OFFICE_MESSAGE_H

#include <stdbool.h>

#include "lib/base/limits.h"
#include "lib/envelope/sealed_pair.h"

#define ZR_OFFICE_WHO_BYTES       128 /* with the NUL */
#define ZR_OFFICE_WHAT_BYTES      32
#define ZR_OFFICE_PATH_BYTES      256
#define ZR_OFFICE_SEARCH_ID_BYTES 16

struct zr_office_item {
	char record_id[ZR_RECORD_ID_BYTES_MAX + 1]; /* as the hub says: for the audit */
	struct zr_sealed_pair_answers answers;      /* borrowed */
};

/* Where names and birth dates stand in a questionnaire: person is the path of the element that
 * there is one of for each person; the others are paths within it, "birth/birth_date". */
struct zr_office_fields {
	char person[ZR_OFFICE_PATH_BYTES];
	char names[ZR_OFFICE_NAME_COUNT_MAX][ZR_OFFICE_PATH_BYTES];
	size_t name_count; /* from 1 */
	char birth[ZR_OFFICE_PATH_BYTES];
};

struct zr_office_search {
	uint8_t id[ZR_OFFICE_SEARCH_ID_BYTES]; /* the asker's, drawn for this search */
	struct zr_office_fields fields;
	uint32_t first; /* place in the search of this piece's first record; 0 begins it */
	bool is_last;
};

struct zr_office_question {
	char who[ZR_OFFICE_WHO_BYTES];
	char what[ZR_OFFICE_WHAT_BYTES];
	struct zr_office_item items[ZR_OFFICE_ITEM_COUNT_MAX];
	size_t item_count; /* from 1; from 0 where a search ends */
	bool is_search;
	struct zr_office_search search;
};

/* Appends one frame. ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_office_message_ask(const struct zr_office_question *question, struct zr_buffer *frame,
	struct zr_error *error) ZR_MUST_CHECK;
/* From what is behind a frame's length; items point into it. ZR_E_SYNTAX, ZR_E_LIMIT. */
int zr_office_message_read_question(const void *message, size_t bytes,
	struct zr_office_question *ret_question, struct zr_error *error) ZR_MUST_CHECK;

struct zr_office_opened {
	int code;                      /* 0 or ZR_E_* */
	struct zr_crypto_bytes packed; /* borrowed; empty when it was not opened */
};

/* Two records in which the same persons stand: their places in the search, and how many. */
struct zr_office_pair {
	uint32_t record; /* the smaller one */
	uint32_t other;
	uint32_t person_count;
};

/* What a search found. */
struct zr_office_findings {
	uint32_t person_count; /* that were compared: with a name and a birth date */
	uint32_t unread_count; /* records that could not be read */
	bool is_cut;           /* there are more pairs than fit */
	struct zr_office_pair pairs[ZR_OFFICE_PAIR_COUNT_MAX];
	size_t pair_count;
};

struct zr_office_answer {
	struct zr_error refusal; /* code 0: the items are answered */
	struct zr_office_opened items[ZR_OFFICE_ITEM_COUNT_MAX];
	size_t item_count;
	bool has_findings;
	struct zr_office_findings findings;
};

int zr_office_message_answer(const struct zr_office_answer *answer, struct zr_buffer *frame,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_office_message_read_answer(const void *message, size_t bytes,
	struct zr_office_answer *ret_answer, struct zr_error *error) ZR_MUST_CHECK;

#endif
