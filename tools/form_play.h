/* `zarya form play`: an interview at a desk, typed at a terminal or from a file of steps. */
#ifndef ZR_TOOLS_FORM_PLAY_H
#define ZR_TOOLS_FORM_PLAY_H

#include <stdbool.h>

#include "lib/form/form.h"
#include "tools/form_source.h"

struct zr_form_play_options {
	const char *steps; /* path of a file of steps, "-" for what is piped in; NULL: a person */
	const char *language; /* code; NULL: the locale's */
	bool is_online;       /* as a household that answers for itself has it */
};

/* *ret_failed_count tells how many steps failed. ZR_E_NOT_FOUND, ZR_E_IO (the steps), and what
 * keeps an interview from going on. */
int zr_form_play(const struct zr_form *form, const struct zr_form_play_options *options,
	size_t *ret_failed_count, struct zr_error *error) ZR_MUST_CHECK;

/* The steps, for a person. */
int zr_form_play_help(void);

#endif
