/* Two days in one fact, a blank between them. */
#include "hub/progress/schedule.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "hub/http/json.h"
#include "hub/store/store.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"

#define FACT       "plan"
#define DAY_S      86400
#define LAST_YEAR  2999
#define DAY_LENGTH 10

/* A day that the calendar has, written as it is written. */
static bool is_day(const char *text)
{
	struct tm parts = {0};
	char again[ZR_SCHEDULE_DAY_BYTES];
	const char *end = strptime(text, "%Y-%m-%d", &parts);
	if (strlen(text) != DAY_LENGTH || end == NULL || *end != '\0') {
		return false;
	}
	zr_schedule_format_day((int64_t)timegm(&parts) / DAY_S, again);
	return strcmp(again, text) == 0; /* timegm() makes 31 February one of March */
}

static int check_day(const char *name, const char *text, struct zr_error *error)
{
	return is_day(text) ? 0
			    : zr_error_set_at(
				      error, ZR_E_INVALID, 0, name, "must be a day as 2026-12-31");
}

int zr_schedule_parse(
	struct json_object *body, struct zr_schedule *ret_plan, struct zr_error *error)
{
	assert(body != NULL && ret_plan != NULL);
	char *first = ret_plan->first;
	char *last = ret_plan->last;
	int code = zr_json_get_optional_text(body, "first", first, sizeof ret_plan->first, error);
	if (code == 0) {
		code = zr_json_get_optional_text(body, "last", last, sizeof ret_plan->last, error);
	}
	if (code != 0 || (first[0] == '\0' && last[0] == '\0')) {
		return code;
	}
	code = check_day("first", first, error);
	if (code == 0) {
		code = check_day("last", last, error);
	}
	return code == 0 && strcmp(first, last) > 0
		       ? zr_error_set_at(error, ZR_E_INVALID, 0, "last", "is before the first day")
		       : code;
}

int zr_schedule_read(struct zr_store *store, struct zr_schedule *ret_plan, struct zr_error *error)
{
	assert(store != NULL && ret_plan != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fact = {0};
	*ret_plan = (struct zr_schedule){0};
	int code = zr_store_get_fact(store, FACT, &fact, error);
	if (code != 0 || fact.bytes != 2 * DAY_LENGTH + 1) {
		return code == ZR_E_NOT_FOUND ? 0 : code;
	}
	memcpy(ret_plan->first, fact.data, DAY_LENGTH);
	memcpy(ret_plan->last, (const char *)fact.data + DAY_LENGTH + 1, DAY_LENGTH);
	return 0;
}

int zr_schedule_write(
	struct zr_store *store, const struct zr_schedule *plan, struct zr_error *error)
{
	assert(store != NULL && plan != NULL);
	char fact[2 * ZR_SCHEDULE_DAY_BYTES];
	(void)snprintf(fact, sizeof fact, "%s %s", plan->first, plan->last);
	return zr_store_put_fact(store, FACT, fact, strlen(fact), error);
}

void zr_schedule_format_day(int64_t day, char ret_text[ZR_SCHEDULE_DAY_BYTES])
{
	assert(ret_text != NULL);
	const time_t seconds = (time_t)(day * DAY_S);
	struct tm parts;
	ret_text[0] = '\0';
	if (day >= 0 && gmtime_r(&seconds, &parts) != NULL && parts.tm_year + 1900 <= LAST_YEAR) {
		(void)strftime(ret_text, ZR_SCHEDULE_DAY_BYTES, "%Y-%m-%d", &parts);
	}
}
