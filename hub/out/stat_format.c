/*
 * SPSS .sav and Stata .dta over ReadStat: UTF-8, names of hub/out/naming.h, the questions as labels
 * of variables, the choices as labels of values. What is empty is missing. ReadStat writes from the
 * front to the back, so that nothing but a row stands in memory.
 *
 * Limits of the formats, which CSV has not: a text of Stata holds 2,045 bytes, one of SPSS 32,767;
 * what is longer is cut between two letters, and the label of its variable says so. Stata has words
 * for numbers only: where a code is none, they stand in a variable beside.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <readstat.h>

#include "hub/out/formats.h"
#include "lib/base/cleanup.h"
#include "lib/base/utf8.h"

enum {
	SAV_TEXT_BYTES_MAX = 32767,
	DTA_TEXT_BYTES_MAX = 2045,
	SAV_CODE_BYTES_MAX = 8,    /* of a text that has words */
	SAV_LABEL_BYTES_MAX = 255, /* of a variable */
	SAV_WORDS_BYTES_MAX = 120, /* of a value */
	DTA_LABEL_CHARACTERS_MAX = 80,
	DTA_WORDS_BYTES_MAX = 32000,
	SPSS_EPOCH_DAYS = 141428, /* from 1582-10-14 to 1970-01-01 */
	STATA_EPOCH_DAYS = 3653,  /* from 1960-01-01 */
	DAY_S = 86400,
};

struct writing {
	readstat_writer_t *writer; /* owned */
	readstat_variable_t *
		*variables; /* in the order of the table's; owned, its items are the writer's */
	char *room;         /* for a text that is cut; owned */
	bool is_stata;
	bool is_full; /* the bytes found no room */
	struct zr_buffer *bytes;
};

static void drop(void *state)
{
	struct writing *writing = state;
	if (writing == NULL) {
		return;
	}
	if (writing->writer != NULL) {
		readstat_writer_free(writing->writer);
	}
	free(writing->variables);
	free(writing->room);
	free(writing);
}

static ssize_t take_bytes(const void *data, size_t length, void *user)
{
	struct writing *writing = user;
	if (zr_buffer_add(writing->bytes, data, length) != 0) {
		writing->is_full = true;
		return -1;
	}
	return (ssize_t)length;
}

static int fail(const struct writing *writing, readstat_error_t fault, struct zr_error *error)
{
	bool is_memory = fault == READSTAT_ERROR_MALLOC || writing->is_full;
	return is_memory ? zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory")
			 : zr_error_set(error, ZR_E_UNSUPPORTED,
				   "the table cannot be written in this format: %s; CSV takes it",
				   readstat_error_message(fault));
}

/* ---- words ---- */

/* Cut between two letters, so that at most so many bytes and characters are left. */
static void cut(char *text, size_t bytes_max, size_t characters_max)
{
	assert(text != NULL && bytes_max > 0);
	size_t left = strlen(text);
	size_t kept = 0;
	for (size_t count = 0; left > 0 && count < characters_max; count++) {
		size_t length = zr_utf8_read(text + kept, left, NULL);
		length = length > 0 ? length : 1;
		if (kept + length > bytes_max) {
			break;
		}
		kept += length;
		left -= length;
	}
	text[kept] = '\0';
}

static size_t text_bytes_max(const struct writing *writing)
{
	return writing->is_stata ? DTA_TEXT_BYTES_MAX : SAV_TEXT_BYTES_MAX;
}

static int set_label(const struct writing *writing, readstat_variable_t *made,
	const struct zr_variable *variable)
{
	assert(made != NULL && variable->label != NULL);
	bool is_cut =
		variable->type == ZR_CODING_TEXT && variable->bytes_max > text_bytes_max(writing);
	char *label = NULL;
	const char *mark = !is_cut ? "" : variable->label[0] != '\0' ? "[cut] " : "[cut]";
	if (asprintf(&label, "%s%s", mark, variable->label) < 0) {
		return ZR_E_NOMEM;
	}
	for (char *at = label; *at != '\0'; at++) {
		*at = (unsigned char)*at < ' ' ? ' ' : *at;
	}
	cut(label, SAV_LABEL_BYTES_MAX,
		writing->is_stata ? (size_t)DTA_LABEL_CHARACTERS_MAX : SIZE_MAX);
	readstat_variable_set_label(made, label);
	free(label);
	return 0;
}

static readstat_type_t type_of_words(const struct writing *writing, bool is_text)
{
	if (is_text) {
		return READSTAT_TYPE_STRING;
	}
	return writing->is_stata ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE;
}

static int add_words(const struct writing *writing, readstat_label_set_t *set,
	const struct zr_meaning_choice *choice, readstat_type_t type)
{
	assert(set != NULL && choice->label != NULL);
	double number = 0;
	ZR_CLEANUP_FREE char *words = strdup(choice->label);
	if (words == NULL) {
		return ZR_E_NOMEM;
	}
	cut(words, writing->is_stata ? DTA_WORDS_BYTES_MAX : SAV_WORDS_BYTES_MAX, SIZE_MAX);
	if (type == READSTAT_TYPE_STRING) {
		readstat_label_string_value(set, choice->value, words);
	} else if (zr_coding_read(ZR_CODING_WHOLE, choice->value, &number)) {
		if (type == READSTAT_TYPE_INT32) {
			readstat_label_int32_value(set, (int32_t)number, words);
		} else {
			readstat_label_double_value(set, number, words);
		}
	}
	return 0;
}

