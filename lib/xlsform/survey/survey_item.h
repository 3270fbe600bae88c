/*
 * The survey as a tree: groups and repeats, and the questions in them; an index by name beside it.
 */
#ifndef ZR_XLSFORM_SURVEY_ITEM_H
#define ZR_XLSFORM_SURVEY_ITEM_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

struct zr_cell;
struct zr_conversion;
struct zr_entity;
struct zr_list;
struct zr_pair;
struct zr_question_type;
struct zr_survey_item;
struct zr_sheet_wording;

enum zr_survey_item_kind {
	ZR_SURVEY_ROOT,
	ZR_SURVEY_GROUP,
	ZR_SURVEY_REPEAT,
	ZR_SURVEY_QUESTION,
};

/* What happens when an answer changes. */
struct zr_survey_action {
	struct zr_survey_item *target;
	const char *element; /* "setvalue" or "odk:setgeopoint" */
	struct zr_survey_action *next;
};

struct zr_survey_item {
	enum zr_survey_item_kind kind;
	const struct zr_question_type *type; /* NULL for all but questions */
	const char *name;
	const char *path; /* absolute, set by zr_survey_item_name_paths() */
	size_t row;       /* 0 when no row says it */
	size_t depth;     /* 0 for the survey */
	struct zr_survey_item *parent, *first, *last, *next;
	struct zr_cell *cells;
	struct zr_sheet_wording *texts;
	struct zr_pair *bind, *control, *instance, *parameters;
	const struct zr_cell *default_cell, *filter, *trigger;
	const char *default_text;
	struct zr_list *list;
	const char *list_name;                       /* of a select: list, file's stem, "" */
	const char *file;                            /* of a select from file: its name */
	struct zr_survey_item *list_repeat_question; /* of a select from a repeat */
	bool has_or_other, is_dynamic, is_generated;
	/* Its row has a fault: it stands for references to it, is not shown and not judged
	 * further. */
	bool is_broken;
	bool has_unknown_type;
	bool is_ambiguity_told;
	struct zr_survey_action *actions; /* run when this item's value changes */
	struct zr_entity *entity;         /* declared in this container */
	const struct zr_list *loop_list;  /* a loop: its children once for each choice */
	bool is_table_list, has_table_labels;
	struct zr_survey_item *same_name; /* next of this slot, in the index */
};

/* NULL without memory. A name that is not known yet is NULL. */
struct zr_survey_item *zr_survey_item_new(
	struct zr_conversion *c, enum zr_survey_item_kind kind, const char *name);
void zr_survey_item_append(struct zr_survey_item *parent, struct zr_survey_item *child);
/* The item behind this one in document order, NULL at the end. */
struct zr_survey_item *zr_survey_item_next(const struct zr_survey_item *item);
/* Whether the container is the item, or holds it at any depth. */
bool zr_survey_item_is_within(
	const struct zr_survey_item *item, const struct zr_survey_item *container);

/* Sets depths and paths and makes the index of names; again when items were added. */
int zr_survey_item_name_paths(struct zr_conversion *c) ZR_MUST_CHECK;
/* Those of the index that may have this name, linked by same_name, the last of the survey first. */
struct zr_survey_item *zr_survey_item_slot(
	const struct zr_conversion *c, const char *name, size_t bytes);
/* By its name, NULL without; a file's instance is none. With several the first of the survey. */
struct zr_survey_item *zr_survey_item_find(
	const struct zr_conversion *c, const char *name, size_t bytes, bool *ret_is_ambiguous);

bool zr_survey_item_is_select(const struct zr_survey_item *item);
/* Whether a question is shown. */
bool zr_survey_item_has_control(const struct zr_survey_item *item);

#endif
