/*
 * The agent's Unix socket: what local programs (app, shell, tools) ask of the agent.
 *
 * Stream socket ZR_LOCAL_SOCKET, mode 0660, group zarya. Frames: length (4 bytes, big-endian) and
 * one CBOR map, at most ZR_LOCAL_MESSAGE_BYTES_MAX. One request, one answer, in order. An answer
 * carries the wire number of an error and its sentence when it failed. The client functions block,
 * at most ZR_LOCAL_TIMEOUT_MS, and return the agent's error as their own; a program with its own
 * loop uses encode and decode (lib/local/message.h).
 */
#ifndef ZR_LOCAL_LOCAL_H
#define ZR_LOCAL_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/envelope/content.h"

#define ZR_LOCAL_SOCKET     "/run/zarya/agent.sock"
#define ZR_LOCAL_TIMEOUT_MS 30000

/* Names that are only shown are cut at a character to fit; ids are whole. */
struct zr_local_status {
	bool is_enrolled;
	bool is_storage_full;
	char device_name[64]; /* what the hub calls this tablet; "" before enrolment */
	char device_id[33];   /* hex; "" before enrolment */
	char area_id[64];
	char area_name[128];
	uint64_t unsent_count; /* records without the hub's receipt */
	uint64_t received_count;
	int64_t last_contact_us; /* the hub's last answer by our clock, 0 when never */
	int last_error;          /* ZR_E_* of the last attempt, 0 when it went well */
	char language[4];        /* that a person chose, "ru"; "" before (ISO 639-1) */
	char zone[64]; /* of the area, "Asia/Yekaterinburg" (IANA); "" before it is known */
	int64_t next_attempt_us; /* wall time of the next exchange; 0 when none is due */
	uint64_t generation;     /* grows with every change of households, forms or record states */
};

struct zr_local_household {
	char *household_id;
	char *address;
	char *form_id;
};
struct zr_local_households {
	struct zr_local_household *items; /* owned */
	size_t count;
};

struct zr_local_form {
	char *form_id;
	char *version;
	char *directory; /* absolute; holds form.xml and its media, readable by the app */
};
struct zr_local_forms {
	struct zr_local_form *items; /* owned */
	size_t count;
};

enum zr_local_state {
	ZR_LOCAL_FINISHED = 1, /* sealed in the outbox, on disk */
	ZR_LOCAL_SENT = 2,     /* handed to the hub, no receipt yet */
	ZR_LOCAL_RECEIVED = 3, /* the hub's signed receipt is stored */
	ZR_LOCAL_REFUSED = 4,  /* the hub refused it for good; kept */
};
/* Where the record was made and what it came to; texts owned, "" where there is nothing to say. */
struct zr_local_record {
	char *record_id;
	char *household_id;
	char *address;
	char *area_id;
	char *outcome;
	char *appointment;
	char *previous_id; /* record of the visit before */
	char *replaces_id; /* record that this one corrects */
	enum zr_visit_result result;
	uint64_t sequence;
	enum zr_local_state state;
	int64_t time_us; /* of the present state */
};
struct zr_local_records {
	struct zr_local_record *items; /* owned */
	size_t count;
};

/* path NULL: ZR_LOCAL_SOCKET. ret_fd is close-on-exec and the caller's. */
int zr_local_connect(const char *path, int *ret_fd, struct zr_error *error) ZR_MUST_CHECK;

int zr_local_get_status(
	int fd, struct zr_local_status *ret_status, struct zr_error *error) ZR_MUST_CHECK;

/* code is what the console shows, e.g. "https://10.0.2.2:8443#ABCD-EFGH-…"; blocks until the hub
 * answered. ZR_E_REFUSED wrong or used code, ZR_E_NETWORK, ZR_E_STATE already enrolled. */
int zr_local_enrol(int fd, const char *code, struct zr_error *error) ZR_MUST_CHECK;

/* Seals the record into the outbox; returns after it is on disk. The same record_id again gives the
 * same sequence and changes nothing. ZR_E_FULL: nothing was stored. */
int zr_local_submit(int fd, const struct zr_record *record, uint64_t *ret_sequence,
	struct zr_error *error) ZR_MUST_CHECK;

int zr_local_get_households(
	int fd, struct zr_local_households *ret_households, struct zr_error *error) ZR_MUST_CHECK;
void zr_local_households_finish(struct zr_local_households *households);
int zr_local_get_forms(
	int fd, struct zr_local_forms *ret_forms, struct zr_error *error) ZR_MUST_CHECK;
void zr_local_forms_finish(struct zr_local_forms *forms);
int zr_local_get_records(
	int fd, struct zr_local_records *ret_records, struct zr_error *error) ZR_MUST_CHECK;
void zr_local_records_finish(struct zr_local_records *records);

/* Tells the agent which households have an open draft, all of them: the hub must know before it
 * edits an area. At most ZR_RECEIPT_DRAFT_COUNT_MAX reach the hub. */
int zr_local_tell_drafts(
	int fd, char *const *household_ids, size_t count, struct zr_error *error) ZR_MUST_CHECK;

/* Asks the agent to try the hub now instead of after its back-off. */
int zr_local_sync_now(int fd, struct zr_error *error) ZR_MUST_CHECK;

/* The language of everything on the tablet that speaks; it outlives a restart. ZR_E_INVALID for
 * what is not two small letters. */
int zr_local_set_language(int fd, const char *language, struct zr_error *error) ZR_MUST_CHECK;

#endif