/* Whether the format has a place for the words of its values. SPSS has one for longer codes, too;
 * but ReadStat 1.1.8 writes it with a wrong length, and such a file cannot be read. */
static bool is_labelled(const struct writing *writing, const struct zr_variable *variable)
{
	if (variable->source != ZR_VARIABLE_VALUE || variable->kind != ZR_MEANING_ONE ||
		variable->meaning->count == 0) {
		return false;
	}
	return variable->type != ZR_CODING_TEXT ||
	       (!writing->is_stata && variable->bytes_max <= SAV_CODE_BYTES_MAX &&
		       zr_variables_code_bytes(variable->meaning) <= SAV_CODE_BYTES_MAX);
}

static int add_label_set(const struct writing *writing, readstat_variable_t *made,
	const struct zr_variable *variable)
{
	bool is_text = variable->type == ZR_CODING_TEXT;
	const struct zr_meaning *meaning = variable->meaning;
	if (!is_labelled(writing, variable)) {
		return 0;
	}
	readstat_type_t type = type_of_words(writing, is_text);
	readstat_label_set_t *set = readstat_add_label_set(writing->writer, type, variable->name);
	int code = set != NULL ? 0 : ZR_E_NOMEM;
	for (size_t i = 0; code == 0 && i < meaning->count; i++) {
		code = add_words(writing, set, meaning->choices[i], type);
	}
	if (code == 0) {
		readstat_variable_set_label_set(made, set);
	}
	return code;
}

/* ---- variables ---- */

static const char *format_of(const struct writing *writing, enum zr_coding type)
{
	switch (type) {
	case ZR_CODING_DATE:
		return writing->is_stata ? "%td" : "DATE11";
	case ZR_CODING_TIME:
		return writing->is_stata ? "%tcHH:MM:SS" : "TIME8";
	case ZR_CODING_MOMENT:
		return writing->is_stata ? "%tc" : "DATETIME20";
	default:
		return NULL;
	}
}

static readstat_type_t type_of(const struct writing *writing, const struct zr_variable *variable)
{
	if (variable->type == ZR_CODING_TEXT) {
		return READSTAT_TYPE_STRING;
	}
	if (writing->is_stata && variable->source == ZR_VARIABLE_FLAG) {
		return READSTAT_TYPE_INT8;
	}
	return writing->is_stata && variable->type == ZR_CODING_WHOLE ? READSTAT_TYPE_INT32
								      : READSTAT_TYPE_DOUBLE;
}

static int add_variable(struct writing *writing, const struct zr_variable *variable, size_t place)
{
	assert(variable->name != NULL); /* a measured table is named */
	size_t bytes = 0;
	readstat_type_t type = type_of(writing, variable);
	if (type == READSTAT_TYPE_STRING) {
		size_t bytes_max = text_bytes_max(writing);
		bytes = variable->bytes_max < bytes_max ? variable->bytes_max : bytes_max;
		bytes = is_labelled(writing, variable) ? SAV_CODE_BYTES_MAX : bytes > 0 ? bytes : 1;
	}
	readstat_variable_t *made =
		readstat_add_variable(writing->writer, variable->name, type, bytes);
	if (made == NULL) {
		return ZR_E_NOMEM;
	}
	const char *format = format_of(writing, variable->type);
	if (format != NULL) {
		readstat_variable_set_format(made, format);
	}
	bool is_named = type == READSTAT_TYPE_STRING || variable->kind == ZR_MEANING_ONE ||
			variable->source == ZR_VARIABLE_FLAG;
	readstat_variable_set_measure(
		made, is_named ? READSTAT_MEASURE_NOMINAL : READSTAT_MEASURE_SCALE);
	writing->variables[place] = made;
	int code = set_label(writing, made, variable);
	return code == 0 ? add_label_set(writing, made, variable) : code;
}

static int set_up(struct writing *writing, const struct zr_format_table *table)
{
	const struct zr_variables *variables = table->variables;
	writing->bytes = table->bytes;
	writing->variables = calloc(variables->count, sizeof *writing->variables);
	writing->room = malloc(SAV_TEXT_BYTES_MAX + 1);
	writing->writer = readstat_writer_init();
	if (writing->variables == NULL || writing->room == NULL || writing->writer == NULL) {
		return ZR_E_NOMEM;
	}
	int code = 0;
	for (size_t i = 0; code == 0 && i < variables->count; i++) {
		code = add_variable(writing, &variables->items[i], i);
	}
	return code;
}

