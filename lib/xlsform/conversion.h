/*
 * One conversion: the sheets as tables of named cells, the tree of the survey, the lists, and the
 * writers. Everything lives in one arena until the conversion is over.
 *
 * Order of work (xlsform.c): tables -> settings -> lists -> tree -> checks -> entities -> output.
 * Texts are borrowed from the workbook or stand in the arena. A NULL text means "none" or, from a
 * function that makes one, that there is no memory. An int function that fails has told why
 * (report.c); zr_report_go_on() decides whether the conversion goes on behind it.
 */
#ifndef ZR_XLSFORM_CONVERSION_H
#define ZR_XLSFORM_CONVERSION_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/base/nearest.h"
#include "lib/workbook/workbook.h"
#include "lib/xlsform/warning.h"

/* ---- tables: the sheets with their headers understood (heading.c, table.c) ---- */

enum zr_table_id {
	ZR_TABLE_SURVEY,
	ZR_TABLE_CHOICES,
	ZR_TABLE_SETTINGS,
	ZR_TABLE_EXTERNAL_CHOICES,
	ZR_TABLE_OSM,
	ZR_TABLE_ENTITIES,
	ZR_TABLE_COUNT,
};

enum zr_column {
	ZR_COLUMN_OTHER, /* attribute is the header as written */
	ZR_COLUMN_TYPE,
	ZR_COLUMN_NAME,
	ZR_COLUMN_LABEL,
	ZR_COLUMN_HINT,
	ZR_COLUMN_GUIDANCE,
	ZR_COLUMN_MEDIA,    /* attribute: image, audio, video, big-image */
	ZR_COLUMN_BIND,     /* attribute of the bind */
	ZR_COLUMN_CONTROL,  /* attribute of the control */
	ZR_COLUMN_INSTANCE, /* attribute of the node */
	ZR_COLUMN_DEFAULT,
	ZR_COLUMN_FILTER,
	ZR_COLUMN_PARAMETERS,
	ZR_COLUMN_TRIGGER,
	ZR_COLUMN_DISABLED,
	ZR_COLUMN_QUERY,
	ZR_COLUMN_LIST,
	ZR_COLUMN_SETTING, /* attribute: the setting's name */
	ZR_COLUMN_ENTITY_ID,
	ZR_COLUMN_CREATE_IF,
	ZR_COLUMN_UPDATE_IF,
	ZR_COLUMN_REPEAT,
};

struct zr_heading {
	enum zr_column column;
	const char *attribute; /* "" where the column has none */
	const char *language;  /* NULL without "::language" */
	const char *title;     /* as the author wrote it */
	size_t index;
	bool is_twin; /* an earlier heading says the same, and that is forgiven */
	bool is_date_told;
};

struct zr_cell {
	const struct zr_heading *heading;
	const char *text; /* never empty */
	enum zr_table_id table;
	size_t row; /* 0-based; the header line is row 0 */
	struct zr_cell *next;
};

struct zr_table {
	bool is_present;
	size_t sheet;
	const char *name; /* the standard name */
	struct zr_heading *headings;
	size_t column_count;
	size_t row_count;
};

/* ---- the survey (survey_item.c) ---- */

enum zr_item_kind {
	ZR_ITEM_SURVEY,
	ZR_ITEM_GROUP,
	ZR_ITEM_REPEAT,
	ZR_ITEM_QUESTION,
};

/* A name with a value, in the order of the sheet. */
struct zr_pair {
	const char *name;
	const char *value;
	const struct zr_cell *cell; /* NULL for what the sheet does not say */
	struct zr_pair *next;
};

enum zr_text_kind {
	ZR_TEXT_LABEL,
	ZR_TEXT_HINT,
	ZR_TEXT_GUIDANCE,
	ZR_TEXT_MEDIA,
	ZR_TEXT_BIND, /* a message that stands in an attribute of the bind */
};

struct zr_text {
	enum zr_text_kind kind;
	const char *form;     /* medium or bind attribute, "" for others */
	const char *language; /* NULL when the column names none */
	const char *text;
	const struct zr_cell *cell;
	struct zr_text *next;
};

struct zr_choice {
	const char *name;
	struct zr_text *texts; /* label and media */
	struct zr_cell *extra; /* further columns */
	size_t row;
	size_t number; /* within its list, from 0 */
	struct zr_choice *next;
};

