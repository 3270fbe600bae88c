/*
 * What the texts of a variable can be stored as. A variable begins with what its kind promises, and
 * falls to text with the first value that breaks the promise: nothing is lost for being odd. Pure.
 */
#ifndef ZR_HUB_OUT_CODING_H
#define ZR_HUB_OUT_CODING_H

#include <stdbool.h>

enum zr_coding {
	ZR_CODING_WHOLE,  /* of 31 bits */
	ZR_CODING_NUMBER, /* of at most 15 digits: a double gives each back */
	ZR_CODING_DATE,
	ZR_CODING_TIME,
	ZR_CODING_MOMENT,
	ZR_CODING_TEXT,
};

/* The narrowest type, not narrower than the one given, that holds the text; "" fits every one. */
enum zr_coding zr_coding_widen(enum zr_coding type, const char *text);

/* The number that a text of the type is: itself; days since 1970-01-01; seconds since midnight;
 * seconds since 1970-01-01T00:00 by the clock on the wall, whatever offset stands behind. False for
 * "", and for what is not of the type. */
bool zr_coding_read(enum zr_coding type, const char *text, double *ret_number);

#endif
