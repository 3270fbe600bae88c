/*
 * The way through an .xlsx file: the package's relations name the workbook part, the workbook
 * part names its sheets by relation, the workbook part's own relations say where those are.
 */
#include "lib/workbook/xlsx.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/limits.h"
#include "lib/workbook/cell_formats.h"
#include "lib/workbook/package.h"
#include "lib/workbook/shared_strings.h"
#include "lib/workbook/worksheet.h"

struct sheet_entry {
	const char *name;
	const char *relation;
	const char *part; /* NULL: not a worksheet */
};

struct reading {
	struct zr_package *package;
	struct zr_arena arena; /* names and paths */
	const char *workbook_part;
	const char *strings_part; /* NULL: none */
	const char *styles_part;  /* NULL: none */
	struct sheet_entry sheets[ZR_WORKBOOK_SHEET_COUNT_MAX];
	size_t sheet_count;
	bool is_1904;
	struct zr_shared_strings strings;
	struct zr_cell_formats formats;
	struct zr_error *error;
};

static int nomem(struct reading *reading)
{
	return zr_error_set_fault(reading->error, ZR_E_NOMEM,
		&(const struct zr_fault){.kind = ZR_FAULT_WORKBOOK_NO_MEMORY});
}

/* ---- relations ---- */

static bool ends_with(const char *text, const char *end)
{
	size_t text_bytes = strlen(text);
	size_t end_bytes = strlen(end);
	return text_bytes >= end_bytes && strcmp(text + text_bytes - end_bytes, end) == 0;
}

/* The part that target means from the folder of base: "/xl/a.xml" is from the top, "../a.xml"
 * leaves a folder. NULL without memory. */
static const char *resolve(struct reading *reading, const char *base, const char *target)
{
	const char *slash = strrchr(base, '/');
	size_t folder_bytes = slash != NULL ? (size_t)(slash - base) : 0;
	assert(strlen(base) < 2 * ZR_PACKAGE_TEXT_BYTES_MAX);
	if (*target == '/') {
		folder_bytes = 0;
	}
	for (;;) {
		if (*target == '/') {
			target++;
		} else if (strncmp(target, "./", 2) == 0) {
			target += 2;
		} else if (strncmp(target, "../", 3) == 0) {
			target += 3;
			while (folder_bytes > 0 && base[--folder_bytes] != '/') {
			}
		} else {
			break;
		}
	}
	char path[2 * ZR_PACKAGE_TEXT_BYTES_MAX];
	(void)snprintf(path, sizeof path, "%.*s%s%s", (int)folder_bytes, base,
		folder_bytes > 0 ? "/" : "", target);
	return zr_arena_copy(&reading->arena, path, strlen(path));
}

/* Whether it is a Relationship; then its target's path and its type. */
static int read_relation(struct reading *reading, const char *name, const char *base,
	const struct zr_package_attributes *attributes, const char **ret_part)
{
	char target[ZR_PACKAGE_TEXT_BYTES_MAX];
	*ret_part = NULL;
	if (strcmp(name, "Relationship") != 0 ||
		!zr_package_attribute(attributes, "Target", target)) {
		return 0;
	}
	*ret_part = resolve(reading, base, target);
	return *ret_part != NULL ? 0 : nomem(reading);
}

static int on_package_relation(
	void *user, const char *name, const struct zr_package_attributes *attributes)
{
	struct reading *reading = user;
	const char *part = NULL;
	int code = read_relation(reading, name, "", attributes, &part);
	char type[ZR_PACKAGE_TEXT_BYTES_MAX];
	(void)zr_package_attribute(attributes, "Type", type);
	if (part != NULL && ends_with(type, "/officeDocument")) {
		reading->workbook_part = part;
	}
	return code;
}

static void place_sheets(struct reading *reading, const char *relation, const char *part)
{
	for (size_t i = 0; i < reading->sheet_count; i++) {
		if (strcmp(reading->sheets[i].relation, relation) == 0) {
			reading->sheets[i].part = part;
		}
	}
}