struct zr_list {
	const char *name;
	struct zr_choice *first, *last;
	size_t count;
	bool has_itext;     /* its labels stand in itext */
	bool has_other;     /* "other" was added for or_other */
	bool is_searched;   /* a question uses it with search() */
	bool is_referenced; /* a question shows it */
	bool is_checked;    /* by zr_lists_check_words() */
	enum zr_table_id table;
	struct zr_list *same_slot; /* next in the index */
	struct zr_list *next;
};

struct zr_question_type;

struct zr_action {
	struct zr_item *target;
	const char *element; /* "setvalue" or "odk:setgeopoint" */
	const char *value;   /* may be NULL */
	struct zr_action *next;
};

struct zr_item {
	enum zr_item_kind kind;
	const struct zr_question_type *type; /* NULL for the survey, groups and repeats */
	const char *name;
	const char *path; /* absolute, set by zr_tree_name_paths() */
	size_t row;       /* 0 when no row says it */
	size_t depth;     /* 0 for the survey */
	struct zr_item *parent, *first, *last, *next;
	struct zr_cell *cells;
	struct zr_text *texts;
	struct zr_pair *bind, *control, *instance, *parameters;
	const struct zr_cell *default_cell, *filter, *trigger;
	const char *default_text;
	struct zr_list *list;
	const char *list_name;                /* of a select: list, file's stem, "" */
	const char *file;                     /* of a select from file: its name */
	struct zr_item *list_repeat_question; /* of a select from a repeat */
	bool has_or_other, is_dynamic, is_generated, has_flat_path;
	/* Its row has a fault: it stands for references to it, is not shown and not judged further.
	 */
	bool is_broken;
	bool has_unknown_type;
	bool is_ambiguity_told;
	struct zr_action *actions;       /* run when this item's value changes */
	struct zr_entity *entity;        /* declared in this container */
	const struct zr_list *loop_list; /* a loop: its children once for each choice */
	bool is_table_list, has_table_labels;
	struct zr_item *same_name; /* next of this name, in the index */
};

struct zr_entity {
	const char *list_name;
	const struct zr_cell *list_cell, *label, *id, *create_if, *update_if;
	size_t row;
	struct zr_item *container;
	struct zr_entity *next;
	struct zr_entity_use *uses, *last_use; /* what it refers to, and what is saved to it */
	struct zr_item *scope;                 /* the repeat that it lies in, or the survey */
};

/* ---- the conversion ---- */

#define ZR_NAME_SLOT_COUNT 4096

struct zr_conversion {
	const struct zr_workbook *book;
	const char *form_id, *root_name; /* what the settings may leave open; NULL: "data" */
	bool is_forgiving;               /* zr_xlsform_options */
	struct zr_xlsform *form;
	struct zr_arena *arena;
	struct zr_table tables[ZR_TABLE_COUNT];
	struct zr_pair *settings;
	struct zr_list *lists, *external_lists, *osm_lists;
	struct zr_item *root;
	struct zr_item *meta; /* the root's last child: instanceID and the like */
	struct zr_entity *entities;
	size_t entity_count;
	size_t item_count;
	struct zr_item *names[ZR_NAME_SLOT_COUNT];
	struct zr_list *list_slots[ZR_NAME_SLOT_COUNT];
	struct zr_languages *languages;
	const char *default_language;
	bool has_last_saved;
	bool has_or_other;
	bool has_itemsets; /* a question uses external_choices */
	bool has_entity_in_repeat;
	bool has_broken_item;
	bool has_entity_fault; /* entities are set aside */
	bool has_list_fault;   /* lists were set aside, or it is told that there are none */
	bool is_nameless;      /* the survey has no column of names, which is told */
	bool is_unwritable;    /* a fault left the XForm in pieces */
};

/* The result, filled by report.c and the writers. */
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

/* ---- report.c ---- */

int zr_report_nomem(struct zr_conversion *c) ZR_MUST_CHECK;

/* 0 for a fault that was told and behind which the conversion goes on; others (no memory, a limit)
 * as they are. */
int zr_report_go_on(const struct zr_conversion *c, int status) ZR_MUST_CHECK;
/* The faults from their order of finding into that of the sheets. */
void zr_report_sort(struct zr_xlsform *form);

