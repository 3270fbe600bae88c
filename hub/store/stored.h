/*
 * What the store keeps, noun by noun, as its callers and its engines see it.
 *
 * Texts and bytes that a visit function gets are borrowed for the call. A visit function returns 0
 * to go on; anything else ends the list and is what the call returns. Lengths are limits of the
 * wire (lib/envelope) or of what an operator types; all texts are UTF-8 with their NUL.
 */
#ifndef ZR_HUB_STORE_STORED_H
#define ZR_HUB_STORE_STORED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hub/store/review_row.h"
#include "lib/base/limits.h"
#include "lib/envelope/content.h"
#include "lib/envelope/envelope.h"
#include "lib/order/orders.h"

/* Behind a store's path: the folder beside it, when its engine keeps envelopes in files. */
#define ZR_STORE_SEGMENTS_ENDING "-segments"
/* Of a copy on its way to the store's place: where it stands alone, a restore was cut short. */
#define ZR_STORE_FRESH_ENDING ".new"

#define ZR_STORE_NAME_BYTES 128 /* a name a person gave, UTF-8, with its NUL */
#define ZR_STORE_ID_BYTES   64  /* an identifier with its NUL */

/* ---- facts of the hub itself: small, by name ---- */
struct zr_store_fact {
	const char *name;
	const void *value;
	size_t bytes;
};

/* ---- people ---- */
#define ZR_STORE_PASSWORD_BYTES 192 /* of a hash with what it was made by, as text with its NUL */
#define ZR_STORE_TOTP_BYTES     20  /* a shared secret, RFC 4226 */
#define ZR_STORE_SESSION_BYTES  16
/* The path of a territory: the ids from the top, each with a slash behind it ("16/16-03/"). "" is
 * the whole country: a subtree is what begins with its path. */
#define ZR_STORE_PATH_BYTES (ZR_HUB_TERRITORY_BYTES_MAX + 1)
/* A node of the tree: a region, a district, a team… Areas belong to nodes. */
struct zr_territory {
	char territory_id[ZR_STORE_ID_BYTES];
	char parent_id[ZR_STORE_ID_BYTES]; /* "": at the top */
	char kind[ZR_STORE_ID_BYTES];      /* a word of whoever made it: "region", "team" */
	char name[ZR_STORE_NAME_BYTES];
	char path[ZR_STORE_PATH_BYTES];
};
typedef int zr_store_visit_territory(void *user, const struct zr_territory *territory);
/* Whoever logs in. What a role means is hub/access/right.h's. */
struct zr_account {
	char name[ZR_STORE_ID_BYTES];
	char person[ZR_STORE_NAME_BYTES]; /* who it is, in words; may be "" */
	char role[ZR_STORE_ID_BYTES];
	char territory_id[ZR_STORE_ID_BYTES]; /* "" for the whole country */
	char territory[ZR_STORE_PATH_BYTES];  /* in answers: its path */
	char password[ZR_STORE_PASSWORD_BYTES];
	bool is_locked;
	bool must_change;                  /* the password was given by another */
	bool has_totp;                     /* a code is asked for, too */
	uint8_t totp[ZR_STORE_TOTP_BYTES]; /* kept also until the first code proves it */
	uint64_t totp_step;                /* of the code that was used last */
	int64_t made_us;
	int64_t login_us;         /* the last one; 0: never yet */
	int64_t session_since_us; /* sessions that began before it are over */
};
typedef int zr_store_visit_account(void *user, const struct zr_account *account);
/* What a program shows instead of a password: it acts as the account. Only its hash is kept. */
struct zr_store_token {
	uint8_t hash[ZR_HASH_BYTES];
	char account[ZR_STORE_ID_BYTES];
	char name[ZR_STORE_NAME_BYTES]; /* which program, in words */
	int64_t made_us;
};
typedef int zr_store_visit_token(void *user, const struct zr_store_token *token);
struct zr_account_filter {
	const char *territory; /* "" or NULL: all; else those of this subtree */
	const char *after;     /* names behind this one; NULL: from the first */
	size_t count_max;
};

