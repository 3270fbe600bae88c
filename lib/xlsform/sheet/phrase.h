/*
 * Small texts: made in the arena (NULL when there is no memory), and looked at.
 */
#ifndef ZR_XLSFORM_PHRASE_H
#define ZR_XLSFORM_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"
#include "lib/base/oddity.h"

struct zr_conversion;

const char *zr_phrase_copy(struct zr_conversion *c, const char *text, size_t bytes);
const char *zr_phrase_format(struct zr_conversion *c, const char *format, ...) ZR_PRINTF(2, 3);
/* Without blanks at either end, no-break spaces among them. */
const char *zr_phrase_trim(struct zr_conversion *c, const char *text);
/* Trimmed, with plain quotes for typographic ones; is_collapsed: one blank for several. */
const char *zr_phrase_clean(struct zr_conversion *c, const char *text, bool is_collapsed);
/* Trimmed, in lower case, "_" for blanks: as headers and types are compared. */
const char *zr_phrase_snake(struct zr_conversion *c, const char *text);

/* An XML name without a colon, and nothing unseen in it. */
bool zr_phrase_is_name(const char *text, size_t bytes);

/* Makes the fault's phrase say what odd character stands in the text: zr_oddity_word(). False where
 * none does. */
bool zr_phrase_odd(
	const char *text, size_t bytes, struct zr_oddity_words *words, struct zr_fault *fault);

bool zr_phrase_is_yes(const char *text);
bool zr_phrase_is_no(const char *text);
bool zr_phrase_is_number(const char *text); /* decimal, as XLSForm's parameters take it */
bool zr_phrase_is_integer(const char *text);

#endif