/* A fault at a cell; in a row (0-based) of a table; without a place. Kept in the result, once.
 * Return code, or ZR_E_NOMEM. */
int zr_report_at(struct zr_conversion *c, int code, const struct zr_cell *cell, const char *format,
	...) ZR_PRINTF(4, 5);
int zr_report_row(struct zr_conversion *c, int code, enum zr_table_id table, size_t row,
	const char *format, ...) ZR_PRINTF(5, 6);
/* A row and the first column of a kind, which may be empty or not there. */
struct zr_report_place {
	enum zr_table_id table;
	size_t row;
	enum zr_column column;
};
int zr_report_column(struct zr_conversion *c, int code, const struct zr_report_place *place,
	const char *format, ...) ZR_PRINTF(4, 5);
int zr_report(struct zr_conversion *c, int code, const char *format, ...) ZR_PRINTF(3, 4);

/* A warning in a row of a table; row 0 is the header line, or no row when heading is NULL. */
int zr_report_warning(struct zr_conversion *c, enum zr_table_id table, size_t row,
	const struct zr_heading *heading, const char *format, ...) ZR_PRINTF(5, 6) ZR_MUST_CHECK;

const char *zr_report_sheet(enum zr_table_id table);

/* ---- cell_check.c ---- */

/* Tells what a row's cells hold unseen, and takes the dates of a spreadsheet for what they are. */
int zr_cell_check(struct zr_conversion *c, struct zr_cell *cells) ZR_MUST_CHECK;

/* ---- phrase.c: small texts in the arena; NULL when there is no memory ---- */

const char *zr_phrase_copy(struct zr_conversion *c, const char *text, size_t bytes);
const char *zr_phrase_format(struct zr_conversion *c, const char *format, ...) ZR_PRINTF(2, 3);
const char *zr_phrase_trim(struct zr_conversion *c, const char *text);
const char *zr_phrase_clean(struct zr_conversion *c, const char *text, bool is_collapsed);
const char *zr_phrase_snake(struct zr_conversion *c, const char *text);
/* An XML name without a colon, and nothing unseen in it. */
bool zr_phrase_is_name(const char *text, size_t bytes);
/* "; in it stands an invisible character (…); delete it" when something odd does, else "". */
#define ZR_PHRASE_ODD_BYTES 160
const char *zr_phrase_odd(const char *text, size_t bytes, char phrase[ZR_PHRASE_ODD_BYTES]);
bool zr_phrase_is_yes(const char *text);
bool zr_phrase_is_no(const char *text);
bool zr_phrase_is_number(const char *text);
bool zr_phrase_is_integer(const char *text);
/* " (did you mean 'x'?)", "" when nothing is near. */
const char *zr_phrase_nearest(struct zr_conversion *c, const struct zr_nearest *nearest);

/* ---- heading.c, heading_check.c, table.c ---- */

int zr_heading_read(struct zr_conversion *c, enum zr_table_id table) ZR_MUST_CHECK;
/* Fills the heading for its title alone. */
int zr_heading_read_one(
	struct zr_conversion *c, enum zr_table_id table, struct zr_heading *heading) ZR_MUST_CHECK;
/* Warns of headers that nearly spell another (heading_check.c). */
int zr_heading_check(struct zr_conversion *c, enum zr_table_id table) ZR_MUST_CHECK;
/* " (was 'typ' meant to be it?)" for a column that is missing, "" when no header is near. */
int zr_heading_near(struct zr_conversion *c, enum zr_table_id table, const char *wanted,
	const char **ret_phrase) ZR_MUST_CHECK;
bool zr_heading_is_same(const struct zr_heading *a, const struct zr_heading *b);
int zr_table_find(struct zr_conversion *c) ZR_MUST_CHECK;
int zr_table_similar(
	struct zr_conversion *c, enum zr_table_id table, const char **ret_names) ZR_MUST_CHECK;
/* zr_xlsform_sheet_near() */
const char *zr_table_near(const char *name);
int zr_table_warn_of_similar(struct zr_conversion *c, enum zr_table_id table) ZR_MUST_CHECK;
/* The non-empty cells of a row in the order of the columns; *ret_cells is NULL for an empty row. */
int zr_table_row(struct zr_conversion *c, enum zr_table_id table, size_t row, bool is_collapsed,
	struct zr_cell **ret_cells) ZR_MUST_CHECK;
