/* CSV fields, one after the other. */
#include "lib/workbook/csv_fields.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "lib/workbook/workbook.h"

/* "sep=;", which Excel takes as a word to itself and does not show. */
static bool take_separator(struct zr_csv_fields *csv)
{
	assert(csv->at <= csv->end);
	size_t bytes = (size_t)(csv->end - csv->at);
	if (bytes < 6 || strncasecmp(csv->at, "sep=", 4) != 0 ||
		(csv->at[5] != '\n' && csv->at[5] != '\r')) {
		return false;
	}
	csv->delimiter = csv->at[4];
	csv->at += bytes > 6 && csv->at[5] == '\r' && csv->at[6] == '\n' ? 7 : 6;
	return true;
}

void zr_csv_fields_finish(struct zr_csv_fields *csv)
{
	zr_buffer_finish(&csv->field);
}

void zr_csv_fields_begin(
	struct zr_csv_fields *csv, const void *bytes, size_t length, struct zr_error *error)
{
	assert(csv != NULL && (bytes != NULL || length == 0));
	static const char CANDIDATES[] = ",;\t|";
	*csv = (struct zr_csv_fields){.at = bytes, .delimiter = ',', .error = error};
	csv->end = csv->at + length;
	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		csv->at += 3;
	}
	if (take_separator(csv)) {
		return;
	}
	size_t counts[sizeof CANDIDATES - 1] = {0}, best = 0;
	bool is_quoted = false;
	for (const char *at = csv->at; at < csv->end && (is_quoted || (*at != '\n' && *at != '\r'));
		at++) {
		is_quoted = is_quoted != (*at == '"');
		const char *found =
			is_quoted ? NULL : memchr(CANDIDATES, *at, sizeof CANDIDATES - 1);
		if (found != NULL) {
			counts[found - CANDIDATES]++;
		}
	}
	for (size_t i = 1; i < sizeof CANDIDATES - 1; i++) {
		best = counts[i] > counts[best] ? i : best;
	}
	csv->delimiter = CANDIDATES[best];
}

bool zr_csv_fields_is_utf16(const void *data, size_t length)
{
	const unsigned char *bytes = data;
	assert(bytes != NULL || length == 0);
	return length >= 2 &&
	       (bytes[0] == 0 || bytes[1] == 0 || (bytes[0] == 0xff && bytes[1] == 0xfe) ||
		       (bytes[0] == 0xfe && bytes[1] == 0xff));
}

static int fault(struct zr_csv_fields *csv, int code, enum zr_fault_kind kind)
{
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	(void)zr_error_set_fault(csv->error, code, &(const struct zr_fault){.kind = kind});
	zr_error_place_cell(
		csv->error, &(const struct zr_error_cell){.sheet = "",
				    .row = (unsigned)csv->row + 1,
				    .letters = zr_workbook_column_name(csv->column, letters)});
	return code;
}

static int take_quoted(struct zr_csv_fields *csv)
{
	assert(csv->at < csv->end && *csv->at == '"');
	zr_buffer_clear(&csv->field);
	csv->at++;
	for (;;) {
		const char *quote = memchr(csv->at, '"', (size_t)(csv->end - csv->at));
		if (quote == NULL) {
			return fault(csv, ZR_E_SYNTAX, ZR_FAULT_CELL_OPEN_QUOTE);
		}
		bool is_doubled = quote + 1 < csv->end && quote[1] == '"';
		size_t bytes = (size_t)(quote - csv->at) + is_doubled;
		int code = zr_buffer_add(&csv->field, csv->at, bytes);
		if (code != 0) {
			return fault(csv, code, ZR_FAULT_CELL_TOO_LARGE);
		}
		csv->at = quote + 1 + is_doubled;
		if (!is_doubled) {
			csv->text = zr_buffer_text(&csv->field);
			csv->length = csv->field.bytes;
			return 0;
		}
	}
}

static bool ends_field(const struct zr_csv_fields *csv)
{
	return csv->at == csv->end || *csv->at == csv->delimiter || *csv->at == '\n' ||
	       *csv->at == '\r';
}

int zr_csv_fields_take(struct zr_csv_fields *csv)
{
	assert(csv != NULL && csv->at <= csv->end);
	if (csv->at < csv->end && *csv->at == '"') {
		int code = take_quoted(csv);
		if (code == 0 && !ends_field(csv)) {
			return fault(csv, ZR_E_SYNTAX, ZR_FAULT_TEXT_BEHIND_QUOTE);
		}
		return code;
	}
	csv->text = csv->at;
	while (!ends_field(csv)) {
		csv->at++;
	}
	assert(csv->at <= csv->end);
	csv->length = (size_t)(csv->at - csv->text);
	return 0;
}

void zr_csv_fields_step(struct zr_csv_fields *csv)
{
	assert(csv->at <= csv->end);
	if (csv->at < csv->end && *csv->at == csv->delimiter) {
		csv->at++;
		csv->column++;
		return;
	}
	if (csv->at < csv->end) {
		csv->at += csv->end - csv->at >= 2 && memcmp(csv->at, "\r\n", 2) == 0 ? 2 : 1;
	}
	csv->row++;
	csv->column = 0;
}