/* ---- devices ---- */
struct zr_device {
	struct zr_party_public keys;
	char name[ZR_STORE_NAME_BYTES];
	char area_id[ZR_STORE_ID_BYTES]; /* "" for none */
	char version[ZR_STORE_ID_BYTES];
	int64_t enrolled_us;
	int64_t contact_us;
	uint64_t record_count;
	uint64_t high_water;
	uint64_t unsent_count;
	uint64_t durable_through; /* all up to this sequence stands elsewhere, too */
	uint64_t draft_digest;    /* of the list of open drafts that it told last; 0: none */
	int32_t battery_percent;
	uint8_t certificate_key[ZR_HASH_BYTES]; /* of the one that is good; zeros: none was given */
	int64_t certified_us;                   /* when it was given, by the hub's clock */
	int64_t revoked_us;                     /* 0: it is welcome */
};
typedef int zr_store_visit_device(void *user, const struct zr_device *device);

/*
 * Where a page of a list ends and the next begins: behind the row with this id, whose value by
 * which the list is sorted was this then. The list begins there, and puts where it goes on in its
 * place; not set: the beginning, and the end. A list with filters looks at
 * ZR_HUB_LIST_SCAN_COUNT_MAX rows at most, and then ends early.
 */
struct zr_store_place {
	bool is_set;
	int64_t number;
	char text[ZR_STORE_NAME_BYTES]; /* of lists that are sorted by a text */
	char id[ZR_STORE_ID_BYTES];     /* in hex where it is of bytes */
};

enum zr_device_sort {
	ZR_DEVICE_BY_NAME,
	ZR_DEVICE_BY_AREA,
	ZR_DEVICE_BY_VERSION,
	ZR_DEVICE_BY_CONTACT, /* the longest silent first */
	ZR_DEVICE_BY_UNSENT,  /* the most first; those alone that have any */
};
struct zr_device_filter {
	const char *area_id; /* NULL: any, also below */
	const char *territory;
	const char *words; /* of the name or the id's beginning, folded (lib/base/fold.h) */
	const char *version;
	int64_t silent_since_us; /* not heard of since; 0: any */
	int32_t battery_below;   /* percent, of those that told; 0: any */
	enum zr_device_sort sort;
	struct zr_store_place *place; /* NULL: the beginning, and the rest is not wanted */
	size_t count_max;
};

/* ---- enrolment codes: only the hash of the secret is kept ---- */
struct zr_store_code {
	uint8_t secret_hash[ZR_HASH_BYTES];
	char name[ZR_STORE_NAME_BYTES];
	char area_id[ZR_STORE_ID_BYTES];
	int64_t expires_us;
	bool is_used;
	uint8_t device_id[ZR_PARTY_ID_BYTES]; /* when used */
};

/* ---- arrivals: what tablets sent, as it came ---- */
/* One envelope, taken unopened; known by device, sequence and hash together. */
struct zr_store_arrival {
	int64_t rank; /* in answers: its place in the order of arrival, never given twice */
	uint8_t device_id[ZR_PARTY_ID_BYTES];
	uint64_t sequence; /* from 1; at most INT64_MAX */
	uint8_t hash[ZR_HASH_BYTES];
	int64_t received_us;
	const void *envelope; /* borrowed; in answers NULL when what is on disk is damaged */
	size_t bytes;
};
typedef int zr_store_visit_arrival(void *user, const struct zr_store_arrival *arrival);
struct zr_store_arrival_name {
	const uint8_t *device_id;
	uint64_t sequence;
	const uint8_t *hash;
};
/* A piece of the list of all: so many behind this rank, and not many more bytes than these. */
struct zr_store_span {
	int64_t after_rank;
	size_t count_max;
	size_t bytes_max;
};
struct zr_store_arrival_marks {
	int64_t last_rank;   /* of the newest; 0: there is none */
	int64_t opened_rank; /* of the last that was opened: the same when none waits */
	uint64_t waiting_count;
};

