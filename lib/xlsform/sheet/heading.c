/*
 * Headers: from what authors write ("label::Русский (ru)", "Constraint Message", "media:image:en")
 * to a column, an attribute and a language.
 *
 * The parts are split at "::", or at ":" in a sheet that has no "::" at all, as the oldest forms
 * do. The first part is matched without regard to case and blanks; one table holds all spellings.
 */
#include "lib/xlsform/sheet/heading.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "lib/base/arena.h"
#include "lib/base/nearest.h"
#include "lib/workbook/workbook.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"

enum {
	PART_COUNT_MAX = 4
};

struct spelling {
	unsigned tables; /* bit per table; where the word has this meaning */
	const char *word;
	enum zr_sheet_column column;
	const char *attribute; /* NULL: the next part is the attribute */
};

#define SURVEY   (1u << ZR_TABLE_SURVEY)
#define CHOICES  (1u << ZR_TABLE_CHOICES)
#define SETTINGS (1u << ZR_TABLE_SETTINGS)
#define EXTERNAL (1u << ZR_TABLE_EXTERNAL_CHOICES)
#define OSM      (1u << ZR_TABLE_OSM)
#define ENTITIES (1u << ZR_TABLE_ENTITIES)
#define LISTS    (CHOICES | EXTERNAL | OSM)

/* The spellings that pyxform takes, old ones among them, so that forms of ten years ago convert;
 * xlsform.org names the newest alone. In lower case with "_" for blanks. */
static const struct spelling spellings[] = {
	{SURVEY, "type", ZR_COLUMN_TYPE, ""},
	{SURVEY, "command", ZR_COLUMN_TYPE, ""},
	{SURVEY | LISTS, "name", ZR_COLUMN_NAME, ""},
	{SURVEY, "tag", ZR_COLUMN_NAME, ""},
	{SURVEY | LISTS, "value", ZR_COLUMN_NAME, ""},
	{SURVEY | LISTS | ENTITIES, "label", ZR_COLUMN_LABEL, ""},
	{SURVEY | LISTS, "caption", ZR_COLUMN_LABEL, ""},
	{SURVEY, "hint", ZR_COLUMN_HINT, ""},
	{SURVEY, "guidance_hint", ZR_COLUMN_GUIDANCE, ""},
	{SURVEY | CHOICES, "media", ZR_COLUMN_MEDIA, NULL},
	{SURVEY | CHOICES, "image", ZR_COLUMN_MEDIA, "image"},
	{SURVEY | CHOICES, "audio", ZR_COLUMN_MEDIA, "audio"},
	{SURVEY | CHOICES, "video", ZR_COLUMN_MEDIA, "video"},
	{SURVEY | CHOICES, "big-image", ZR_COLUMN_MEDIA, "big-image"},
	{SURVEY, "default", ZR_COLUMN_DEFAULT, ""},
	{SURVEY, "choice_filter", ZR_COLUMN_FILTER, ""},
	{SURVEY, "parameters", ZR_COLUMN_PARAMETERS, ""},
	{SURVEY, "trigger", ZR_COLUMN_TRIGGER, ""},
	{SURVEY, "disabled", ZR_COLUMN_DISABLED, ""},
	{SURVEY, "query", ZR_COLUMN_QUERY, ""},
	{SURVEY, "bind", ZR_COLUMN_BIND, NULL},
	{SURVEY, "relevant", ZR_COLUMN_BIND, "relevant"},
	{SURVEY, "relevance", ZR_COLUMN_BIND, "relevant"},
	{SURVEY, "required", ZR_COLUMN_BIND, "required"},
	{SURVEY, "skippable", ZR_COLUMN_BIND, "required"},
	{SURVEY, "readonly", ZR_COLUMN_BIND, "readonly"},
	{SURVEY, "read_only", ZR_COLUMN_BIND, "readonly"},
	{SURVEY, "constraint", ZR_COLUMN_BIND, "constraint"},
	{SURVEY, "constraint_message", ZR_COLUMN_BIND, "jr:constraintMsg"},
	{SURVEY, "constraining_message", ZR_COLUMN_BIND, "jr:constraintMsg"},
	{SURVEY, "required_message", ZR_COLUMN_BIND, "jr:requiredMsg"},
	{SURVEY, "requiredmsg", ZR_COLUMN_BIND, "jr:requiredMsg"},
	{SURVEY, "noapperrorstring", ZR_COLUMN_BIND, "jr:noAppErrorString"},
	{SURVEY, "no_app_error_string", ZR_COLUMN_BIND, "jr:noAppErrorString"},
	{SURVEY, "calculation", ZR_COLUMN_BIND, "calculate"},
	{SURVEY, "calculate", ZR_COLUMN_BIND, "calculate"},
	{SURVEY, "save_to", ZR_COLUMN_BIND, "entities:saveto"},
	{SURVEY, "control", ZR_COLUMN_CONTROL, NULL},
	{SURVEY, "body", ZR_COLUMN_CONTROL, NULL},
	{SURVEY, "appearance", ZR_COLUMN_CONTROL, "appearance"},
	{SURVEY, "autoplay", ZR_COLUMN_CONTROL, "autoplay"},
	{SURVEY, "rows", ZR_COLUMN_CONTROL, "rows"},
	{SURVEY, "intent", ZR_COLUMN_CONTROL, "intent"},
	{SURVEY, "repeat_count", ZR_COLUMN_CONTROL, "jr:count"},
	{SURVEY, "jr:count", ZR_COLUMN_CONTROL, "jr:count"},
	{SURVEY, "count", ZR_COLUMN_CONTROL, "jr:count"},
	{SURVEY, "instance", ZR_COLUMN_INSTANCE, NULL},
	{SURVEY, "compact_tag", ZR_COLUMN_INSTANCE, "odk:tag"},
	{LISTS | ENTITIES, "list_name", ZR_COLUMN_LIST, ""},
	{ENTITIES, "dataset", ZR_COLUMN_LIST, ""},
	{ENTITIES, "entity_id", ZR_COLUMN_ENTITY_ID, ""},
	{ENTITIES, "create_if", ZR_COLUMN_CREATE_IF, ""},
	{ENTITIES, "update_if", ZR_COLUMN_UPDATE_IF, ""},
	{ENTITIES, "repeat", ZR_COLUMN_REPEAT, ""},
	{SETTINGS, "form_title", ZR_COLUMN_SETTING, "title"},
	{SETTINGS, "title", ZR_COLUMN_SETTING, "title"},
	{SETTINGS, "set_form_title", ZR_COLUMN_SETTING, "title"},
	{SETTINGS, "form_id", ZR_COLUMN_SETTING, "form_id"},
	{SETTINGS, "id_string", ZR_COLUMN_SETTING, "form_id"},
	{SETTINGS, "set_form_id", ZR_COLUMN_SETTING, "form_id"},
	{SETTINGS, "attribute", ZR_COLUMN_INSTANCE, NULL},
	{SETTINGS, "delimiter", ZR_COLUMN_INSTANCE, "odk:delimiter"},
	{SETTINGS, "compact_delimiter", ZR_COLUMN_INSTANCE, "odk:delimiter"},
	{SETTINGS, "prefix", ZR_COLUMN_INSTANCE, "odk:prefix"},
	{SETTINGS, "compact_prefix", ZR_COLUMN_INSTANCE, "odk:prefix"},
	{SETTINGS, "omit_instanceid", ZR_COLUMN_SETTING, "omit_instanceID"},
};