const struct zr_cell *zr_table_cell(const struct zr_cell *cells, enum zr_column column);
const struct zr_heading *zr_table_heading(
	const struct zr_conversion *c, enum zr_table_id table, enum zr_column column);

/* ---- pair.c ---- */

const struct zr_pair *zr_pair_find(const struct zr_pair *pairs, const char *name);
const char *zr_pair_value(const struct zr_pair *pairs, const char *name); /* NULL without */
/* Sets a name's value, at the end when it is new. */
int zr_pair_set(struct zr_conversion *c, struct zr_pair **pairs, const char *name,
	const char *value, const struct zr_cell *cell) ZR_MUST_CHECK;
void zr_pair_remove(struct zr_pair **pairs, const char *name);

/* ---- settings.c ---- */

int zr_settings_read(struct zr_conversion *c) ZR_MUST_CHECK;
const char *zr_settings_value(const struct zr_conversion *c, const char *name); /* NULL without */
bool zr_settings_is_yes(const struct zr_conversion *c, const char *name);
const char *zr_settings_root_name(const struct zr_conversion *c);
const char *zr_settings_form_id(const struct zr_conversion *c);

/* ---- lists.c ---- */

int zr_lists_read(struct zr_conversion *c) ZR_MUST_CHECK;
struct zr_list *zr_lists_find(struct zr_conversion *c, enum zr_table_id table, const char *name);
/* Tells of names that a question with several answers cannot have. */
int zr_lists_check_words(struct zr_conversion *c, struct zr_list *list) ZR_MUST_CHECK;
int zr_lists_add_other(struct zr_conversion *c, struct zr_list *list) ZR_MUST_CHECK;
int zr_lists_write_itemsets(struct zr_conversion *c) ZR_MUST_CHECK;

/* ---- question_type.c ---- */

enum zr_control_kind {
	ZR_CONTROL_NONE,
	ZR_CONTROL_INPUT,
	ZR_CONTROL_SELECT,
	ZR_CONTROL_SELECT1,
	ZR_CONTROL_RANK,
	ZR_CONTROL_UPLOAD,
	ZR_CONTROL_RANGE,
	ZR_CONTROL_TRIGGER,
	ZR_CONTROL_EXTERNAL, /* an input with a query over itemsets.csv */
	ZR_CONTROL_ACTION,   /* no control; an action in the model */
	ZR_CONTROL_INSTANCE, /* declares an external instance, no node */
};

struct zr_question_type {
	const char *name; /* the canonical spelling */
	enum zr_control_kind control;
	const char *bind_type;
	const char *mediatype; /* of an upload */
	const char *preload, *preload_params;
	const char *hint;           /* of old types that bring one */
	const char *constraint;     /* likewise */
	const char *parameters;     /* accepted keys, sorted, separated by ", "; NULL: any */
	const char *action, *event; /* of an action */
	bool is_readonly;
	bool is_metadata;
};

/* By spelling, case and old names forgiven; NULL when there is none. */
const struct zr_question_type *zr_question_type_find(const char *spelling);

/* Holds every spelling of a type against the wanted one. */
void zr_question_type_consider(struct zr_nearest *nearest);

/* Tells that the cell's type is none, and what to write instead (unknown_type.c). */
int zr_unknown_type_tell(struct zr_conversion *c, const struct zr_cell *cell);

struct zr_select {
	const struct zr_question_type *type;
	const char *list; /* list, file or ${reference} */
	bool is_from_file;
	bool has_or_other;
};

/* Whether the text is a select with its list ("select_one yes_no or_other"). */
int zr_question_type_parse_select(struct zr_conversion *c, const char *text, bool *ret_is_select,
	struct zr_select *ret_select) ZR_MUST_CHECK;

/* ---- parameters.c ---- */

int zr_parameters_parse(struct zr_conversion *c, const struct zr_cell *cell,
	struct zr_pair **ret_parameters) ZR_MUST_CHECK;
/* Holds the item's parameters to its type and turns them into attributes. */
int zr_parameters_apply(struct zr_conversion *c, struct zr_item *item) ZR_MUST_CHECK;
int zr_range_apply(struct zr_conversion *c, struct zr_item *item) ZR_MUST_CHECK;
int zr_parameters_check_keys(
	struct zr_conversion *c, const struct zr_item *item, const char *accepted) ZR_MUST_CHECK;

