/*
 * The column index: rows sorted into runs of equal value, and an open hash table over the runs.
 *
 * Nothing is ever removed: secondary instances do not change. At most LOOKUPS_MAX indexes are kept,
 * more columns are scanned by the caller.
 */
#include "lib/form/source/lookup.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/decimal.h"
#include "lib/xpath/date.h"

enum {
	LOOKUPS_MAX = 256,
	ROWS_MIN = 8, /* below that a scan is as fast */
};

/* A value as the index sees it. */
struct index_key {
	const char *text;
	double number; /* NaN: compared as text; what is all but whole is whole, as for XPath */
};

struct run {
	struct index_key key; /* text NULL: free */
	uint32_t first;
	uint32_t count;
};

struct zr_lookup {
	struct zr_lookup *next;
	struct zr_lookup_key key;
	bool is_usable;
	bool has_dates;        /* which numbers may equal */
	bool has_spaces;       /* inside a value */
	struct zr_node **rows; /* by run, document order within */
	struct run *runs;      /* open hash table */
	size_t run_slots;      /* a power of two */
};

static struct index_key key_of(const char *text)
{
	struct index_key key = {.text = text, .number = NAN};
	if (strpbrk(text, "0123456789") != NULL) {
		double number = zr_decimal_parse(text);
		double whole = rint(number);
		key.number = fabs(number - whole) < 1e-11 ? whole : number;
	}
	return key;
}

static uint32_t hash_key(const struct index_key *key)
{
	uint32_t hash = 2166136261u;
	if (!isnan(key->number)) {
		uint64_t bits = 0;
		double number = key->number + 0.0; /* one zero */
		memcpy(&bits, &number, sizeof bits);
		bits *= 0x9e3779b97f4a7c15u;
		return (uint32_t)(bits >> 32);
	}
	for (const char *at = key->text; *at != '\0'; at++) {
		hash = (hash ^ (unsigned char)*at) * 16777619u;
	}
	return hash ^ (hash >> 15);
}

static bool is_same(const struct index_key *a, const struct index_key *b)
{
	if (isnan(a->number) || isnan(b->number)) {
		return isnan(a->number) && isnan(b->number) && strcmp(a->text, b->text) == 0;
	}
	return a->number == b->number;
}

static struct run *find_run(const struct zr_lookup *lookup, const struct index_key *key)
{
	assert(key != NULL);
	size_t slot = hash_key(key) & (lookup->run_slots - 1);
	while (lookup->runs[slot].key.text != NULL && !is_same(&lookup->runs[slot].key, key)) {
		slot = (slot + 1) & (lookup->run_slots - 1);
	}
	return &lookup->runs[slot];
}

/* The value of the row's column; "" when it has none, NULL when it has several. */
static const char *column_value(const struct zr_node *row, const struct zr_name *column)
{
	const char *value = "";
	bool is_found = false;
	for (const struct zr_node *child = row->first_child; child != NULL; child = child->next) {
		if (child->name == column && child->kind == ZR_NODE_ELEMENT) {
			if (is_found || child->first_child != NULL) {
				return NULL;
			}
			is_found = true;
			value = zr_node_value(child);
		}
	}
	return value;
}

static bool is_row(const struct zr_node *node, const struct zr_lookup_key *key)
{
	return node->name == key->row && node->kind == ZR_NODE_ELEMENT;
}

/* Counts the rows of each value; false when the column cannot be indexed. */
static bool count_runs(struct zr_lookup *lookup)
{
	const struct zr_node *row = lookup->key.parent->first_child;
	for (; row != NULL; row = row->next) {
		if (is_row(row, &lookup->key)) {
			const char *value = column_value(row, lookup->key.column);
			if (value == NULL) {
				return false;
			}
			const struct index_key key = key_of(value);
			struct run *run = find_run(lookup, &key);
			if (run->key.text == NULL) {
				run->key = key;
				lookup->has_dates |= zr_xpath_date_is_shaped(value);
			}
			lookup->has_spaces |= strpbrk(value, " \t\r\n") != NULL;
			run->count++;
		}
	}
	uint32_t first = 0;
	for (size_t i = 0; i < lookup->run_slots; i++) {
		lookup->runs[i].first = first;
		first += lookup->runs[i].count;
		lookup->runs[i].count = 0;
	}
	return true;
}