/* Media and the messages of a bind may carry a language behind their attribute. */
static bool takes_language(enum zr_sheet_column column)
{
	return column == ZR_COLUMN_LABEL || column == ZR_COLUMN_HINT ||
	       column == ZR_COLUMN_GUIDANCE || column == ZR_COLUMN_MEDIA ||
	       column == ZR_COLUMN_BIND;
}

static const struct spelling *find_spelling(enum zr_table_id table, const char *word)
{
	assert(table < ZR_TABLE_COUNT && word != NULL);
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		if ((spellings[i].tables & (1u << table)) != 0 &&
			strcmp(spellings[i].word, word) == 0) {
			return &spellings[i];
		}
	}
	return NULL;
}

/* "jr:constraintMsg" is one part even where ":" splits. */
static size_t part_bytes(const char *text, const char *delimiter)
{
	const char *end = strstr(text, delimiter);
	if (end != NULL && strlen(delimiter) == 1 && end - text == 2 &&
		strncmp(text, "jr", 2) == 0) {
		end = strstr(end + 1, delimiter);
	}
	return end != NULL ? (size_t)(end - text) : strlen(text);
}

static int split(struct zr_conversion *c, const char *title, bool is_double,
	const char *parts[PART_COUNT_MAX])
{
	const char *delimiter = is_double || strstr(title, "::") != NULL ? "::" : ":";
	size_t count = 0;
	for (const char *at = title; count < PART_COUNT_MAX;) {
		size_t bytes = part_bytes(at, delimiter);
		const char *part = zr_phrase_copy(c, at, bytes);
		parts[count] = part != NULL ? zr_phrase_trim(c, part) : NULL;
		if (parts[count++] == NULL) {
			return zr_report_nomem(c);
		}
		if (at[bytes] == '\0') {
			break;
		}
		at += bytes + strlen(delimiter);
	}
	return 0;
}

