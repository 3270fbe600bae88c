/* The survey sheet is walked once: begin and end rows make the path of each name. */
#include "lib/formcheck/sheet_map.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/base/limits.h"

struct entry {
	const char *path; /* "/person/age": without the instance's root */
	size_t row;
	struct entry *next;
};

struct zr_sheet_map {
	struct zr_arena arena;
	const struct zr_workbook *book;
	size_t sheet;
	struct entry *first; /* in the sheet's order */
};

enum {
	PATH_BYTES = 2048,
	HEADING_BYTES = 64
};

static const char SURVEY[] = "survey";

/* Headings that say the same, best first, as they are after normalising. */
static const struct {
	const char *aspect;
	const char *headings[4];
} ASPECTS[] = {
	{"relevant", {"relevant", "relevance"}},
	{"constraint", {"constraint"}},
	{"calculate", {"calculation", "calculate", "default"}},
	{"required", {"required"}},
	{"readonly", {"readonly", "read_only"}},
	{"default", {"default"}},
	{"jr:count", {"repeat_count", "jr:count", "count"}},
	{"appearance", {"appearance"}},
	{"trigger", {"trigger", "calculation", "calculate"}},
	{"itemset", {"choice_filter", "type"}},
	{"setvalue", {"calculation", "calculate", "default", "trigger"}},
	{"label", {"label", "hint"}},
	{"label reference", {"label"}},
	{"output", {"label", "hint", "constraint_message"}},
	{"program", {"intent", "parameters", "appearance", "type"}},
	{"type", {"type", "command"}},
	{"choices", {"choice_filter", "type"}},
	{"name", {"name", "tag"}},
};

/* Lower case, one kind of space, no "bind::", no language: "Bind: Relevant" is "relevant". */
static void normalise(const char *heading, char text[HEADING_BYTES])
{
	size_t used = 0;
	const char *at = heading + strspn(heading, " \t\r\n");
	for (; *at != '\0' && used < HEADING_BYTES - 1; at++) {
		text[used++] = *at == ' ' ? '_' : (char)tolower((unsigned char)*at);
	}
	while (used > 0 && text[used - 1] == '_') {
		used--;
	}
	text[used] = '\0';
	const char *start = text;
	static const char *const PREFIXES[] = {
		"bind::", "bind:", "control::", "control:", "body::", "body:"};
	for (size_t i = 0; i < sizeof PREFIXES / sizeof PREFIXES[0]; i++) {
		if (strncmp(start, PREFIXES[i], strlen(PREFIXES[i])) == 0) {
			start += strlen(PREFIXES[i]);
		}
	}
	start += strspn(start, "_");
	memmove(text, start, strlen(start) + 1);
	char *language = strstr(text, "::");
	if (language != NULL) {
		*language = '\0';
	}
}

/* The first column whose heading is this and whose cell of the row holds something; with row 0 any.
 */
static bool find_column(const struct zr_workbook *book, size_t sheet, const char *heading,
	size_t row, size_t *ret_column)
{
	for (size_t i = 0; i < zr_workbook_columns(book, sheet); i++) {
		char text[HEADING_BYTES];
		normalise(zr_workbook_cell(book, sheet, 0, i), text);
		if (strcmp(text, heading) == 0 && *zr_workbook_cell(book, sheet, row, i) != '\0') {
			*ret_column = i;
			return true;
		}
	}
	return false;
}

/* Case and blanks around them do not count. */
static bool is_called(const char *title, const char *name)
{
	title += strspn(title, " ");
	name += strspn(name, " ");
	size_t bytes = strlen(name);
	while (bytes > 0 && name[bytes - 1] == ' ') {
		bytes--;
	}
	return strncasecmp(title, name, bytes) == 0 &&
	       title[bytes + strspn(title + bytes, " ")] == '\0';
}

static bool find_sheet(const struct zr_workbook *book, const char *name, size_t *ret_sheet)
{
	size_t sheet = 0, count = zr_workbook_sheets(book);
	while (sheet < count && !is_called(zr_workbook_sheet_name(book, sheet), name)) {
		sheet++;
	}
	*ret_sheet = sheet < count ? sheet : 0;
	/* the only sheet is the survey, whatever its name */
	return sheet < count || (count == 1 && strcmp(name, SURVEY) == 0);
}

bool zr_sheet_map_is_form_sheet(const struct zr_workbook *book, const char *title)
{
	assert(book != NULL && title != NULL);
	static const char *const SHEETS[] = {
		SURVEY, "choices", "settings", "external_choices", "entities", "osm"};
	for (size_t i = 0; i < sizeof SHEETS / sizeof SHEETS[0]; i++) {
		if (is_called(title, SHEETS[i])) {
			return true;
		}
	}
	return zr_workbook_sheets(book) == 1;
}

const char *zr_sheet_map_title(const struct zr_workbook *book, const char *sheet)
{
	assert(sheet != NULL);
	size_t index = 0;
	bool is_found = book != NULL && *sheet != '\0' && find_sheet(book, sheet, &index);
	return is_found ? zr_workbook_sheet_name(book, index) : sheet;
}

