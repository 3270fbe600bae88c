/*
 * Characters that are not what they look like: invisible ones, blanks that are no blank,
 * typographic quotation marks, dashes for a minus, full-width letters. Word processors, web pages
 * and telephones put them where a form wants plain ones. Source: Unicode 15, general categories Cf,
 * Zs, Pi, Pf, Pd; block "Halfwidth and Fullwidth Forms".
 */
#ifndef ZR_BASE_ODDITY_H
#define ZR_BASE_ODDITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/fault.h"
#include "lib/base/utf8.h"

enum zr_oddity_kind {
	ZR_ODDITY_NONE,
	ZR_ODDITY_INVISIBLE, /* takes no room: U+200B */
	ZR_ODDITY_JOINER,    /* invisible too, but belongs to words of some scripts: U+200D */
	ZR_ODDITY_BLANK,     /* a blank, but not the one of the keyboard: U+00A0 */
	ZR_ODDITY_QUOTE,     /* a quotation mark or apostrophe: U+201E */
	ZR_ODDITY_SIGN,      /* a dash, a sign of arithmetic: U+2212 */
	ZR_ODDITY_WIDE,      /* an ASCII character twice as wide: U+FF41 */
};

struct zr_oddity {
	enum zr_oddity_kind kind;
	uint32_t character;
	const char *name; /* "zero width space" */
	char instead[4];  /* what to type: "-"; "" for what is to be deleted */
};

/* What the character is; kind NONE for an ordinary one. */
struct zr_oddity zr_oddity_of(uint32_t character);

/* The first character of text, up to bytes, that takes no room or is a blank that is none, joiners
 * between letters apart: what nobody sees in a name. ret_oddity may be NULL. */
bool zr_oddity_unseen(const char *text, size_t bytes, struct zr_oddity *ret_oddity);

/* Room for the facts of a sentence about it. */
struct zr_oddity_words {
	char letter[ZR_UTF8_BYTES_MAX + 1]; /* {subject}: itself */
	char title[80];                     /* {meant}: "zero width space, U+200B" */
	char instead[4];                    /* {value}: what to type */
};

/* Makes the fault's phrase say what the character is and what to do: "an invisible character (zero
 * width space, U+200B); delete it". Sets its phrase, subject, meant and value, which borrow the
 * words; of one that is not seen the phrase asks for meant alone. */
void zr_oddity_word(
	const struct zr_oddity *oddity, struct zr_oddity_words *words, struct zr_fault *fault);

#endif
