/*
 * One thing to tell the author of a questionnaire: where it stands, as a spreadsheet or the XForm
 * shows it, and a sentence in a language.
 */
#ifndef ZR_FORMCHECK_FINDING_H
#define ZR_FORMCHECK_FINDING_H

#include <stdbool.h>

#include "lib/base/languages.h"

/* Texts are never NULL and are borrowed for the call. */
struct zr_finding {
	bool is_error;
	int code;                  /* ZR_E_* of an error, 0 of a warning */
	const char *sheet;         /* "" when it stands on none */
	unsigned row;              /* as the spreadsheet shows it, 0 for none */
	const char *column;        /* its letters, "" for none */
	const char *heading;       /* of that column, "" when unknown */
	unsigned line;             /* of an XForm, 0 for none */
	const char *path;          /* the node, field or file, "" for none or when there is a row */
	const char *aspect;        /* what of the node: "relevant"; "" for none */
	const char *message;       /* a sentence */
	enum zr_language language; /* of the sentence */
};

#endif