static int on_workbook_relation(
	void *user, const char *name, const struct zr_package_attributes *attributes)
{
	struct reading *reading = user;
	const char *part = NULL;
	int code = read_relation(reading, name, reading->workbook_part, attributes, &part);
	if (part == NULL) {
		return code;
	}
	char type[ZR_PACKAGE_TEXT_BYTES_MAX];
	char id[ZR_PACKAGE_TEXT_BYTES_MAX];
	(void)zr_package_attribute(attributes, "Type", type);
	(void)zr_package_attribute(attributes, "Id", id);
	if (ends_with(type, "/worksheet")) {
		place_sheets(reading, id, part);
	} else if (ends_with(type, "/sharedStrings")) {
		reading->strings_part = part;
	} else if (ends_with(type, "/styles")) {
		reading->styles_part = part;
	}
	return 0;
}

/* ---- the workbook part ---- */

static int add_sheet(struct reading *reading, const struct zr_package_attributes *attributes)
{
	char name[ZR_PACKAGE_TEXT_BYTES_MAX];
	char relation[ZR_PACKAGE_TEXT_BYTES_MAX];
	(void)zr_package_attribute(attributes, "name", name);
	(void)zr_package_attribute(attributes, "id", relation);
	if (reading->sheet_count == ZR_WORKBOOK_SHEET_COUNT_MAX) {
		return zr_error_set_fault(reading->error, ZR_E_LIMIT,
			&(const struct zr_fault){.kind = ZR_FAULT_TOO_MANY_SHEETS,
				.number = ZR_WORKBOOK_SHEET_COUNT_MAX});
	}
	struct sheet_entry *entry = &reading->sheets[reading->sheet_count];
	entry->name = zr_arena_copy(&reading->arena, name, strlen(name));
	entry->relation = zr_arena_copy(&reading->arena, relation, strlen(relation));
	if (entry->name == NULL || entry->relation == NULL) {
		return nomem(reading);
	}
	reading->sheet_count++;
	return 0;
}

static int on_workbook(void *user, const char *name, const struct zr_package_attributes *attributes)
{
	struct reading *reading = user;
	char text[ZR_PACKAGE_TEXT_BYTES_MAX];
	if (strcmp(name, "workbookPr") == 0 && zr_package_attribute(attributes, "date1904", text)) {
		reading->is_1904 = strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
	}
	return strcmp(name, "sheet") == 0 ? add_sheet(reading, attributes) : 0;
}

static int parse(struct reading *reading, const char *part,
	int (*on_start)(
		void *user, const char *name, const struct zr_package_attributes *attributes))
{
	const struct zr_package_handler handler = {on_start, NULL, NULL, reading};
	return zr_package_parse(reading->package, part, &handler, reading->error);
}

/* "xl/_rels/workbook.xml.rels" for "xl/workbook.xml". */
static const char *relations_part(struct reading *reading)
{
	assert(reading->workbook_part != NULL);
	const char *slash = strrchr(reading->workbook_part, '/');
	const char *file = slash != NULL ? slash + 1 : reading->workbook_part;
	char path[2 * ZR_PACKAGE_TEXT_BYTES_MAX + 16];
	(void)snprintf(path, sizeof path, "%.*s_rels/%s.rels", (int)(file - reading->workbook_part),
		reading->workbook_part, file);
	return zr_arena_copy(&reading->arena, path, strlen(path));
}

static int read_directory(struct reading *reading)
{
	reading->workbook_part = "xl/workbook.xml";
	int code = 0;
	if (zr_package_has(reading->package, "_rels/.rels")) {
		code = parse(reading, "_rels/.rels", on_package_relation);
	}
	if (code == 0 && !zr_package_has(reading->package, reading->workbook_part)) {
		return zr_error_set_fault(reading->error, ZR_E_UNSUPPORTED,
			&(const struct zr_fault){.kind = ZR_FAULT_SOME_ARCHIVE});
	}
	if (code == 0) {
		code = parse(reading, reading->workbook_part, on_workbook);
	}
	if (code == 0) {
		const char *relations = relations_part(reading);
		code = relations != NULL ? parse(reading, relations, on_workbook_relation)
					 : nomem(reading);
	}
	return code;
}

