/*
 * The check. A fault of the XForm is told at the cell that made it, where one can be found; the
 * cell is then emptied in the workbook, which is converted and loaded again up to the next fault.
 */
#include "lib/formcheck/formcheck.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/utf8.h"
#include "lib/formcheck/advice.h"
#include "lib/formcheck/deliverable.h"
#include "lib/formcheck/expressions.h"
#include "lib/formcheck/findings.h"
#include "lib/formcheck/outline.h"
#include "lib/formcheck/sheet_map.h"
#include "lib/formcheck/trial.h"

/* One run: what was asked for, and what is known of the form. */
struct run {
	struct zr_formcheck *check;
	struct zr_outline outline;
	struct zr_sheet_map *map; /* owned */
	/* Of a workbook, whose cells at fault are set aside; NULL for an XForm: */
	struct zr_workbook *book;
	const struct zr_xlsform_options *options;
	const struct zr_xlsform *converted;
	struct zr_xlsform *again; /* owned: converted without those cells; NULL before */
	bool is_stale;            /* cells were set aside since */
	bool is_blocked;          /* by a fault that nothing could be set aside for */
};

enum {
	LOAD_COUNT_MAX = 20, /* each behind one fault more; further ones are for the next check */
	LOAD_ITEM_COUNT_MAX = 40000 /* of all those loads: a hostile form must not take minutes */
};

static const struct zr_finding NOWHERE = {
	.sheet = "", .column = "", .heading = "", .path = "", .aspect = "", .message = ""};

/* What reading remarked of the finding's cell, NULL for nothing: what is wrong with a cell whose
 * formula failed follows from that. */
static const char *remark_on(const struct zr_formcheck *check, const struct zr_finding *finding)
{
	size_t notes = check->book != NULL ? zr_workbook_notes(check->book) : 0;
	char where[400];
	(void)snprintf(where, sizeof where, "%.150s!%s", finding->sheet, finding->column);
	for (size_t i = 0; i < notes && finding->row > 0; i++) {
		const struct zr_error *note = zr_workbook_note(check->book, i);
		if (note->line == finding->row && strcmp(note->where, where) == 0) {
			return note->message;
		}
	}
	return NULL;
}

void zr_formcheck_tell(struct zr_formcheck *check, const struct zr_finding *given)
{
	assert(check != NULL && check->tell != NULL && given->message != NULL);
	assert(given->is_error == (given->code != 0));
	struct zr_finding finding = *given;
	const char *remark = remark_on(check, given);
	finding.message = remark != NULL ? remark : given->message;
	bool is_new = true, was_warning = false;
	int code = check->kept != NULL
			   ? zr_findings_keep(check->kept, &finding, &is_new, &was_warning)
			   : 0;
	check->failure = code != 0 ? code : check->failure;
	check->error_count += is_new && finding.is_error;
	check->warning_count += is_new && !finding.is_error;
	check->warning_count -= was_warning;
	if (check->kept == NULL) {
		check->tell(check->user, &finding);
	}
}

static int no_memory(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "there is no memory to check the form");
}

/* ---- faults of the XForm ---- */

static void fill_place(const struct zr_sheet_place *place,
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES], struct zr_finding *finding)
{
	finding->sheet = place->sheet;
	finding->row = (unsigned)place->row + 1;
	if (place->has_column) {
		finding->column = zr_workbook_column_name(place->column, letters);
		finding->heading = place->heading;
	}
}

/* Whether the form lacks what the conversion set aside. */
static bool is_partial(const struct run *run)
{
	return run->converted != NULL && zr_xlsform_fault_count(run->converted) > 0;
}

/* Empties the cell from the next conversion on. */
static void set_aside(struct run *run, const struct zr_sheet_place *place)
{
	static const char NOTHING[] = "''";
	for (size_t i = 0; place->has_column && i < zr_workbook_sheets(run->book); i++) {
		if (strcmp(zr_workbook_sheet_name(run->book, i), place->sheet) != 0) {
			continue;
		}
		const char *text = zr_workbook_cell(run->book, i, place->row, place->column);
		if (strcmp(text, NOTHING) != 0 &&
			zr_workbook_set(run->book,
				(struct zr_workbook_place){i, place->row, place->column}, NOTHING,
				strlen(NOTHING), NULL) == 0) {
			run->is_stale = true;
			return;
		}
	}
	run->is_blocked = true;
}

