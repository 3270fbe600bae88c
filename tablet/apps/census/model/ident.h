/* Ids of our own: drafts, records and found households are known by them, and by nothing that an
 * author or a respondent wrote (ADR 0117). */
#ifndef ZR_CENSUS_IDENT_H
#define ZR_CENSUS_IDENT_H

#include "lib/base/error.h"

/* Before the id of a household that the enumerator found. */
#define ZR_IDENT_FOUND "x-"

/* A random UUID (RFC 4122, version 4). ret_id is the caller's to g_free(). */
int zr_ident_draw(char **ret_id, struct zr_error *error) ZR_MUST_CHECK;

#endif
