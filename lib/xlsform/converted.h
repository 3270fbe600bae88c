/*
 * What a conversion leaves behind: the public zr_xlsform from inside.
 *
 * It has an arena of its own, since it outlives the conversion: of what it keeps, nothing may point
 * into the conversion's arena or into the workbook. report.c fills the faults and warnings, the
 * writers the texts, xlsform.c lends all of it.
 */
#ifndef ZR_XLSFORM_CONVERTED_H
#define ZR_XLSFORM_CONVERTED_H

#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/xlsform/warning.h"

#define ZR_WARNING_BLOCK_COUNT 256

struct zr_warning_block {
	struct zr_xlsform_warning items[ZR_WARNING_BLOCK_COUNT];
	struct zr_warning_block *next;
};

struct zr_xlsform {
	struct zr_arena arena;
	struct zr_buffer text;
	struct zr_buffer itemsets;
	struct zr_warning_block *first, *last; /* all but the last one full */
	size_t warning_count;
	struct zr_error *faults; /* in the arena, ZR_XLSFORM_FAULT_COUNT_MAX of them once needed */
	size_t fault_count, more_fault_count;
	struct zr_error first_fault; /* in the order found */
};

#endif
