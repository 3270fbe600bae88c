/*
 * itemsets.csv: the external choices beside the form.
 */
#ifndef ZR_XLSFORM_ITEMSETS_CSV_H
#define ZR_XLSFORM_ITEMSETS_CSV_H

#include "lib/base/error.h"

struct zr_conversion;

/* Fills the result's itemsets. */
int zr_itemsets_csv_write(struct zr_conversion *c) ZR_MUST_CHECK;

#endif
