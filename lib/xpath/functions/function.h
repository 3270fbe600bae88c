/*
 * What a function is, and one call of it. For lib/xpath.
 */
#ifndef ZR_XPATH_FUNCTION_H
#define ZR_XPATH_FUNCTION_H

#include "lib/xpath/syntax/term.h"
#include "lib/xpath/value/evaluation.h"

enum {
	ZR_FUNCTION_VOLATILE = 1 << 0,
	ZR_FUNCTION_FOCUS = 1 << 1,            /* depends on the context node */
	ZR_FUNCTION_POSITION = 1 << 2,         /* without arguments, depends on the position */
	ZR_FUNCTION_FOCUS_DEFAULT = 1 << 3,    /* without arguments, depends on the context node */
	ZR_FUNCTION_PAIRS = 1 << 4,            /* takes an even number of arguments */
	ZR_FUNCTION_ODD = 1 << 5,              /* takes an odd number of arguments */
	ZR_FUNCTION_VOLATILE_DEFAULT = 1 << 6, /* without a seed */
	ZR_FUNCTION_EXTRA = 1 << 7,            /* JavaRosa does not know it */
};

enum {
	ZR_FUNCTION_ANY = UINT8_MAX /* as argument_max: as many as there are */
};

/* One call while it is evaluated. The parser has counted the arguments. */
struct zr_call {
	struct zr_evaluation *evaluation;
	const struct zr_term *term; /* with the function and its arguments, not yet evaluated */
	const struct zr_focus *focus;
};

struct zr_function {
	const char *name;
	uint8_t argument_min;
	uint8_t argument_max;
	uint8_t flags; /* ZR_FUNCTION_* */
	int (*call)(const struct zr_call *call, struct zr_value *ret_value);
	double (*number)(double); /* what call gives of one number, where it is no more than that */
};

#endif