static void fill_runs(struct zr_lookup *lookup)
{
	for (struct zr_node *row = lookup->key.parent->first_child; row != NULL; row = row->next) {
		if (is_row(row, &lookup->key)) {
			const struct index_key key = key_of(column_value(row, lookup->key.column));
			struct run *run = find_run(lookup, &key);
			assert(run->key.text != NULL);
			lookup->rows[run->first + run->count++] = row;
		}
	}
}

static void build(struct zr_lookup *lookup)
{
	assert(lookup != NULL);
	size_t row_count = 0;
	const struct zr_node *row = lookup->key.parent->first_child;
	for (; row != NULL; row = row->next) {
		row_count += is_row(row, &lookup->key);
	}
	if (row_count < ROWS_MIN) {
		return;
	}
	lookup->run_slots = 16;
	while (lookup->run_slots < row_count * 2) {
		lookup->run_slots *= 2;
	}
	lookup->rows = calloc(row_count, sizeof(struct zr_node *));
	lookup->runs = calloc(lookup->run_slots, sizeof *lookup->runs);
	if (lookup->rows != NULL && lookup->runs != NULL && count_runs(lookup)) {
		fill_runs(lookup);
		lookup->is_usable = true;
	}
}

static struct zr_lookup *find_lookup(struct zr_lookup_table *table, const struct zr_lookup_key *key)
{
	uintptr_t hash = ((uintptr_t)key->parent >> 4) ^ ((uintptr_t)key->column >> 3);
	struct zr_lookup **slot = &table->slots[(hash ^ hash >> 8) % ZR_LOOKUP_SLOTS];
	struct zr_lookup *lookup = *slot;
	for (; lookup != NULL; lookup = lookup->next) {
		if (lookup->key.column == key->column && lookup->key.row == key->row &&
			lookup->key.parent == key->parent) {
			return lookup;
		}
	}
	if (table->count >= LOOKUPS_MAX) {
		return NULL;
	}
	lookup = calloc(1, sizeof *lookup);
	if (lookup == NULL) {
		return NULL;
	}
	lookup->key = *key;
	lookup->next = *slot;
	*slot = lookup;
	table->count++;
	build(lookup);
	return lookup;
}

bool zr_lookup_find(struct zr_lookup_table *table, const struct zr_lookup_key *key,
	const char *value, struct zr_node ***ret_rows, size_t *ret_count)
{
	assert(table != NULL && key != NULL && value != NULL);
	assert(ret_rows != NULL && ret_count != NULL);
	const struct zr_lookup *lookup = find_lookup(table, key);
	if (lookup == NULL || !lookup->is_usable) {
		return false;
	}
	const struct index_key wanted = key_of(value);
	bool is_number = !isnan(wanted.number);
	if (is_number && (lookup->has_dates || wanted.number != rint(wanted.number))) {
		return false; /* fractions are equal within a tolerance */
	}
	const struct run *run = find_run(lookup, &wanted);
	*ret_count = run->key.text != NULL ? run->count : 0;
	*ret_rows = run->key.text != NULL ? lookup->rows + run->first : lookup->rows;
	return true;
}

bool zr_lookup_has_single_words(struct zr_lookup_table *table, const struct zr_lookup_key *key)
{
	const struct zr_lookup *lookup = find_lookup(table, key);
	return lookup != NULL && lookup->is_usable && !lookup->has_spaces;
}

struct zr_lookup_table *zr_lookup_new(void)
{
	return calloc(1, sizeof(struct zr_lookup_table));
}

void zr_lookup_free(struct zr_lookup_table *table)
{
	for (size_t i = 0; table != NULL && i < ZR_LOOKUP_SLOTS; i++) {
		struct zr_lookup *lookup = table->slots[i];
		while (lookup != NULL) {
			struct zr_lookup *next = lookup->next;
			free(lookup->rows);
			free(lookup->runs);
			free(lookup);
			lookup = next;
		}
	}
	free(table);
}
