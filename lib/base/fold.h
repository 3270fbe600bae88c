/*
 * Texts as people compare them: one address written by two hands, a word that is looked for.
 * Small and capital letters are the same (Latin, Cyrillic and its letters of Tatar, Bashkir and
 * Chuvash), so are ё and е; what is neither letter nor digit nor / nor - only parts words.
 */
#ifndef ZR_BASE_FOLD_H
#define ZR_BASE_FOLD_H

#include <stdbool.h>

#include "lib/base/buffer.h"

/* "ул.Садовая,  д. 5" becomes "ул садовая д 5". Replaces what is in ret_folded; bytes that are not
 * UTF-8 part words. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_fold_text(const char *text, struct zr_buffer *ret_folded) ZR_MUST_CHECK;

/* Whether each word of the folded query stands in the folded text, in whatever order; a word of
 * digits must begin a word there ("5" is not found in "15"). */
bool zr_fold_has(const char *folded, const char *folded_query);

#endif