/* ---- records ---- */
/* What else stands where a record stands: both were signed by their tablets, so both are kept. */
enum zr_store_conflict {
	ZR_STORE_CONFLICT_SEQUENCE = 1, /* this tablet used the sequence twice: it was set back */
	ZR_STORE_CONFLICT_ID = 2,       /* another record has this record id */
	ZR_STORE_CONFLICT_AREA = 4,     /* its tablet never was of the area: it does not count */
	ZR_STORE_CONFLICT_TIME = 8,     /* ended before it began, or a day after it came */
	ZR_STORE_CONFLICT_SHARE = 16,   /* its address was another tablet's by then; it counts */
	ZR_STORE_CONFLICT_TWICE =
		32, /* its address was recorded before, and it knows nothing of it */
};
struct zr_store_record {
	uint8_t device_id[ZR_PARTY_ID_BYTES];
	const char *device_name; /* in answers of the store, and the address below */
	const char *address;     /* of the household, "" when it is not in the area's list */
	const char *zone;        /* of the area, "" for the hub's own */
	bool is_replaced;        /* another record corrects this one */
	unsigned conflict;       /* likewise: bits of enum zr_store_conflict, as known today */
	uint64_t sequence;
	uint8_t hash[ZR_HASH_BYTES];
	uint8_t content_hash[ZR_HASH_BYTES]; /* of what was sealed; not in answers */
	int64_t received_us;
	const void *envelope; /* in answers only where it is asked for */
	size_t envelope_bytes;
	struct zr_record content; /* texts borrowed, never NULL in answers; what the cover has: no
				   * XML, no files (hub/records/answers.h) */
};

struct zr_store_record_filter {
	const char *area_id; /* NULL: any, also below */
	const char *form_id;
	const uint8_t *device_id;
	const char *record_id;
	const char *household_id;
	const char *form_version;
	const char *words;           /* of the address, folded (lib/base/fold.h) */
	bool without_form;           /* only those whose version the hub does not have */
	bool with_replaced;          /* also those that another one corrects */
	bool without_followed;       /* none that a later visit at its household follows */
	enum zr_visit_result result; /* UNKNOWN: any */
	bool with_doubt;             /* those alone that have a bit of conflict */
	bool is_doubtful;            /* those alone whose questionnaire had doubts */
	bool has_review;             /* those alone of the state below */
	enum zr_review_state review;
	const char *territory;        /* path of the part that its area lies in; NULL or "": any */
	int64_t since_us;             /* received then or after; 0: any */
	int64_t until_us;             /* received before; 0: any */
	struct zr_store_place *place; /* as that of tablets: number is the time, id the rank */
	size_t count_max;
	bool with_envelope;         /* and by rank, the oldest first, the one order of long lists */
	int64_t finished_from_us;   /* with_envelope: finished then or later; 0: at any time */
	int64_t finished_before_us; /* with_envelope: and before then; 0: at any time */
	int64_t after_rank;         /* with_envelope: behind that one; 0: from the first on */
	int64_t until_rank; /* with_envelope: as it stood when that one had come last: none behind
			     * it is there, or corrects another one; 0: as it stands */
};
typedef int zr_store_visit_record(void *user, const struct zr_store_record *record, int64_t rank);
/* A record of that id; without a hash the last received. */
struct zr_store_record_name {
	const char *record_id;
	const uint8_t *hash;   /* NULL: any */
	const char *territory; /* as in the filter: one that lies elsewhere is not there */
};
typedef int zr_store_visit_file(void *user, const char *name, const void *data, size_t bytes);

/* ---- what was refused, and who did what ---- */
#define ZR_STORE_STRANGER "unknown" /* whoever did not show keys that are enrolled here */
struct zr_store_audit {
	int64_t time_us;
	const char *who;    /* name of an account, device id in hex, or the one above */
	const char *what;   /* "record", "enrol", "login", "form", … */
	int code;           /* 0: it was done; else the ZR_E_* it was refused with */
	const char *detail; /* identifiers only */
	uint64_t count;     /* in answers: how often within one hour; time_us is the last */
};
typedef int zr_store_visit_audit(void *user, const struct zr_store_audit *audit);
/* A line of what people did (hub/core/acts.h). */
struct zr_act {
	uint64_t number; /* from 1, without a gap */
	int64_t time_us;
	const char *who;
	const char *origin; /* the address that it came from; "" for none */
	const char *what;
	int code;
	const char *detail;
	uint8_t hash[ZR_HASH_BYTES];
};
typedef int zr_store_visit_act(void *user, const struct zr_act *act);
/* Where the lines end. */
struct zr_act_mark {
	uint64_t number; /* 0: there is none yet */
	uint8_t hash[ZR_HASH_BYTES];
	bool is_signature;
};
/* What was refused, by its name. What a device signed is an arrival and is kept whole; the oldest
 * names go when there are too many, and the oldest of that device. */