/* "begin group", "begin_repeat", "end group": +1, -1, else 0. */
static int nesting_of(const char *type)
{
	type += strspn(type, " \t\r\n");
	if (strncasecmp(type, "begin", 5) == 0 && (type[5] == ' ' || type[5] == '_')) {
		return strncasecmp(type + 6, "geopoint", 8) != 0;
	}
	bool is_end = strncasecmp(type, "end", 3) == 0 && (type[3] == ' ' || type[3] == '_');
	return is_end && strncasecmp(type + 4, "time", 4) != 0 ? -1 : 0;
}

struct walk {
	struct zr_sheet_map *map;
	struct entry **last;
	char path[PATH_BYTES];
	size_t lengths[ZR_FORM_DEPTH_MAX]; /* of the path before each open group */
	size_t depth;
};

static int add_row(struct walk *walk, size_t row, const char *name)
{
	assert(row > 0 && name != NULL && *walk->last == NULL);
	size_t length = strlen(walk->path);
	name += strspn(name, " \t\r\n");
	(void)snprintf(walk->path + length, sizeof walk->path - length, "/%.*s",
		(int)strcspn(name, " \t\r\n"), name);
	struct entry *entry = zr_arena_new(&walk->map->arena, sizeof *entry);
	const char *path = zr_arena_copy(&walk->map->arena, walk->path, strlen(walk->path));
	walk->path[length] = '\0';
	if (entry == NULL || path == NULL) {
		return ZR_E_NOMEM;
	}
	*entry = (struct entry){.path = path, .row = row};
	*walk->last = entry;
	walk->last = &entry->next;
	return 0;
}

static void step_nesting(struct walk *walk, int nesting, const char *path)
{
	assert(nesting >= -1 && nesting <= 1 && walk->depth <= ZR_FORM_DEPTH_MAX);
	if (nesting > 0 && walk->depth < ZR_FORM_DEPTH_MAX) {
		walk->lengths[walk->depth++] = strlen(walk->path);
		(void)snprintf(walk->path, sizeof walk->path, "%s", path);
	} else if (nesting < 0 && walk->depth > 0) {
		walk->path[walk->lengths[--walk->depth]] = '\0';
	}
}

/* The first of these headings that the sheet has. */
static bool find_either(
	const struct zr_sheet_map *map, const char *const *headings, size_t *ret_column)
{
	assert(headings != NULL && *headings != NULL);
	while (*headings != NULL && !find_column(map->book, map->sheet, *headings, 0, ret_column)) {
		headings++;
	}
	return *headings != NULL;
}

static int walk_survey(struct zr_sheet_map *map)
{
	assert(map->book != NULL && map->first == NULL);
	const struct zr_workbook *book = map->book;
	size_t type_column = 0;
	size_t name_column = 0;
	if (!find_either(map, (const char *const[]){"type", "command", NULL}, &type_column) ||
		!find_either(
			map, (const char *const[]){"name", "tag", "value", NULL}, &name_column)) {
		return 0;
	}
	struct walk walk = {.map = map, .last = &map->first};
	for (size_t row = 1; row < zr_workbook_rows(book, map->sheet); row++) {
		const char *type = zr_workbook_cell(book, map->sheet, row, type_column);
		const char *name = zr_workbook_cell(book, map->sheet, row, name_column);
		int nesting = nesting_of(type);
		struct entry **added = walk.last;
		if (*name != '\0' && nesting >= 0 && add_row(&walk, row, name) != 0) {
			return ZR_E_NOMEM;
		}
		step_nesting(&walk, nesting, *added != NULL ? (*added)->path : walk.path);
	}
	return 0;
}

int zr_sheet_map_new(
	const struct zr_workbook *book, struct zr_sheet_map **ret_map, struct zr_error *error)
{
	assert(ret_map != NULL);
	ZR_CLEANUP(zr_sheet_map_freep) struct zr_sheet_map *map = calloc(1, sizeof *map);
	if (map == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "there is no memory to check the form");
	}
	map->book = book;
	bool has_survey = book != NULL && find_sheet(book, SURVEY, &map->sheet);
	if (has_survey && walk_survey(map) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "there is no memory to check the form");
	}
	*ret_map = ZR_TAKE(map);
	return 0;
}

void zr_sheet_map_free(struct zr_sheet_map *map)
{
	if (map != NULL) {
		zr_arena_finish(&map->arena);
		free(map);
	}
}

/* By its whole path, else by a last name that only one row has. */
static const struct entry *find_entry(const struct zr_sheet_map *map, const char *path)
{
	assert(path != NULL);
	const char *rest = *path == '/' ? strchr(path + 1, '/') : NULL;
	const char *last = strrchr(path, '/');
	const struct entry *found = NULL;
	size_t count = 0;
	for (const struct entry *at = map->first; at != NULL; at = at->next) {
		if (rest != NULL && strcmp(at->path, rest) == 0) {
			return at;
		}
		if (last != NULL && strcmp(strrchr(at->path, '/'), last) == 0) {
			found = at;
			count++;
		}
	}
	return count == 1 ? found : NULL;
}

