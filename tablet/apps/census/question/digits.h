/* Digits in threes, for large numbers on the screen; what is stored has none of it. */
#ifndef ZR_CENSUS_DIGITS_H
#define ZR_CENSUS_DIGITS_H

/* "1234567" as "1 234 567", with no-break spaces, which typed numbers may have anyway. Only the
 * digits before a point are grouped, and only a plain number is. The caller frees it. */
char *zr_digits_group(const char *number);

#endif
