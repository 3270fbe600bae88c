/*
 * Numbers as text, the same in every locale: no call here reads or writes a decimal point by the
 * process's locale. A number is written with the fewest digits that read back the same, without an
 * exponent. Source: XPath 1.0 sections 3.5, 4.2 string() and 4.4 number(); ODK XForms "fn:number".
 */
#ifndef ZR_BASE_DECIMAL_H
#define ZR_BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

enum {
	ZR_DECIMAL_BYTES_MAX = 400 /* of a number's text with its NUL: 1e-324 has 326 */
};

/* XPath's number of a whole text: [-]digits[.digits], spaces around; a decimal comma passes, an
 * exponent does not. NaN for anything else. */
double zr_decimal_parse(const char *text);

/* The number at the beginning of text, as strtod() reads it in the C locale but for its names and
 * hexadecimals: [+-]digits[.digits][e[+-]digits]. Sets *ret_end behind it; NaN and text when there
 * is none. */
double zr_decimal_read(const char *text, const char **ret_end);

/* Writes XPath's text of a number, at most ZR_DECIMAL_BYTES_MAX bytes; gives its length. */
size_t zr_decimal_write(double number, char *text);

/* Rounded to that many decimal places (0 or more) as a person rounds what is written: half away
 * from zero above zero, towards it below. */
double zr_decimal_round(double number, unsigned places);

#endif
