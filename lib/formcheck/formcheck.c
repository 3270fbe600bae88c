/*
 * The check. A fault of the XForm is told at the cell that made it, where one can be found; the
 * cell is then emptied in the workbook, which is converted and loaded again up to the next fault.
 */
#include "lib/formcheck/formcheck.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/formcheck/advice.h"
#include "lib/formcheck/deliverable.h"
#include "lib/formcheck/expressions.h"
#include "lib/formcheck/findings.h"
#include "lib/formcheck/outline.h"
#include "lib/formcheck/remarks.h"
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
	bool lacks_list;          /* one beside the form, which was told and counts as empty */
};

enum {
	LOAD_COUNT_MAX = 20, /* each behind one fault more; further ones are for the next check */
	LOAD_ITEM_COUNT_MAX = 40000 /* of all those loads: a hostile form must not take minutes */
};

static int no_memory(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "there is no memory to check the form");
}

/* ---- faults of the XForm ---- */

static void fill_place(const struct zr_sheet_place *place,
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES], struct zr_finding *finding)
{
	assert(place->sheet != NULL && (!place->has_column || place->heading != NULL));
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
	assert(run->book != NULL);
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

/* A sentence about a workbook names nodes as its author does. */
static void tell_rewritten(
	struct run *run, const struct zr_finding *given, const struct zr_fault *fault)
{
	char said[ZR_TELL_SENTENCE_BYTES];
	struct zr_finding finding = *given;
	finding.language = zr_fault_say(fault, run->check->language, said, sizeof said);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer sentence = {0};
	bool is_rewritten = run->check->book != NULL && zr_outline_rewrite(said, &sentence) == 0;
	finding.message = is_rewritten ? zr_buffer_text(&sentence) : said;
	zr_tell_finding(run->check, &finding);
}

/* What is told of a node: at its cell, or at its line of the XForm. */
static void tell_fault(struct run *run, int code, const struct zr_expression_fault *fault)
{
	assert(fault->path != NULL && fault->fault != NULL);
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	const struct zr_workbook *book = run->check->book;
	struct zr_sheet_place place = {0};
	struct zr_finding finding = ZR_TELL_NOWHERE;
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
		zr_tell_place_setting(book, "public_key", letters, &finding);
	} else if (is_found) {
		fill_place(&place, letters, &finding);
	} else if (is_partial(run)) {
		return; /* it may come from what is missing */
	} else {
		finding.line = book == NULL ? fault->line : 0;
		finding.path = fault->path;
		finding.aspect = fault->aspect != NULL ? fault->aspect : "";
	}
	tell_rewritten(run, &finding, fault->fault);
}

static void on_expression_fault(void *user, bool is_error, const struct zr_expression_fault *fault)
{
	tell_fault(user, is_error ? ZR_E_SYNTAX : 0, fault);
}

/* What lib/form says of a node is said otherwise to who sees a spreadsheet, and at the column that
 * asks for it. lib/form cannot know how an author writes a path that leads nowhere. */
static const struct {
	enum zr_fault_kind kind, at_cell;
	const char *aspect; /* NULL: the fault's own */
} AT_CELLS[] = {
	{ZR_FAULT_READS_NOTHING, ZR_FAULT_PATH_NOWHERE, NULL},
	{ZR_FAULT_STARTS_WITH, ZR_FAULT_DEFAULT_TYPE, "default"},
	{ZR_FAULT_ASKS_PROGRAM, ZR_FAULT_QUESTION_ASKS_PROGRAM, "program"},
	{ZR_FAULT_ASKS_ENCRYPTION, ZR_FAULT_ASKS_ENCRYPTION, "type"},
	{ZR_FAULT_ASKS_AUDIT, ZR_FAULT_ASKS_AUDIT, "type"},
	{ZR_FAULT_ASKS_RECORDING, ZR_FAULT_ASKS_RECORDING, "type"},
};

static void put_at_cell(struct zr_fault *fault)
{
	assert(fault->kind != ZR_FAULT_NONE);
	fault->offset = 0; /* of the converted expression, which is longer than what was written */
	for (size_t i = 0; i < sizeof AT_CELLS / sizeof AT_CELLS[0]; i++) {
		if (AT_CELLS[i].kind == fault->kind) {
			const char *aspect = AT_CELLS[i].aspect;
			fault->kind = AT_CELLS[i].at_cell;
			fault->aspect = aspect != NULL ? aspect : fault->aspect;
			break;
		}
	}
	if (fault->kind == ZR_FAULT_PATH_NOWHERE && *fault->subject == '\0') {
		fault->kind = ZR_FAULT_PATH_ABOVE;
	}
}

