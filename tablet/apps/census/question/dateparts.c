/* Each box is at most four digits; the calendar is the Gregorian one. */
#include "tablet/apps/census/question/dateparts.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/calendar.h"

enum {
	YEAR_MIN = 1000,
	YEAR_MAX = 9999
};

static bool has_date(const struct zr_dateparts *parts)
{
	return parts->is_used[ZR_PART_YEAR];
}

static bool has_time(const struct zr_dateparts *parts)
{
	return parts->is_used[ZR_PART_HOUR];
}

void zr_dateparts_split(struct zr_dateparts *parts, const char *value)
{
	assert(parts != NULL && value != NULL);
	memset(parts->text, 0, sizeof parts->text);
	unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0;
	const char *joint = strchr(value, 'T');
	const char *time = has_date(parts) ? (joint != NULL ? joint + 1 : "") : value;
	if (has_date(parts) && sscanf(value, "%4u-%2u-%2u", &year, &month, &day) == 3) {
		snprintf(parts->text[ZR_PART_YEAR], 8, "%u", year % 10000);
		snprintf(parts->text[ZR_PART_MONTH], 8, "%u", month % 100);
		snprintf(parts->text[ZR_PART_DAY], 8, "%u", day % 100);
	}
	if (has_time(parts) && sscanf(time, "%2u:%2u", &hour, &minute) == 2) {
		snprintf(parts->text[ZR_PART_HOUR], 8, "%u", hour % 100);
		snprintf(parts->text[ZR_PART_MINUTE], 8, "%02u", minute % 100);
	}
}

/* The box's number, -1 when it is not one. */
static int number_of(const struct zr_dateparts *parts, enum zr_part part, int unused)
{
	const char *text = parts->text[part];
	if (!parts->is_used[part]) {
		return unused;
	}
	size_t length = strlen(text);
	return length == 0 || strspn(text, "0123456789") != length ? -1
								   : (int)strtol(text, NULL, 10);
}

static bool is_date(int year, int month, int day)
{
	if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12) {
		return false;
	}
	return day >= 1 && day <= zr_calendar_month_days(year, month);
}

enum zr_parts_verdict zr_dateparts_join(
	const struct zr_dateparts *parts, int offset_minutes, char ret_value[static 64])
{
	assert(parts != NULL);
	int used = 0, filled = 0;
	for (int i = 0; i < ZR_PART_COUNT; i++) {
		used += parts->is_used[i];
		filled += parts->is_used[i] && parts->text[i][0] != '\0';
	}
	ret_value[0] = '\0';
	if (filled == 0) {
		return ZR_PARTS_GOOD;
	}
	if (filled < used) {
		return ZR_PARTS_INCOMPLETE;
	}
	int year = number_of(parts, ZR_PART_YEAR, 0);
	int month = number_of(parts, ZR_PART_MONTH, 1);
	int day = number_of(parts, ZR_PART_DAY, 1);
	int hour = number_of(parts, ZR_PART_HOUR, 0);
	int minute = number_of(parts, ZR_PART_MINUTE, 0);
	if (has_date(parts) && !is_date(year, month, day)) {
		return ZR_PARTS_WRONG_DATE;
	}
	if (has_time(parts) && (hour < 0 || hour > 23 || minute < 0 || minute > 59)) {
		return ZR_PARTS_WRONG_TIME;
	}
	int length = 0;
	if (has_date(parts)) {
		length = snprintf(ret_value, 64, "%04d-%02d-%02d%s", year, month, day,
			has_time(parts) ? "T" : "");
	}
	if (has_time(parts)) {
		int offset = abs(offset_minutes);
		snprintf(ret_value + length, 64 - (size_t)length, "%02d:%02d:00.000%c%02d:%02d",
			hour, minute, offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
	}
	return ZR_PARTS_GOOD;
}
