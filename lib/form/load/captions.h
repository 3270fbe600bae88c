/*
 * Texts of a form: itext in its languages, labels with outputs in them. Immutable after loading.
 * Source: ODK XForms "Languages", "Label, hint", "Output". For lib/form.
 */
#ifndef ZR_FORM_CAPTIONS_H
#define ZR_FORM_CAPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zr_xpath;

enum zr_itext_form {
	ZR_ITEXT_PLAIN, /* no form: long and short alike */
	ZR_ITEXT_LONG,
	ZR_ITEXT_SHORT,
	ZR_ITEXT_GUIDANCE,
	ZR_ITEXT_IMAGE,
	ZR_ITEXT_AUDIO,
	ZR_ITEXT_VIDEO,
	ZR_ITEXT_FORM_COUNT,
};

/* A piece of a text: literal when output is NULL. */
struct zr_piece {
	const char *literal;
	const struct zr_xpath *output;
	struct zr_piece *next;
};

/* One id: its pieces in each language and form; NULL where there is none. */
struct zr_itext {
	const char *id;
	uint32_t hash; /* of id */
	struct zr_itext *next_in_slot;
	struct zr_itext *next_live;
	bool is_live;              /* it has an output in some language */
	struct zr_piece *pieces[]; /* [language * ZR_ITEXT_FORM_COUNT + form] */
};

/* What stands in a label, a hint or a message. */
struct zr_caption {
	const struct zr_itext *itext; /* or */
	const struct zr_piece *pieces;
};

struct zr_itext_table {
	const char **languages;
	size_t language_count;
	size_t default_language;
	struct zr_itext **slots; /* a power of two */
	size_t slot_count;
	size_t count;
	struct zr_itext *live; /* those with outputs */
};

#endif