/* A fault in a list beside the form: at the cell that names the file, with the list's own line. */
static void tell_list_fault(struct run *run, const struct zr_error *fault)
{
	assert(strchr(fault->where, '/') != NULL); /* "jr://file-csv/wards.csv" */
	char sentence[ZR_FAULT_FACT_BYTES];
	const struct zr_fault inner = zr_error_fault(fault);
	(void)zr_fault_say(&inner, run->check->language, sentence, sizeof sentence);
	const char *slash = strrchr(fault->where, '/');
	const struct zr_fault said = {.kind = fault->line > 0 ? ZR_FAULT_LIST_LINE : ZR_FAULT_LIST,
		.subject = slash + 1,
		.number = fault->line,
		.value = sentence};
	const struct zr_expression_fault told = {.path = slash + 1, .fault = &said};
	tell_fault(run, fault->code, &told);
}

static void tell_loading_fault(struct run *run, bool is_error, const struct zr_error *fault)
{
	if (is_error && strncmp(fault->where, "jr://", 5) == 0) {
		tell_list_fault(run, fault);
		return;
	}
	struct zr_fault said = zr_error_fault(fault);
	if (run->check->book != NULL) {
		put_at_cell(&said);
	}
	const struct zr_expression_fault told = {
		.path = fault->where, .aspect = said.aspect, .line = fault->line, .fault = &said};
	tell_fault(run, is_error ? fault->code : 0, &told);
}

/* A warning that was told better already: by the look at the expressions, as a list that is
 * missing. */
static bool is_told(const struct run *run, const struct zr_error *warning)
{
	return (warning->kind == ZR_FAULT_READS_NOTHING &&
		       zr_expressions_has_bare_name(&run->outline, warning->where)) ||
	       (warning->kind == ZR_FAULT_LIST_EMPTY && run->lacks_list);
}

/* ---- lists beside the form ---- */

static void tell_missing(struct run *run, const char *uri)
{
	assert(run->map != NULL);
	run->lacks_list = true;
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	const char *slash = strrchr(uri, '/');
	const char *name = slash != NULL ? slash + 1 : uri;
	struct zr_sheet_place place = {0};
	struct zr_finding finding = ZR_TELL_NOWHERE;
	finding.is_error = true;
	finding.code = ZR_E_NOT_FOUND;
	if (zr_sheet_map_find_file(run->map, name, &place)) {
		fill_place(&place, letters, &finding);
	}
	zr_tell_fault(run->check, &finding,
		&(const struct zr_fault){.kind = ZR_FAULT_FILE_MISSING,
			.phrase = run->check->missing_advice,
			.subject = name});
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
	struct zr_sheet_place place = {0};
	struct zr_finding finding = ZR_TELL_NOWHERE;
	finding.is_error = !is_filtered; /* one big list of many: it may be another question's */
	finding.code = is_filtered ? 0 : ZR_E_INVALID;
	if (zr_sheet_map_find(run->map, control->reference, "type", &place)) {
		fill_place(&place, letters, &finding);
	} else {
		finding.line = run->check->book == NULL ? control->line : 0;
		finding.path = control->reference;
	}
	zr_tell_fault(run->check, &finding,
		&(const struct zr_fault){.kind = ZR_FAULT_PARTED_CHOICE, .value = value});
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
	assert(run->map != NULL && xml != NULL);
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
	assert(run->book != NULL && run->is_stale);
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
	assert(run->check->kept != NULL && run->map == NULL);
	struct zr_formcheck *check = run->check;
	struct zr_error fault = {0};
	int code = zr_outline_read(&run->outline, xml, bytes, &fault);
	if (code != 0 && code != ZR_E_NOMEM) {
		zr_tell_error(check, true, &fault);
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
	assert(check->kept != NULL);
	zr_findings_tell(check->kept, check->tell, check->user);
	check->kept = NULL;
	code = code == 0 ? check->failure : code;
	return code == 0 ? 0 : no_memory(error);
}

static void assert_ready(const struct zr_formcheck *check)
{
	assert(check != NULL && check->tell != NULL && check->missing_advice != ZR_FAULT_NONE);
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
		zr_remarks_tell(check, converted);
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
