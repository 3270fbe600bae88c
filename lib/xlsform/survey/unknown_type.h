/*
 * What is said of a type that is none.
 */
#ifndef ZR_XLSFORM_UNKNOWN_TYPE_H
#define ZR_XLSFORM_UNKNOWN_TYPE_H

struct zr_cell;
struct zr_conversion;

/* Tells that the cell's type is none, and what to write instead. Never 0. */
int zr_unknown_type_tell(struct zr_conversion *c, const struct zr_cell *cell);

#endif
