/* What the status bar says, as text. Pure: no clock, no I/O. */
#ifndef ZR_SHELL_STATUS_TEXT_H
#define ZR_SHELL_STATUS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tablet/shell/core/words.h"

enum zr_status_mood {
	ZR_STATUS_QUIET,
	ZR_STATUS_WAITING,
	ZR_STATUS_ALARM,
};

/* What the agent told last. */
struct zr_status_agent {
	bool is_known; /* it answered at least once */
	bool is_enrolled;
	bool is_storage_full;
	uint64_t unsent_count;
	int64_t last_contact_us; /* the hub's last answer, 0: never */
	int64_t next_attempt_us; /* 0: none is due */
	int last_error;          /* ZR_E_* of the last attempt, 0: it went well */
	char zone[64];           /* of the area (IANA); "" before it is known */
	char name[64];           /* of the tablet; "" before enrolment */
	char language[4];        /* "" before a person chose one */
};

struct zr_status {
	int hour, minute; /* in the area's zone */
	int64_t now_us;
	bool is_sending; /* a person asked for it just now */
	bool has_battery;
	int battery_percent; /* 0 to 100 */
	bool is_charging;
	bool is_network_up;
	struct zr_status_agent agent;
};

bool zr_status_equal(const struct zr_status *a, const struct zr_status *b);

/* "HH:MM" */
void zr_status_time(const struct zr_status *status, char *text, size_t size);

/* "Не отправлено: 3", "" while nothing is known; the short form has no words: "3". */
enum zr_status_mood zr_status_unsent(const struct zr_status *status, enum zr_language language,
	bool is_short, char *text, size_t size);

#endif