/* What is told of a node: at its cell, or at its line of the XForm. */
static void tell_fault(struct run *run, int code, const struct zr_expression_fault *fault)
{
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	const struct zr_workbook *book = run->check->book;
	struct zr_sheet_place place = {0};
	struct zr_finding finding = NOWHERE;
	finding.is_error = code != 0;
	finding.code = code;
	bool is_file = *fault->path != '\0' && strchr(fault->path, '/') == NULL;
	bool is_found = zr_sheet_map_find(run->map, fault->path, fault->aspect, &place) ||
			(is_file && zr_sheet_map_find_file(run->map, fault->path, &place));
	if (code != 0 && run->book != NULL && is_found) {
		set_aside(run, &place);
	} else if (code != 0) {
		run->is_blocked = true;
	}
	bool is_setting = !is_found && book != NULL && strcmp(fault->path, "submission") == 0;
	if (is_setting) {
		zr_formcheck_place_setting(book, "public_key", letters, &finding);
	} else if (is_found) {
		fill_place(&place, letters, &finding);
	} else if (is_partial(run)) {
		return; /* it may come from what is missing */
	} else {
		finding.line = book == NULL ? fault->line : 0;
		finding.path = fault->path;
		finding.aspect = fault->aspect != NULL ? fault->aspect : "";
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer sentence = {0};
	bool is_rewritten =
		book != NULL && zr_outline_rewrite(&run->outline, fault->message, &sentence) == 0;
	finding.message = is_rewritten ? zr_buffer_text(&sentence) : fault->message;
	zr_formcheck_tell(run->check, &finding);
}

static void on_expression_fault(void *user, bool is_error, const struct zr_expression_fault *fault)
{
	tell_fault(user, is_error ? ZR_E_SYNTAX : 0, fault);
}

/* The aspect that a sentence of lib/form begins with, "relevant: …" or "the relevant …", and the
 * sentence without it. */
static const char *take_aspect(const char **sentence)
{
	static const char *const ASPECTS[] = {"calculate", "relevant", "required", "readonly",
		"constraint", "jr:count", "itemset", "setvalue", "output", "label reference"};
	for (size_t i = 0; i < sizeof ASPECTS / sizeof ASPECTS[0]; i++) {
		size_t bytes = strlen(ASPECTS[i]);
		if (strncmp(*sentence, ASPECTS[i], bytes) == 0 && (*sentence)[bytes] == ':') {
			*sentence += bytes + 1;
			*sentence += strspn(*sentence, " ");
			return ASPECTS[i];
		}
		if (strncmp(*sentence, "the ", 4) == 0 &&
			strncmp(*sentence + 4, ASPECTS[i], bytes) == 0 &&
			(*sentence)[4 + bytes] == ' ') {
			return ASPECTS[i];
		}
	}
	return NULL;
}

/* lib/form cannot know how an author writes a path that leads nowhere. */
static void say_path(char *sentence, size_t size)
{
	static const char READS[] = "reads '\xe2\x80\xa6";
	char name[100];
	const char *start = strstr(sentence, READS);
	const char *end = start != NULL ? strstr(start, "', which the instance") : NULL;
	if (end == NULL) {
		return;
	}
	start += strlen(READS);
	(void)snprintf(name, sizeof name, "%.*s", (int)(end - start), start);
	(void)snprintf(sentence, size, "a path leads to %s%s%s, which %s; it counts as empty; %s",
		name[0] != '\0' ? "'" : "", name[0] != '\0' ? name : "a group above the form",
		name[0] != '\0' ? "'" : "",
		name[0] != '\0' ? "does not stand there" : "there is not",
		name[0] != '\0' ? "write the reference ${name} for a path" : "take away one '..'");
}

/* "the form starts with 'x' in /data/q, which is no date like 2026-11-22": said of the default. */
static bool say_default(const char *sentence, char *text, size_t size)
{
	static const char STARTS[] = "the form starts with ";
	const char *value = sentence + strlen(STARTS);
	const char *end =
		strncmp(sentence, STARTS, strlen(STARTS)) == 0 ? strstr(value, "' in ") : NULL;
	const char *which = end != NULL ? strstr(end, ", which is no ") : NULL;
	if (which == NULL) {
		return false;
	}
	(void)snprintf(text, size, "the default %.*s %s", (int)(end + 1 - value), value,
		which + strlen(", which "));
	return true;
}

/* What the device cannot do: said of the question, at the column that asks for it. */
static const char *say_wish(char *text, size_t size)
{
	const char *program = strncmp(text, "the <", 5) == 0 ? strstr(text, "> asks for ") : NULL;
	if (program != NULL) {
		char rest[sizeof((struct zr_error){0}.message)];
		(void)snprintf(rest, sizeof rest, "%s", program + 1);
		(void)snprintf(text, size, "the question%.300s", rest);
		return "program";
	}
	return strncmp(text, "the form asks for ", 18) == 0 ? "type" : NULL;
}

/* A fault in a list beside the form: at the cell that names the file, with the list's own line. */
static void tell_list_fault(struct run *run, const struct zr_error *fault)
{
	char text[sizeof fault->message + 200], line[40] = "";
	const char *slash = strrchr(fault->where, '/');
	if (fault->line > 0) {
		(void)snprintf(line, sizeof line, ", line %u", fault->line);
	}
	(void)snprintf(text, sizeof text, "%s%s: %s", slash + 1, line, fault->message);
	const struct zr_expression_fault told = {.path = slash + 1, .message = text};
	tell_fault(run, fault->code, &told);
}

static void tell_loading_fault(struct run *run, bool is_error, const struct zr_error *fault)
{
	if (is_error && strncmp(fault->where, "jr://", 5) == 0) {
		tell_list_fault(run, fault);
		return;
	}
	const char *sentence = fault->message;
	const char *aspect = take_aspect(&sentence);
	char text[sizeof fault->message];
	/* a column of the converted expression, which is longer than what the author wrote */
	const char *column = run->check->book != NULL ? strstr(sentence, ", at column ") : NULL;
	(void)snprintf(text, sizeof text, "%.*s",
		column != NULL ? (int)(column - sentence) : (int)strlen(sentence), sentence);
	if (run->check->book != NULL && say_default(sentence, text, sizeof text)) {
		aspect = "default";
	} else if (run->check->book != NULL) {
		say_path(text, sizeof text);
		aspect = aspect == NULL && !is_error ? say_wish(text, sizeof text) : aspect;
	}
	const struct zr_expression_fault told = {
		.path = fault->where, .aspect = aspect, .line = fault->line, .message = text};
	tell_fault(run, is_error ? fault->code : 0, &told);
}

/* A warning that the look at the expressions has already told better. */
static bool is_told(const struct run *run, const struct zr_error *warning)
{
	return warning->code == ZR_E_REFERENCE &&
	       strstr(warning->message, "which the instance does not have") != NULL &&
	       zr_expressions_has_bare_name(&run->outline, warning->where);
}

/* ---- lists beside the form ---- */

static void tell_missing(struct run *run, const char *uri)
{
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	char message[400];
	const char *slash = strrchr(uri, '/');
	const char *name = slash != NULL ? slash + 1 : uri;
	struct zr_sheet_place place = {0};
	struct zr_finding finding = NOWHERE;
	finding.is_error = true;
	finding.code = ZR_E_NOT_FOUND;
	finding.message = message;
	if (zr_sheet_map_find_file(run->map, name, &place)) {
		fill_place(&place, letters, &finding);
	}
	(void)snprintf(message, sizeof message, "the file %.200s is not beside the form; %s", name,
		run->check->missing_advice);
	zr_formcheck_tell(run->check, &finding);
}

/* A list that is not there is told and taken as empty, so that what comes behind is told too. What
 * pulldata() and search() want without declaring it is the loader's to warn of. */
static int read_list(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	struct run *run = user;
	const struct zr_form_loader *loader = &run->check->loader;
	size_t bytes = 0;
	const char *itemsets =
		run->converted != NULL ? zr_xlsform_itemsets(run->converted, &bytes) : "";
	if (bytes > 0 && strstr(uri, "/itemsets.csv") != NULL) {
		return zr_buffer_add(ret_bytes, itemsets, bytes);
	}
	int code = loader->read(loader->user, uri, ret_bytes, error);
	if (code != ZR_E_NOT_FOUND || !zr_outline_declares(&run->outline, uri)) {
		return code;
	}
	tell_missing(run, uri);
	bool is_csv = strstr(uri, ".csv") != NULL;
	bool is_geojson = strstr(uri, ".geojson") != NULL;
	return zr_buffer_add_text(ret_bytes, is_csv       ? "name,label\n"
					     : is_geojson ? "{\"type\":\"FeatureCollection\","
							    "\"features\":[]}"
							  : "<root/>");
}

/* At the cell that names the list: what follows from it is not set aside, the form loads. */
static void tell_parted(
	void *user, const struct zr_control *control, const char *value, bool is_filtered)
{
	struct run *run = user;
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	char sentence[400];
	struct zr_sheet_place place = {0};
	struct zr_finding finding = NOWHERE;
	finding.is_error = !is_filtered; /* one big list of many: it may be another question's */
	finding.code = is_filtered ? 0 : ZR_E_INVALID;
	finding.message = sentence;
	if (zr_sheet_map_find(run->map, control->reference, "type", &place)) {
		fill_place(&place, letters, &finding);
	} else {
		finding.line = run->check->book == NULL ? control->line : 0;
		finding.path = control->reference;
	}
	(void)snprintf(sentence, sizeof sentence,
		"the choice '%.200s' has a blank in its value, which parts the answers of a "
		"question "
		"that takes several; write '_' for it",
		value);
	zr_utf8_clean(sentence);
	zr_formcheck_tell(run->check, &finding);
}

static int try_interview(struct run *run, const struct zr_form *form)
{
	struct zr_error fault = {0};
	bool has_begun = false;
	int code = zr_trial_run(form, &has_begun, &fault);
	if (code == 0 || code == ZR_E_NOMEM) {
		return code;
	}
	tell_loading_fault(run, !has_begun, &fault);
	return 0;
}

/* Loads as a tablet would; tells the first fault, or the warnings. *ret_is_done is false when a
 * fault was set aside and another may stand behind it. */
static int load(struct run *run, const char *xml, size_t bytes, struct zr_form **ret_form,
	bool *ret_is_done)
{
	*ret_is_done = true;
	const struct zr_form_loader loader = {.read = read_list, .user = run};
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	struct zr_error fault = {0};
	int code = zr_form_load(xml, bytes, &loader, &form, &fault);
	if (code == ZR_E_NOMEM) {
		return code;
	}
	if (code != 0) {
		tell_loading_fault(run, true, &fault);
		*ret_is_done = run->is_blocked;
		return 0;
	}
	bool is_whole = run->again == NULL && !is_partial(run);
	for (size_t i = 0; is_whole && i < zr_form_warning_count(form); i++) {
		if (!is_told(run, zr_form_warning(form, i))) {
			tell_loading_fault(run, false, zr_form_warning(form, i));
		}
	}
	if (is_whole) {
		zr_form_visit_parted_choices(form, tell_parted, run);
	}
	if (is_whole && run->check->is_delivered) {
		const struct zr_deliverable brought = {&run->outline, xml, bytes, &loader};
		code = zr_deliverable_check(run->check, &brought);
	}
	if (code == 0 && is_whole && run->check->error_count == 0) {
		code = try_interview(run, form);
	}
	if (ret_form != NULL && run->check->error_count == 0) {
		*ret_form = form;
		form = NULL;
	}
	return code;
}

static int convert_again(struct run *run)
{
	zr_xlsform_free(run->again);
	run->again = NULL;
	run->is_stale = false;
	return zr_xlsform_try(run->book, run->options, &run->again, NULL);
}

/* A form loads up to its first fault. With the cell of that set aside it loads up to the next. */
static int load_behind_faults(
	struct run *run, const char *xml, size_t bytes, struct zr_form **ret_form)
{
	bool is_done = run->is_blocked;
	int code = 0;
	size_t items = 0;
	for (size_t i = 0;
		i < LOAD_COUNT_MAX && items <= LOAD_ITEM_COUNT_MAX && code == 0 && !is_done; i++) {
		items += run->outline.count;
		code = run->is_stale ? convert_again(run) : 0;
		if (code == 0 && run->again != NULL) {
			xml = zr_xlsform_text(run->again, &bytes);
			is_done = bytes == 0;
		}
		if (code == 0 && !is_done) {
			code = load(run, xml, bytes, ret_form, &is_done);
		}
	}
	return code;
}

static void finish_run(struct run *run)
{
	zr_xlsform_free(run->again);
	zr_sheet_map_free(run->map);
	zr_outline_finish(&run->outline);
}

static int run_over(struct run *run, const char *xml, size_t bytes, struct zr_form **ret_form)
{
	struct zr_formcheck *check = run->check;
	struct zr_error fault = {0};
	int code = zr_outline_read(&run->outline, xml, bytes, &fault);
	if (code != 0 && code != ZR_E_NOMEM) {
		zr_formcheck_tell_error(check, &fault);
		return 0;
	}
	if (code == 0 && !is_partial(run)) {
		const struct zr_outline_counts counts = zr_outline_count(&run->outline);
		check->question_count += counts.questions;
		check->group_count += counts.groups;
		check->repeat_count += counts.repeats;
	}
	code = code == 0 ? zr_sheet_map_new(check->book, &run->map, NULL) : code;
	if (code == 0 && !is_partial(run)) {
		zr_advice_check(&run->outline, on_expression_fault, run);
	}
	code = code == 0 ? zr_expressions_check(&run->outline, on_expression_fault, run, NULL)
			 : code;
	return code == 0 ? load_behind_faults(run, xml, bytes, ret_form) : code;
}

/* Tells what was kept, whatever the outcome. */
static int end_run(struct zr_formcheck *check, int code, struct zr_error *error)
{
	zr_findings_tell(check->kept, check->tell, check->user);
	check->kept = NULL;
	code = code == 0 ? check->failure : code;
	return code == 0 ? 0 : no_memory(error);
}

static void assert_ready(const struct zr_formcheck *check)
{
	assert(check != NULL && check->tell != NULL && check->missing_advice != NULL);
	assert(check->loader.read != NULL && check->kept == NULL);
}

int zr_formcheck_run(struct zr_formcheck *check, const char *xml, size_t bytes,
	struct zr_form **ret_form, struct zr_error *error)
{
	assert_ready(check);
	assert(xml != NULL);
	ZR_CLEANUP(zr_findings_finish) struct zr_findings kept = {0};
	ZR_CLEANUP(finish_run) struct run run = {.check = check};
	if (ret_form != NULL) {
		*ret_form = NULL;
	}
	check->kept = &kept;
	return end_run(check, run_over(&run, xml, bytes, ret_form), error);
}

int zr_formcheck_workbook(struct zr_formcheck *check, struct zr_workbook *book,
	const struct zr_xlsform_options *options, struct zr_formcheck_made *ret_made,
	struct zr_error *error)
{
	assert_ready(check);
	assert(book != NULL);
	ZR_CLEANUP(zr_findings_finish) struct zr_findings kept = {0};
	ZR_CLEANUP(finish_run)
	struct run run = {.check = check, .book = book, .options = options};
	ZR_CLEANUP(zr_xlsform_freep) struct zr_xlsform *converted = NULL;
	struct zr_formcheck_made made = {0};
	check->book = book;
	check->kept = &kept;
	int code = zr_xlsform_try(book, options, &converted, NULL);
	if (code == 0) {
		zr_formcheck_tell_remarks(check, converted);
		size_t bytes = 0;
		const char *xml = zr_xlsform_text(converted, &bytes);
		run.converted = converted;
		code = bytes > 0 ? run_over(&run, xml, bytes, ret_made != NULL ? &made.form : NULL)
				 : 0;
	}
	code = end_run(check, code, error);
	if (ret_made != NULL) {
		made.converted = made.form != NULL ? ZR_TAKE(converted) : NULL;
		*ret_made = made;
	}
	return code;
}