/* ---- kobo.c ---- */

enum zr_kobo_kind {
	ZR_KOBO_NONE,
	ZR_KOBO_SCORE,
	ZR_KOBO_RANK,
};

/* What stands open, between begin_score and end_score. */
struct zr_kobo {
	enum zr_kobo_kind kind;
	const char *list;                         /* "select_one LIST"; NULL: it names none */
	const struct zr_cell *required, *message; /* of its first row, or NULL */
	const char *differs;                      /* the levels of a rank so far */
	size_t level_count;
};

struct zr_kobo_rows {
	struct zr_cell *first, *second; /* first is NULL for a row that is not Kobo's own */
};

int zr_kobo_rewrite(struct zr_conversion *c, struct zr_kobo *kobo, const struct zr_cell *cells,
	struct zr_kobo_rows *ret_rows) ZR_MUST_CHECK;

/* ---- rows.c, loop.c, meta.c, survey_item.c, question.c ---- */

int zr_rows_read(struct zr_conversion *c) ZR_MUST_CHECK;
int zr_loop_unroll(struct zr_conversion *c, struct zr_item *loop) ZR_MUST_CHECK;
int zr_meta_add(struct zr_conversion *c) ZR_MUST_CHECK;
/* What needs the whole tree: triggers, selects from repeats, search(), labels. */
int zr_links_resolve(struct zr_conversion *c) ZR_MUST_CHECK;
int zr_tree_name_paths(struct zr_conversion *c) ZR_MUST_CHECK;
struct zr_item *zr_tree_new(struct zr_conversion *c, enum zr_item_kind kind, const char *name);
void zr_tree_append(struct zr_item *parent, struct zr_item *child);
/* The item behind this one in document order, NULL at the end. */
struct zr_item *zr_tree_next(const struct zr_item *item);
struct zr_item *zr_tree_find(
	const struct zr_conversion *c, const char *name, size_t bytes, bool *ret_is_ambiguous);
int zr_names_check(struct zr_conversion *c) ZR_MUST_CHECK;
int zr_names_check_new(struct zr_conversion *c, struct zr_item *item) ZR_MUST_CHECK;
/* A name for an item whose own is at fault. */
int zr_names_stand_in(struct zr_conversion *c, struct zr_item *item) ZR_MUST_CHECK;

/* Takes over the cells of a row: texts, attributes, default. */
int zr_question_take_cells(
	struct zr_conversion *c, struct zr_item *item, struct zr_cell *cells) ZR_MUST_CHECK;
int zr_question_add(struct zr_conversion *c, struct zr_item *parent, struct zr_cell *cells,
	size_t row, struct zr_item **ret_item) ZR_MUST_CHECK;
int zr_question_add_text(struct zr_conversion *c, struct zr_text **texts, enum zr_text_kind kind,
	const char *form, const struct zr_cell *cell) ZR_MUST_CHECK;
const struct zr_text *zr_question_text(
	const struct zr_text *texts, enum zr_text_kind kind, const char *form);
bool zr_question_has_control(const struct zr_item *item);
bool zr_question_is_select(const struct zr_item *item);

/* ---- expression.c: enough of XPath's words to judge a default ---- */

bool zr_expression_is_dynamic(const char *text, const char *bind_type);

/* ---- reference.c: ${name} ---- */

struct zr_reference {
	const char *start; /* at "${" */
	size_t bytes;      /* up to and with "}" */
	const char *name;  /* trimmed */
	size_t name_bytes;
	bool is_last_saved;
};

/* The next reference in text, false when there is none. ret_error: "${" that is not one. */
bool zr_reference_next(const char *text, struct zr_reference *ret);
bool zr_reference_in(const char *text);
/* An expression instance('…')/… within a text, from *at on; false when there is none. */
bool zr_reference_next_instance(const char *text, const char **ret_start, size_t *ret_bytes);
/* Whether the whole text is one reference. */
bool zr_reference_is(const char *text, struct zr_reference *ret);
int zr_reference_check_syntax(struct zr_conversion *c, const struct zr_cell *cell) ZR_MUST_CHECK;
int zr_reference_target(struct zr_conversion *c, const struct zr_cell *cell,
	const struct zr_reference *reference, struct zr_item **ret_target) ZR_MUST_CHECK;

