/*
 * What reading and converting a workbook remarked on their way: notes, warnings, and the faults
 * with which the conversion went on.
 */
#ifndef ZR_FORMCHECK_REMARKS_H
#define ZR_FORMCHECK_REMARKS_H

#include "lib/formcheck/tell.h"
#include "lib/xlsform/xlsform.h"

/* Tells all of them; converted may be NULL. */
void zr_remarks_tell(struct zr_formcheck *check, const struct zr_xlsform *converted);

#endif
