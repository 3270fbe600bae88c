/* What a typed text holds besides what one can see. */
#ifndef ZR_CENSUS_BLANK_H
#define ZR_CENSUS_BLANK_H

/* The text without blanks and invisible characters (zero-width space, byte order mark, direction
 * marks …) at its ends; a text of nothing else is "". Inside it nothing changes. text is UTF-8; the
 * caller frees the result with g_free. */
char *zr_blank_trim(const char *text);

#endif