/* ---- the whole ---- */

static int read_tables(struct reading *reading)
{
	int code = 0;
	if (reading->strings_part != NULL &&
		zr_package_has(reading->package, reading->strings_part)) {
		code = zr_shared_strings_read(
			reading->package, reading->strings_part, &reading->strings, reading->error);
	}
	if (code == 0 && reading->styles_part != NULL &&
		zr_package_has(reading->package, reading->styles_part)) {
		code = zr_cell_formats_read(
			reading->package, reading->styles_part, &reading->formats, reading->error);
	}
	return code;
}

static int read_sheets(struct reading *reading, struct zr_workbook *book)
{
	const struct zr_worksheet_tables tables = {
		&reading->strings, &reading->formats, reading->is_1904};
	for (size_t i = 0; i < reading->sheet_count; i++) {
		const struct sheet_entry *entry = &reading->sheets[i];
		size_t sheet = 0;
		if (entry->part == NULL) {
			continue;
		}
		int code = zr_workbook_add_sheet(book, entry->name, &sheet, reading->error);
		if (code == 0) {
			const struct zr_worksheet_target target = {book, sheet};
			code = zr_worksheet_read(
				reading->package, entry->part, &tables, target, reading->error);
		}
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

/* What is not an .xlsx but often is taken for one. */
static int check_beginning(const unsigned char *bytes, size_t length, struct zr_error *error)
{
	static const unsigned char COMPOUND[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};
	static const char OPEN_DOCUMENT[] = "mimetypeapplication/vnd.oasis.opendocument";
	if (length >= sizeof COMPOUND && memcmp(bytes, COMPOUND, sizeof COMPOUND) == 0) {
		return zr_error_set_fault(error, ZR_E_UNSUPPORTED,
			&(const struct zr_fault){.kind = ZR_FAULT_OLD_WORKBOOK});
	}
	if (length > 30 + sizeof OPEN_DOCUMENT &&
		memcmp(bytes + 30, OPEN_DOCUMENT, sizeof OPEN_DOCUMENT - 1) == 0) {
		return zr_error_set_fault(error, ZR_E_UNSUPPORTED,
			&(const struct zr_fault){.kind = ZR_FAULT_OPEN_DOCUMENT});
	}
	if (length < 4 || memcmp(bytes, "PK\3\4", 4) != 0) {
		return zr_error_set_fault(
			error, ZR_E_SYNTAX, &(const struct zr_fault){.kind = ZR_FAULT_NO_WORKBOOK});
	}
	return 0;
}

static void finish_reading(struct reading *reading)
{
	zr_shared_strings_finish(&reading->strings);
	zr_cell_formats_finish(&reading->formats);
	zr_package_close(reading->package);
	zr_arena_finish(&reading->arena);
}

int zr_xlsx_read(
	const void *bytes, size_t length, struct zr_workbook **ret_book, struct zr_error *error)
{
	assert((bytes != NULL || length == 0) && ret_book != NULL);
	ZR_CLEANUP(finish_reading) struct reading reading = {.error = error};
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = NULL;
	int code = check_beginning(bytes, length, error);
	if (code == 0) {
		code = zr_package_open(bytes, length, &reading.package, error);
	}
	if (code == 0) {
		code = read_directory(&reading);
	}
	if (code == 0) {
		code = read_tables(&reading);
	}
	if (code == 0) {
		code = zr_workbook_new(&book, error);
	}
	if (code == 0) {
		assert(reading.sheet_count <= ZR_WORKBOOK_SHEET_COUNT_MAX);
		code = read_sheets(&reading, book);
	}
	if (code == 0) {
		*ret_book = ZR_TAKE(book);
	}
	return code;
}
