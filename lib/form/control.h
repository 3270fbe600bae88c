/*
 * The body of a form: what is shown, in order. Part of struct zr_form, immutable, borrowed.
 * Source: ODK XForms "Body elements", "Appearances".
 */
#ifndef ZR_FORM_CONTROL_H
#define ZR_FORM_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/xpath/tree.h"

enum zr_control_kind {
	ZR_CONTROL_BODY, /* the root */
	ZR_CONTROL_GROUP,
	ZR_CONTROL_REPEAT,
	ZR_CONTROL_INPUT,
	ZR_CONTROL_SECRET,
	ZR_CONTROL_SELECT_ONE,
	ZR_CONTROL_SELECT_MANY,
	ZR_CONTROL_RANK,
	ZR_CONTROL_RANGE,
	ZR_CONTROL_TRIGGER,
	ZR_CONTROL_UPLOAD,
};

enum zr_type {
	ZR_TYPE_STRING,
	ZR_TYPE_INT,
	ZR_TYPE_DECIMAL,
	ZR_TYPE_BOOLEAN,
	ZR_TYPE_DATE,
	ZR_TYPE_TIME,
	ZR_TYPE_DATETIME,
	ZR_TYPE_GEOPOINT,
	ZR_TYPE_GEOTRACE,
	ZR_TYPE_GEOSHAPE,
	ZR_TYPE_BINARY,
	ZR_TYPE_BARCODE,
	ZR_TYPE_SELECT_ONE,
	ZR_TYPE_SELECT_MANY,
	ZR_TYPE_RANK,
	ZR_TYPE_INTENT,
};

struct zr_control {
	enum zr_control_kind kind;
	enum zr_type type; /* from the bind; ZR_TYPE_STRING where there is none */
	const struct zr_control *parent;
	const struct zr_control *first_child;
	const struct zr_control *next;
	const char *reference;   /* "/data/person/age"; "" for a group without one */
	const char *appearance;  /* "" when there is none */
	const char *mediatype;   /* upload: what it takes, e.g. "image/png"; "" otherwise */
	const char *range_start; /* range: as written, "" otherwise */
	const char *range_end;
	const char *range_step;
	bool has_fixed_count;         /* repeat: jr:count or jr:noAddRemove */
	unsigned line;                /* in the XForm */
	struct zr_control_priv *priv; /* for lib/form only */
};

#endif
