/*
 * The appearance of a control, word by word. Source: ODK XForms "Appearances"; ODK
 * documentation, "search()", "External apps".
 */
#ifndef ZR_FORM_APPEARANCE_H
#define ZR_FORM_APPEARANCE_H

#include <stdbool.h>

/* The word that begins so, such as "search(" or "ex:", borrowed with what stands behind it; NULL.
 * Blanks part words, but for those in brackets: "minimal search('a', 'b')" has two. */
const char *zr_appearance_find(const char *appearance, const char *beginning);

/* Whether the word itself is there, alone or as a call: "minimal" is in "quick minimal", not in
 * "minimalist". */
bool zr_appearance_has(const char *appearance, const char *word);

#endif