struct zr_store_refused {
	int64_t time_us;
	uint8_t hash[ZR_HASH_BYTES];
	int code;       /* why; 0: it is there already, in another envelope */
	bool is_signed; /* by the device below */
	size_t bytes;
	uint8_t device_id[ZR_PARTY_ID_BYTES]; /* when signed, and the sequence */
	uint64_t sequence;
};
typedef int zr_store_visit_refused(void *user, const struct zr_store_refused *refused);
struct zr_store_refused_filter {
	const char *territory; /* "" or NULL: all, those that nobody known signed among them */
	struct zr_store_place *place; /* as that of tablets */
	size_t count_max;
};

/* ---- questionnaires ---- */
struct zr_store_form {
	char form_id[ZR_STORE_ID_BYTES];
	char version[ZR_STORE_ID_BYTES];
	char title[ZR_STORE_NAME_BYTES];
	int64_t uploaded_us;
	uint64_t warning_count;        /* when it was checked */
	uint64_t record_count;         /* in lists */
	uint64_t version_record_count; /* likewise: of this version alone */
	bool has_workbook;             /* in answers: an XLSForm was brought and is kept */
};
typedef int zr_store_visit_form(void *user, const struct zr_store_form *form);
/* A file of a questionnaire. Until its form.xml comes a file waits, and belongs to no version. */
struct zr_store_file_name {
	const char *form_id;
	const char *version; /* "" for those that wait */
	const char *name;    /* not looked at where all are meant */
};
typedef int zr_store_visit_name(void *user, const char *name);

/* ---- areas ---- */
struct zr_area {
	char area_id[ZR_STORE_ID_BYTES];
	char name[ZR_STORE_NAME_BYTES];
	char form_id[ZR_STORE_ID_BYTES];
	char zone[ZR_STORE_ID_BYTES]; /* IANA name; "" for the hub's own */
	uint64_t edition;             /* grows with every change */
	uint64_t household_count;     /* of those that are there */
	uint64_t record_count;        /* in lists, as all below */
	uint64_t device_count;
	uint64_t found_count;                       /* addresses in no list that were visited */
	uint64_t result_counts[ZR_RESULT_LAST + 1]; /* households by the newest visit's result;
						     * UNKNOWN: nobody was there yet */
};
typedef int zr_store_visit_area(void *user, const struct zr_area *area);

enum zr_area_sort {
	ZR_AREA_BY_ID,
	ZR_AREA_BY_NAME,
	ZR_AREA_BY_OPEN, /* the most households that nobody visited first */
};
struct zr_area_filter {
	const char *territory; /* NULL: any, also below */
	const char *form_id;
	const char *words; /* of the name or the id, folded */
	enum zr_area_sort sort;
	struct zr_store_place *place; /* as above */
	size_t count_max;
};

/* A household is never deleted: one that is removed keeps its id and address for its records. */
struct zr_store_household {
	const char *household_id;
	const char *address;
	size_t place; /* in the list */
	bool is_removed;
	uint64_t record_count;       /* in surveys, as all below */
	uint64_t draft_count;        /* tablets that told of an open draft */
	enum zr_visit_result result; /* of the newest visit; UNKNOWN: none yet */
	const char *appointment;     /* of the newest visit, "" for none */
	const char *position;        /* "55.796127,49.106414" in degrees, "" for none; not put */
	const uint8_t *device_id;    /* whose it is (shares.h); NULL: anybody's; not put */
};
typedef int zr_store_visit_household(void *user, const struct zr_store_household *household);

/* ---- orders: per device, by sequence ---- */
struct zr_store_order {
	uint64_t sequence;
	enum zr_order_kind kind;
	char subject[ZR_STORE_ID_BYTES];     /* form or area id */
	char edition[2 * ZR_STORE_ID_BYTES]; /* version or edition of the subject */
	const void *envelope;                /* NULL: not sealed yet */
	size_t envelope_bytes;
	uint8_t hash[ZR_HASH_BYTES]; /* when sealed */
	bool is_acknowledged;
};
typedef int zr_store_visit_order(void *user, const struct zr_store_order *order);
/* What a tablet works on, by its area: all that its orders follow from. */
struct zr_store_duty {
	char area_id[ZR_STORE_ID_BYTES];
	uint64_t area_edition;
	char form_id[ZR_STORE_ID_BYTES];
	char form_version[ZR_STORE_ID_BYTES]; /* the current one */
};
/* What a device must be at by the hub's book. */
struct zr_store_order_marks {
	uint64_t highest;      /* of all its orders */
	uint64_t acknowledged; /* highest that the device said is done */
};

#endif