/* A first part that no table row names: settings keep it as their key, other sheets as it is. */
static int read_other(struct zr_conversion *c, enum zr_table_id table, struct zr_heading *heading,
	const char *word)
{
	heading->column = table == ZR_TABLE_SETTINGS ? ZR_COLUMN_SETTING : ZR_COLUMN_OTHER;
	heading->attribute = table == ZR_TABLE_SETTINGS ? word : heading->title;
	return 0;
}

/* "bind::Required" is required: an attribute of that name would be read by nobody. */
static const char *as_known(enum zr_sheet_column column, const char *attribute)
{
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		const char *known = spellings[i].attribute;
		if (spellings[i].column == column && known != NULL &&
			strcasecmp(known, attribute) == 0) {
			return known;
		}
	}
	return attribute;
}

/* The attribute that a spelling leaves to the next part: "bind::relevant", "media::image". */
static int take_attribute(
	struct zr_conversion *c, struct zr_heading *heading, const char *part, const char *further)
{
	bool is_attribute =
		heading->column == ZR_COLUMN_CONTROL || heading->column == ZR_COLUMN_INSTANCE;
	heading->attribute = part != NULL ? as_known(heading->column, part) : "";
	if (is_attribute && part != NULL && further != NULL) {
		/* "body:esri:style" of a sheet that splits at ":" */
		heading->attribute = zr_phrase_format(c, "%s:%s", part, further);
	}
	if (heading->attribute == NULL) {
		return zr_report_nomem(c);
	}
	if (heading->attribute[0] == '\0') {
		heading->column = ZR_COLUMN_OTHER; /* "media" alone says nothing */
		heading->attribute = heading->title;
	}
	return 0;
}

/* A title that is a spelling as a whole is tried first, as "jr:count" and "big-image" are; only
 * then it is split. */
static int read_one(
	struct zr_conversion *c, enum zr_table_id table, bool is_double, struct zr_heading *heading)
{
	const char *whole = zr_phrase_snake(c, heading->title);
	if (whole == NULL) {
		return zr_report_nomem(c);
	}
	const char *parts[PART_COUNT_MAX] = {heading->title};
	const struct spelling *spelling = find_spelling(table, whole);
	if (spelling == NULL) {
		int code = split(c, heading->title, is_double, parts);
		if (code != 0) {
			return code;
		}
		const char *word = zr_phrase_snake(c, parts[0]);
		if (word == NULL) {
			return zr_report_nomem(c);
		}
		spelling = find_spelling(table, word);
		if (spelling == NULL) {
			return read_other(c, table, heading, whole);
		}
	}
	static_assert(PART_COUNT_MAX >= 3, "a column, its attribute, its language");
	size_t next = 1;
	heading->column = spelling->column;
	heading->attribute = spelling->attribute;
	if (heading->attribute == NULL) {
		int code = take_attribute(c, heading, parts[1], parts[2]);
		if (code != 0) {
			return code;
		}
		next = 2;
	}
	assert(heading->attribute != NULL);
	if (takes_language(heading->column) && parts[next] != NULL && parts[next][0] != '\0') {
		heading->language = parts[next];
	}
	return 0;
}

int zr_heading_read_one(struct zr_conversion *c, enum zr_table_id table, struct zr_heading *heading)
{
	assert(heading->title != NULL && heading->attribute != NULL);
	return read_one(c, table, strstr(heading->title, "::") != NULL, heading);
}

/* The language counts as written: "English" and "english" are two, here as in what comes out. */
bool zr_heading_is_same(const struct zr_heading *a, const struct zr_heading *b)
{
	assert(a->attribute != NULL && b->attribute != NULL);
	const char *a_language = a->language != NULL ? a->language : "";
	const char *b_language = b->language != NULL ? b->language : "";
	return a->column == b->column && strcmp(a->attribute, b->attribute) == 0 &&
	       strcmp(a_language, b_language) == 0;
}

/* Told once, at the later heading: with three of a kind it would be told of each pair. */
static int forgive_twin(struct zr_conversion *c, enum zr_table_id id, const struct zr_heading *a,
	struct zr_heading *b)
{
	if (b->is_twin) {
		return 0;
	}
	b->is_twin = true;
	return zr_report_warning(c, id, 0, b,
		&(const struct zr_fault){.kind = ZR_FAULT_TWIN_HEADERS_FORGIVEN,
			.subject = a->title,
			.value = b->title});
}

