/*
 * What the agent tells local programs: its status, and the lists of households, questionnaires and
 * records. Texts and items are owned by the list; finish frees them and takes a zeroed list.
 */
#ifndef ZR_LOCAL_FACTS_H
#define ZR_LOCAL_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/envelope/content.h"

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
	char hub_id[33];         /* hex; salts the codes of households; "" before enrolment */
};

struct zr_local_household {
	char *household_id;
	char *address;
	char *form_id;
	bool is_answered; /* online: no visit is needed */
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

/* Records that the hub sent back, and that were not corrected yet. */
struct zr_local_return {
	char *record_id;
	uint64_t edition; /* another one when it was sent back again */
	uint64_t remark_count;
};
struct zr_local_returns {
	struct zr_local_return *items; /* owned */
	size_t count;
};

/* Whose a code is, and what is asked there; texts owned. */
struct zr_local_invitation {
	char *household_id;
	char *address;
	char *area_id;
	char *form_id;
	char *zone; /* of the area, as in the status */
};

void zr_local_invitation_finish(struct zr_local_invitation *invitation);
void zr_local_households_finish(struct zr_local_households *households);
void zr_local_forms_finish(struct zr_local_forms *forms);
void zr_local_records_finish(struct zr_local_records *records);
void zr_local_returns_finish(struct zr_local_returns *returns);

#endif