static bool find_aspect(
	const struct zr_sheet_map *map, size_t row, const char *aspect, size_t *ret_column)
{
	assert(row > 0 && aspect != NULL); /* row 0 has the headings */
	for (size_t i = 0; i < sizeof ASPECTS / sizeof ASPECTS[0]; i++) {
		for (size_t k = 0; strcmp(ASPECTS[i].aspect, aspect) == 0 && k < 4; k++) {
			const char *heading = ASPECTS[i].headings[k];
			if (heading != NULL &&
				find_column(map->book, map->sheet, heading, row, ret_column)) {
				return true;
			}
		}
	}
	return false;
}

static struct zr_sheet_place place_of(const struct zr_sheet_map *map, size_t row)
{
	assert(map->book != NULL && row < zr_workbook_rows(map->book, map->sheet));
	return (struct zr_sheet_place){.sheet = zr_workbook_sheet_name(map->book, map->sheet),
		.row = row,
		.heading = "",
		.text = ""};
}

static bool ends_with(const char *path, const char *end)
{
	size_t bytes = strlen(path), end_bytes = strlen(end);
	return bytes >= end_bytes && strcmp(path + bytes - end_bytes, end) == 0;
}

/* The id and the name of a record are the nodes that the settings sheet makes. */
static bool find_setting(
	const struct zr_sheet_map *map, const char *path, struct zr_sheet_place *ret_place)
{
	assert(path != NULL && ret_place != NULL);
	static const char *const SETTINGS[][2] = {{"/meta/instanceName", "instance_name"},
		{"/meta/instanceID", "instance_id"}, {"/meta/instanceID", "omit_instanceid"}};
	size_t sheet = 0, column = 0, i = 0;
	if (map->book == NULL || !find_sheet(map->book, "settings", &sheet)) {
		return false;
	}
	for (; i < sizeof SETTINGS / sizeof *SETTINGS; i++) {
		if (ends_with(path, SETTINGS[i][0]) &&
			find_column(map->book, sheet, SETTINGS[i][1], 1, &column)) {
			break;
		}
	}
	if (i == sizeof SETTINGS / sizeof *SETTINGS) {
		return false;
	}
	*ret_place = (struct zr_sheet_place){.sheet = zr_workbook_sheet_name(map->book, sheet),
		.row = 1,
		.has_column = true,
		.column = column,
		.heading = zr_workbook_cell(map->book, sheet, 0, column),
		.text = zr_workbook_cell(map->book, sheet, 1, column)};
	return true;
}

bool zr_sheet_map_find(const struct zr_sheet_map *map, const char *path, const char *aspect,
	struct zr_sheet_place *ret_place)
{
	assert(map != NULL && path != NULL && ret_place != NULL);
	if (find_setting(map, path, ret_place)) {
		return true;
	}
	const struct entry *entry = find_entry(map, path);
	if (entry == NULL) {
		return false;
	}
	*ret_place = place_of(map, entry->row);
	if (aspect != NULL && find_aspect(map, entry->row, aspect, &ret_place->column)) {
		ret_place->has_column = true;
		ret_place->heading = zr_workbook_cell(map->book, map->sheet, 0, ret_place->column);
		ret_place->text =
			zr_workbook_cell(map->book, map->sheet, entry->row, ret_place->column);
	}
	return true;
}

static bool names_file(const char *cell, const char *file)
{
	const char *dot = strrchr(file, '.');
	size_t stem_bytes = dot != NULL ? (size_t)(dot - file) : strlen(file);
	char quoted[300];
	(void)snprintf(
		quoted, sizeof quoted, "'%.*s'", (int)(stem_bytes < 250 ? stem_bytes : 250), file);
	return strstr(cell, file) != NULL || strstr(cell, quoted) != NULL ||
	       (strncmp(cell, file, stem_bytes) == 0 && cell[stem_bytes] == '\0');
}

bool zr_sheet_map_find_file(
	const struct zr_sheet_map *map, const char *file, struct zr_sheet_place *ret_place)
{
	assert(map != NULL && file != NULL && ret_place != NULL);
	if (map->first == NULL) {
		return false;
	}
	size_t columns = zr_workbook_columns(map->book, map->sheet);
	for (size_t row = 1; row < zr_workbook_rows(map->book, map->sheet); row++) {
		for (size_t i = 0; i < columns; i++) {
			const char *cell = zr_workbook_cell(map->book, map->sheet, row, i);
			if (*cell != '\0' && names_file(cell, file)) {
				*ret_place = place_of(map, row);
				ret_place->has_column = true;
				ret_place->column = i;
				ret_place->heading = zr_workbook_cell(map->book, map->sheet, 0, i);
				ret_place->text = cell;
				return true;
			}
		}
	}
	return false;
}

const char *zr_sheet_map_heading(const struct zr_workbook *book, const char *sheet, size_t column)
{
	assert(sheet != NULL);
	size_t index = 0;
	return book != NULL && find_sheet(book, sheet, &index)
		       ? zr_workbook_cell(book, index, 0, column)
		       : "";
}
