/*
 * What can be wrong with a questionnaire, as facts: the kind of the fault (faults.def) and what it
 * is about. Layers hand the facts on and look at them; the sentence is made last, in the language
 * of who reads it. A fault borrows its texts: struct zr_error (error.h) keeps copies.
 */
#ifndef ZR_BASE_FAULT_H
#define ZR_BASE_FAULT_H

#include <stddef.h>

#include "lib/base/languages.h"

enum zr_fault_kind {
	ZR_FAULT_NONE, /* there is only a sentence, or none is needed */
#define ZR_FAULT(name, english, russian) ZR_FAULT_##name,
#include "lib/base/faults.def"
#undef ZR_FAULT
	ZR_FAULT_KIND_COUNT
};

/* Set what the sentence of the kind asks for; NULL, 0 and ZR_FAULT_NONE are "nothing". */
struct zr_fault {
	enum zr_fault_kind kind;
	enum zr_fault_kind
		phrase;      /* a kind without placeholders of phrases: words in the sentence */
	const char *aspect;  /* which rule or part of the node: "relevant" */
	const char *subject; /* what the fault is about */
	const char *value;   /* what stands there */
	const char *meant;   /* what may have been meant, what to write instead */
	const char *around;  /* the list, repeat or group that it belongs to */
	const char *near;    /* what stands around it: closes the sentence */
	size_t number;
	unsigned offset; /* 1-based byte of the expression: closes the sentence, 0 for none */
};

/* A fact of more bytes is cut, with "…" at the end: a sentence is to be read. */
#define ZR_FAULT_FACT_BYTES 224

/* The sentence in that language, cut at size with "…"; never half a letter. Languages that the
 * table does not have read Russian, as on the tablet (languages.def). Returns the language of the
 * sentence: English for ZR_FAULT_SENTENCE, whose words are given. */
enum zr_language zr_fault_say(
	const struct zr_fault *fault, enum zr_language language, char *text, size_t size);

#endif
