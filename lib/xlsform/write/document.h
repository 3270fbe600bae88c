/*
 * The XForm from its first line to its last.
 */
#ifndef ZR_XLSFORM_DOCUMENT_H
#define ZR_XLSFORM_DOCUMENT_H

#include "lib/base/error.h"

struct zr_conversion;

/* Fills the result's text, and itemsets.csv. With a fault, which is told, 0; is_unwritable says
 * that the text is of no use. */
int zr_document_write(struct zr_conversion *c) ZR_MUST_CHECK;

#endif
