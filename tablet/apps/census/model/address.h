/*
 * Addresses as people write them: what they are found by, and where the street ends and the house
 * begins. Pure; knows the habits of Russian addresses and of "Street 1", and leaves what it does
 * not know whole.
 */
#ifndef ZR_CENSUS_ADDRESS_H
#define ZR_CENSUS_ADDRESS_H

#include <stdbool.h>

/* Its words, small, ё as е, with a blank before, between and behind them: " ул мира 5 12 ". Two
 * addresses that fold alike are one place. The caller frees it, as all texts below. */
char *zr_address_fold(const char *text);

/* Whether each word of the query begins a word of the address, both folded, in any order. A number
 * must be the whole one, unless it is the last word and may still grow. */
bool zr_address_matches(const char *folded, const char *folded_query);

/* "г. Казань, ул. Мира" and "5, кв. 12"; the street is "" when no house can be told from it. */
void zr_address_split(const char *address, char **ret_street, char **ret_house);

/* The part that all streets begin with and that all go on behind ("г. Казань, "), "" for none. */
char *zr_address_common(const char *const *streets, unsigned count);

#endif
