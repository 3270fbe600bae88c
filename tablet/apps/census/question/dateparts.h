/*
 * Dates and times as the boxes of the screen: texts of day, month, year, hour and minute to and
 * from the value that a form stores. Pure.
 */
#ifndef ZR_CENSUS_DATEPARTS_H
#define ZR_CENSUS_DATEPARTS_H

#include <stdbool.h>

enum zr_part {
	ZR_PART_DAY,
	ZR_PART_MONTH,
	ZR_PART_YEAR,
	ZR_PART_HOUR,
	ZR_PART_MINUTE,
	ZR_PART_COUNT
};

struct zr_dateparts {
	bool is_used[ZR_PART_COUNT]; /* which boxes the question has */
	char text[ZR_PART_COUNT][8]; /* what stands in them */
};

enum zr_parts_verdict {
	ZR_PARTS_GOOD, /* the value is written; "" when every box is empty */
	ZR_PARTS_INCOMPLETE,
	ZR_PARTS_WRONG_DATE,
	ZR_PARTS_WRONG_TIME,
};

/* Fills the texts of the used boxes from "2009-06-30", "10:30:00.000+03:00" or both with a T. */
void zr_dateparts_split(struct zr_dateparts *parts, const char *value);

/* The stored value: a date without day is the first of the month, without month of the year.
 * Times are written with offset_minutes of the local zone ("10:30:00.000+03:00"). */
enum zr_parts_verdict zr_dateparts_join(
	const struct zr_dateparts *parts, int offset_minutes, char ret_value[static 64]);

#endif
