/*
 * The table's own variables, which are no questions: of records, and of the instances of a repeat.
 * With the words for them in the languages of the console.
 */
#ifndef ZR_HUB_OUT_ROW_FACTS_H
#define ZR_HUB_OUT_ROW_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "hub/out/meaning.h"

struct zr_row_fact {
	const char *heading;
	enum zr_meaning_kind kind;
	const char *english;
	const char *russian;
};

enum {
	ZR_ROW_FACTS_RECORD_COUNT = 17,
	ZR_ROW_FACTS_INSTANCE_COUNT = 4,
};

/* All of them, the last one's heading NULL; the order is that of a row's own fields. */
const struct zr_row_fact *zr_row_facts_of(bool is_repeat);

/* Their headings alone, NULL behind the last. */
const char *const *zr_row_facts_headings(bool is_repeat);

/* The words in a language by its code: Russian for "ru", else English. */
const char *zr_row_facts_label(const struct zr_row_fact *fact, const char *language);

#endif
