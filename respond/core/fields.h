/*
 * Named values as a form sends them (application/x-www-form-urlencoded). Names may come several
 * times. What XML cannot hold is refused, and a line ends as XML ends it. Values are wiped when
 * they go. No I/O. Source: WHATWG URL, 5 (application/x-www-form-urlencoded); RFC 3986, 2.1.
 */
#ifndef ZR_RESPOND_FIELDS_H
#define ZR_RESPOND_FIELDS_H

#include <stddef.h>

#include "lib/base/error.h"

struct zr_fields_item {
	char *name;
	char *value;
};
struct zr_fields {
	struct zr_fields_item *items; /* owned, as its texts */
	size_t count;
};

/* ret_fields must be empty, and is after a failure. ZR_E_SYNTAX, ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_fields_parse(const char *data, size_t bytes, struct zr_fields *ret_fields,
	struct zr_error *error) ZR_MUST_CHECK;

/* One more, copied; the same rules. */
int zr_fields_add(struct zr_fields *fields, const char *name, const char *value,
	struct zr_error *error) ZR_MUST_CHECK;

/* The first of that name; NULL when there is none. Borrowed. */
const char *zr_fields_get(const struct zr_fields *fields, const char *name);

/* The next of that name from *at on, which is moved behind it; NULL when there is no more. */
const char *zr_fields_next(const struct zr_fields *fields, const char *name, size_t *at);

void zr_fields_finish(struct zr_fields *fields);

#endif
