/*
 * An index over the rows of a secondary instance by the value of one column, made on first use.
 *
 * A choice filter such as item[region = 'R1'] is then one probe. An entry belongs to (parent, row
 * name, column name); rows of equal value stand together in document order. Values that are equal
 * as numbers ("1", "01", "1.0") count as equal here: what is found holds every row that XPath's "="
 * can mean, and the caller compares again. A row without the column counts as empty. A column that
 * some row has more than once is not indexed.
 */
#ifndef ZR_FORM_LOOKUP_H
#define ZR_FORM_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/xpath/xpath.h"

struct zr_lookup;

enum {
	ZR_LOOKUP_SLOTS = 64
};

/* The indexes of one form. Grows with use; what is in it never changes. */
struct zr_lookup_table {
	struct zr_lookup *slots[ZR_LOOKUP_SLOTS]; /* owned */
	size_t count;
};

/* NULL without memory. */
struct zr_lookup_table *zr_lookup_new(void);
void zr_lookup_free(struct zr_lookup_table *table);

/* Rows in document order, borrowed. false: there is no index (too few rows, memory is out, or a
 * number that a date of the column may equal). */
bool zr_lookup_find(struct zr_lookup_table *table, const struct zr_lookup_key *key,
	const char *value, struct zr_node ***ret_rows, size_t *ret_count);
/* Whether there is an index and no value of the column has white space in it. */
bool zr_lookup_has_single_words(struct zr_lookup_table *table, const struct zr_lookup_key *key);

#endif
