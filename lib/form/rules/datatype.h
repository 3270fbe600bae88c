/*
 * The types of answers: what a calculation gives as text of a type, and what a person may enter.
 *
 * Texts are those of JavaRosa: dates ISO 8601, date and time with three millisecond digits and the
 * offset ("Z" for UTC), points "lat lon alt acc". Source: ODK XForms "Data types".
 */
#ifndef ZR_FORM_DATATYPE_H
#define ZR_FORM_DATATYPE_H

#include "lib/base/buffer.h"
#include "lib/form/control.h"
#include "lib/xpath/xpath.h"

/* The value as a node of this type stores it, in the context's arena or the value's own memory.
 * What does not fit the type stays as it is written. NULL only without memory. */
const char *zr_datatype_cast(
	enum zr_type type, const struct zr_value *value, const struct zr_xpath_context *context);

/* How what was entered fits a type. */
enum zr_fit {
	ZR_FIT_NOT,
	ZR_FIT_WELL,
	ZR_FIT_TOO_LONG, /* a number that would be stored as another */
};

/* Appends the normal spelling of what was entered. An int has 32 bits, as in JavaRosa; a decimal
 * takes the digits that come back from a double, some 15. ZR_E_NOMEM. */
int zr_datatype_normalise(enum zr_type type, const char *text,
	const struct zr_xpath_context *context, struct zr_buffer *ret_text,
	enum zr_fit *ret_fit) ZR_MUST_CHECK;

/* The ends and the step of a range, in either direction. */
struct zr_scale {
	double start, end, step;
};

/* Whether a slider shows the number: the ends, and what lies whole steps from one of them. */
bool zr_datatype_is_on_scale(const struct zr_scale *scale, const char *text);

#endif
