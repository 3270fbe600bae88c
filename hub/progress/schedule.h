/* The days between which the field work is to be done, by which a page says how far it should be.
 * They are one fact of the store; none is told until an administrator says so. */
#ifndef ZR_HUB_PROGRESS_SCHEDULE_H
#define ZR_HUB_PROGRESS_SCHEDULE_H

#include <stdint.h>

#include <json-c/json.h>

#include "lib/base/error.h"

struct zr_store;

#define ZR_SCHEDULE_DAY_BYTES 16 /* "2026-10-01" with its NUL, and any other number of a day */

struct zr_schedule {
	char first[ZR_SCHEDULE_DAY_BYTES]; /* "" for both: there is no plan */
	char last[ZR_SCHEDULE_DAY_BYTES];
};

/* {"first": …, "last": …}: days of 1970 to 2999 in this order, or "" both. ZR_E_INVALID. */
int zr_schedule_parse(struct json_object *body, struct zr_schedule *ret_plan,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_schedule_read(
	struct zr_store *store, struct zr_schedule *ret_plan, struct zr_error *error) ZR_MUST_CHECK;
int zr_schedule_write(struct zr_store *store, const struct zr_schedule *plan,
	struct zr_error *error) ZR_MUST_CHECK;

/* A day since 1970-01-01 as it is written; "" for one outside the years 1970 to 2999. */
void zr_schedule_format_day(int64_t day, char ret_text[ZR_SCHEDULE_DAY_BYTES]);

#endif