struct zr_reference_context {
	const struct zr_item *item;   /* whose expression it is */
	const struct zr_cell *cell;   /* for errors, may be NULL */
	const struct zr_item *repeat; /* the itemset's repeat, NULL without */
	bool use_current;             /* a choice filter: the context node is the choice */
	bool is_trimmed;              /* no spaces around the path */
	bool is_itemset;              /* the path of the itemset's repeat itself */
};

/* What stands for an expression with a fault. */
#define ZR_REFERENCE_NOTHING "''"

/* The text with every reference replaced by its path; with a fault of any of them, which is told,
 * ZR_REFERENCE_NOTHING. */
int zr_reference_expand(struct zr_conversion *c, const struct zr_reference_context *context,
	const char *text, const char **ret_text) ZR_MUST_CHECK;
/* One reference's path, e.g. " ../age ". */
int zr_reference_path(struct zr_conversion *c, const struct zr_reference_context *context,
	const char *text, const struct zr_reference *reference,
	const char **ret_path) ZR_MUST_CHECK;

/* ---- markup.c: XML, written with sticky failure ---- */

struct zr_markup {
	struct zr_buffer *buffer; /* borrowed */
	int failure;              /* the first one, 0 without */
	bool is_open;             /* the start tag still lacks its ">" */
};

void zr_markup_start(struct zr_markup *markup, const char *element);
/* For a node of the instance, whatever its name. */
void zr_markup_start_line(struct zr_markup *markup, const char *element);
void zr_markup_attribute(struct zr_markup *markup, const char *name, const char *value);
void zr_markup_text(struct zr_markup *markup, const char *text, size_t bytes);
void zr_markup_end(struct zr_markup *markup, const char *element);
void zr_markup_element(struct zr_markup *markup, const char *element, const char *text);

/* ---- language.c: itext ---- */

int zr_language_collect(struct zr_conversion *c) ZR_MUST_CHECK;
int zr_language_write(struct zr_conversion *c, struct zr_markup *markup) ZR_MUST_CHECK;
int zr_language_write_value(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_reference_context *context, const char *text) ZR_MUST_CHECK;
int zr_language_warn(struct zr_conversion *c) ZR_MUST_CHECK;
/* The languages in their order, NULL behind the last. */
const char *zr_language_name(const struct zr_conversion *c, size_t index);
bool zr_language_needs_itext(
	const struct zr_conversion *c, const struct zr_text *texts, enum zr_text_kind kind);
bool zr_language_message_needs_itext(const struct zr_text *texts, const char *form);
/* The text that a language shows, or that stands without a language; NULL without. */
const struct zr_text *zr_language_pick(const struct zr_text *texts, enum zr_text_kind kind,
	const char *form, const char *language);

/* ---- entity.c, entity_scope.c ---- */

int zr_entity_read(struct zr_conversion *c) ZR_MUST_CHECK;
/* Chooses each entity's container. */
int zr_entity_place(struct zr_conversion *c) ZR_MUST_CHECK;
/* Hands each save_to to its entity (save_to.c). */
int zr_save_to_assign(struct zr_conversion *c) ZR_MUST_CHECK;

struct zr_entity_use {
	struct zr_item *item;
	const struct zr_cell *cell; /* of the survey for a save_to, of the entities otherwise */
	bool is_save_to;
	struct zr_entity_use *next;
};
int zr_entity_add_use(struct zr_conversion *c, struct zr_entity *entity, struct zr_item *item,
	const struct zr_cell *cell, bool is_save_to) ZR_MUST_CHECK;
void zr_entity_write_node(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_entity *entity);
int zr_entity_write_binds(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_entity *entity) ZR_MUST_CHECK;
int zr_entity_write_actions(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_item *repeat) ZR_MUST_CHECK;

/* ---- the writers ---- */

int zr_model_write(struct zr_conversion *c, struct zr_markup *markup) ZR_MUST_CHECK;
void zr_node_tree_write(struct zr_conversion *c, struct zr_markup *markup);
int zr_secondary_write(struct zr_conversion *c, struct zr_markup *markup) ZR_MUST_CHECK;
bool zr_secondary_exists(struct zr_conversion *c, const char *name);
int zr_controls_write(struct zr_conversion *c, struct zr_markup *markup) ZR_MUST_CHECK;
int zr_itemset_write(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_item *item) ZR_MUST_CHECK;

#endif