static readstat_error_t begin_file(struct writing *writing, const struct zr_format_table *table)
{
	readstat_writer_t *writer = writing->writer;
	char title[64 + 1];
	(void)zr_utf8_copy(title, sizeof title, table->title);
	readstat_error_t fault = readstat_set_data_writer(writer, take_bytes);
	if (fault == READSTAT_OK) {
		fault = readstat_writer_set_file_label(writer, title);
	}
	if (fault == READSTAT_OK && !writing->is_stata) {
		fault = readstat_writer_set_compression(writer, READSTAT_COMPRESS_ROWS);
	}
	if (fault == READSTAT_OK && writing->is_stata) {
		fault = readstat_writer_set_file_format_version(writer, 118);
	}
	if (fault != READSTAT_OK) {
		return fault;
	}
	return writing->is_stata
		       ? readstat_begin_writing_dta(writer, writing, (long)table->row_count)
		       : readstat_begin_writing_sav(writer, writing, (long)table->row_count);
}

static int begin(const struct zr_format_table *table, void **ret_state, struct zr_error *error,
	bool is_stata)
{
	assert(table->row_count >= 0 && ret_state != NULL);
	struct writing *writing = calloc(1, sizeof *writing);
	if (writing == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	*ret_state = writing;
	writing->is_stata = is_stata;
	int code = set_up(writing, table);
	if (code != 0) {
		return zr_error_set(error, code, "the hub is short of memory");
	}
	readstat_error_t fault = begin_file(writing, table);
	return fault == READSTAT_OK ? 0 : fail(writing, fault, error);
}

static int begin_sav(const struct zr_format_table *table, void **ret_state, struct zr_error *error)
{
	return begin(table, ret_state, error, false);
}

static int begin_dta(const struct zr_format_table *table, void **ret_state, struct zr_error *error)
{
	return begin(table, ret_state, error, true);
}

/* ---- rows ---- */

/* From what hub/out/coding.h reads to what the package counts. */
static double to_packages(const struct writing *writing, enum zr_coding type, double number)
{
	switch (type) {
	case ZR_CODING_DATE:
		return writing->is_stata ? number + STATA_EPOCH_DAYS
					 : (number + SPSS_EPOCH_DAYS) * DAY_S;
	case ZR_CODING_TIME:
		return writing->is_stata ? number * 1000 : number;
	case ZR_CODING_MOMENT:
		return writing->is_stata ? (number + (double)STATA_EPOCH_DAYS * DAY_S) * 1000
					 : number + (double)SPSS_EPOCH_DAYS * DAY_S;
	default:
		return number;
	}
}

static readstat_error_t add_number(struct writing *writing, const struct zr_variable *variable,
	const readstat_variable_t *made, const char *text)
{
	readstat_writer_t *writer = writing->writer;
	double number = 0;
	if (!zr_coding_read(variable->type, text, &number)) {
		assert(text[0] == '\0'); /* it was measured */
		return readstat_insert_missing_value(writer, made);
	}
	switch (type_of(writing, variable)) {
	case READSTAT_TYPE_INT8:
		return readstat_insert_int8_value(writer, made, (int8_t)number);
	case READSTAT_TYPE_INT32:
		return readstat_insert_int32_value(writer, made, (int32_t)number);
	default:
		return readstat_insert_double_value(
			writer, made, to_packages(writing, variable->type, number));
	}
}

static readstat_error_t add_text(
	struct writing *writing, const readstat_variable_t *made, const char *text)
{
	assert(writing->room != NULL && made != NULL);
	size_t bytes_max = text_bytes_max(writing);
	if (strlen(text) <= bytes_max) {
		return readstat_insert_string_value(writing->writer, made, text);
	}
	(void)zr_utf8_copy(writing->room, bytes_max + 1, text);
	return readstat_insert_string_value(writing->writer, made, writing->room);
}

static int add(void *state, const struct zr_format_table *table, const char *const *cells,
	struct zr_error *error)
{
	struct writing *writing = state;
	readstat_error_t fault = readstat_begin_row(writing->writer);
	for (size_t i = 0; fault == READSTAT_OK && i < table->variables->count; i++) {
		const struct zr_variable *variable = &table->variables->items[i];
		fault = variable->type == ZR_CODING_TEXT
				? add_text(writing, writing->variables[i], cells[i])
				: add_number(writing, variable, writing->variables[i], cells[i]);
	}
	if (fault == READSTAT_OK) {
		fault = readstat_end_row(writing->writer);
	}
	return fault == READSTAT_OK ? 0 : fail(writing, fault, error);
}

static int end(void *state, const struct zr_format_table *table, struct zr_error *error)
{
	struct writing *writing = state;
	(void)table;
	readstat_error_t fault = readstat_end_writing(writing->writer);
	return fault == READSTAT_OK ? 0 : fail(writing, fault, error);
}

const struct zr_format zr_sav_format = {
	.ending = "sav",
	.media_type = "application/x-spss-sav",
	.is_measured = true,
	.is_labelled = true,
	.label_bytes_max = SAV_CODE_BYTES_MAX,
	.has_flags = true,
	.begin = begin_sav,
	.add = add,
	.end = end,
	.free = drop,
};

const struct zr_format zr_dta_format = {
	.ending = "dta",
	.media_type = "application/x-stata-dta",
	.is_measured = true,
	.is_labelled = true,
	.has_flags = true,
	.begin = begin_dta,
	.add = add,
	.end = end,
	.free = drop,
};