/* What is said of two headings for one column. Both of form_id and id_string is what old forms that
 * were renewed have; settings.c takes the new spelling. */
static int tell_twin(struct zr_conversion *c, enum zr_table_id id, const struct zr_heading *a,
	struct zr_heading *b)
{
	assert(a->index < b->index);
	if (id == ZR_TABLE_SETTINGS && strcmp(a->attribute, "form_id") == 0) {
		return zr_report_warning(c, id, 0, b,
			&(const struct zr_fault){.kind = ZR_FAULT_TWIN_FORM_ID,
				.subject = a->title,
				.value = b->title});
	}
	if (c->is_forgiving) {
		return forgive_twin(c, id, a, b);
	}
	b->is_twin = true;
	return zr_report_row(c, ZR_E_EXISTS, id, 0,
		&(const struct zr_fault){
			.kind = ZR_FAULT_TWIN_HEADERS, .subject = a->title, .value = b->title});
}

/* Two spellings of one column would silently overwrite each other. */
static int check_twins(struct zr_conversion *c, enum zr_table_id id)
{
	struct zr_table *table = &c->tables[id];
	for (size_t i = 0; i < table->column_count; i++) {
		for (size_t j = 0; j < i; j++) {
			struct zr_heading *a = &table->headings[j], *b = &table->headings[i];
			bool is_twin = a->title[0] != '\0' && zr_heading_is_same(a, b);
			int code = is_twin ? tell_twin(c, id, a, b) : 0;
			if (code != 0) {
				return code;
			}
		}
	}
	return 0;
}

int zr_heading_read(struct zr_conversion *c, enum zr_table_id id)
{
	struct zr_table *table = &c->tables[id];
	assert(table->is_present && table->headings == NULL);
	table->headings =
		zr_arena_new(c->arena, (table->column_count + 1) * sizeof *table->headings);
	if (table->headings == NULL) {
		return zr_report_nomem(c);
	}
	/* where one header has "::", a single ":" parts nothing: "bind::jr:count" has two parts */
	bool is_double = false;
	for (size_t i = 0; i < table->column_count; i++) {
		is_double |= strstr(zr_workbook_cell(c->book, table->sheet, 0, i), "::") != NULL;
	}
	for (size_t i = 0; i < table->column_count; i++) {
		struct zr_heading *heading = &table->headings[i];
		heading->index = i;
		heading->attribute = "";
		heading->title = zr_phrase_trim(c, zr_workbook_cell(c->book, table->sheet, 0, i));
		if (heading->title == NULL) {
			return zr_report_nomem(c);
		}
		int code = heading->title[0] != '\0' ? read_one(c, id, is_double, heading) : 0;
		if (code != 0) {
			return code;
		}
	}
	return check_twins(c, id);
}

const struct zr_heading *zr_heading_find(
	const struct zr_conversion *c, enum zr_table_id id, enum zr_sheet_column column)
{
	assert(id < ZR_TABLE_COUNT && column != ZR_COLUMN_OTHER);
	const struct zr_table *table = &c->tables[id];
	for (size_t i = 0; i < table->column_count && table->headings != NULL; i++) {
		if (table->headings[i].column == column && table->headings[i].title[0] != '\0') {
			return &table->headings[i];
		}
	}
	return NULL;
}

int zr_heading_near(
	struct zr_conversion *c, enum zr_table_id id, const char *wanted, struct zr_fault *fault)
{
	assert(c->tables[id].is_present && c->tables[id].headings != NULL);
	const struct zr_table *table = &c->tables[id];
	struct zr_nearest nearest = {.wanted = wanted};
	for (size_t i = 0; i < table->column_count; i++) {
		const char *word = zr_phrase_snake(c, table->headings[i].title);
		if (word == NULL) {
			return zr_report_nomem(c);
		}
		size_t distance = nearest.found != NULL ? nearest.distance : SIZE_MAX;
		zr_nearest_consider(&nearest, word);
		bool is_nearer = nearest.found != NULL && nearest.distance < distance;
		nearest.found = is_nearer ? table->headings[i].title : nearest.found;
	}
	fault->phrase = nearest.found != NULL ? ZR_FAULT_MEANT_HEADING : ZR_FAULT_NONE;
	fault->meant = nearest.found;
	return 0;
}
