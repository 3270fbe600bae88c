/*
 * The parameters column: "key=value key=value", parted by blanks, commas or semicolons.
 *
 * Keys are in lower case; so are values, except where their letters matter. Each type accepts its
 * own keys; what they become (attributes of bind or control) stands here, except for ranges
 * (range.c). An unknown key is an error and no warning: it is a slip nearly always, and then the
 * form would go to the field without what its author believes is in it. Sources: xlsform.org,
 * "Question types", "Image", "Audio", "Geopoint"; docs.getodk.org, "Audit log".
 */
#include "lib/xlsform/survey/parameters.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/heading.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/reference.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/question_type.h"
#include "lib/xlsform/survey/range.h"
#include "lib/xlsform/survey/survey_item.h"

/* Names that the author or Android gave; of all other values the case is free. */
static bool keeps_case(const char *key)
{
	static const char *const keys[] = {
		"app", "seed", "value", "label", "tick_labelset", "reference-geometry"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (strcmp(keys[i], key) == 0) {
			return true;
		}
	}
	return false;
}

static const char *lower(struct zr_conversion *c, const char *text, size_t bytes)
{
	char *copy = zr_arena_copy(c->arena, text, bytes);
	for (char *at = copy; at != NULL && *at != '\0'; at++) {
		*at = (char)tolower((unsigned char)*at);
	}
	return copy;
}

static int malformed(struct zr_conversion *c, const struct zr_cell *cell)
{
	return zr_report_at(c, ZR_E_SYNTAX, cell,
		&(const struct zr_fault){.kind = ZR_FAULT_BAD_PARAMETERS, .subject = cell->text});
}

int zr_parameters_parse(
	struct zr_conversion *c, const struct zr_cell *cell, struct zr_pair **ret_parameters)
{
	assert(cell != NULL && ret_parameters != NULL);
	struct zr_pair *parameters = NULL;
	const char *at = cell->text;
	/* one of the delimiters parts the whole cell: the strongest that is there */
	const char *delimiters = strchr(at, ';') != NULL   ? ";"
				 : strchr(at, ',') != NULL ? ","
							   : " \t\n\r";
	while (*at != '\0') {
		at += strspn(at, " \t\n\r");
		size_t bytes = strcspn(at, delimiters);
		size_t key_bytes = strcspn(at, "=");
		const char *value = at + key_bytes + 1;
		if (bytes == 0) {
			at += *at != '\0';
			continue;
		}
		if (key_bytes >= bytes || key_bytes == 0 ||
			memchr(value, '=', bytes - key_bytes - 1) != NULL) {
			return malformed(c, cell);
		}
		const char *key = lower(c, at, key_bytes);
		key = key != NULL ? zr_phrase_trim(c, key) : NULL;
		if (key == NULL) {
			return zr_report_nomem(c);
		}
		size_t value_bytes = bytes - key_bytes - 1;
		const char *copy = keeps_case(key) ? zr_phrase_copy(c, value, value_bytes)
						   : lower(c, value, value_bytes);
		copy = copy != NULL ? zr_phrase_trim(c, copy) : NULL;
		if (copy != NULL && (copy[0] == '\0' || strpbrk(key, " \t") != NULL ||
					    strpbrk(copy, " \t") != NULL)) {
			return malformed(c, cell);
		}
		int code = zr_pair_set(c, &parameters, key, copy, cell);
		if (code != 0) {
			return code;
		}
		at += bytes + (at[bytes] != '\0');
	}
	*ret_parameters = parameters;
	return 0;
}

/* Whether "a, b, c" names the key. */
static bool is_accepted(const char *accepted, const char *key)
{
	size_t bytes = strlen(key);
	for (const char *at = accepted; at != NULL && *at != '\0';) {
		size_t length = strcspn(at, ",");
		if (length == bytes && strncmp(at, key, bytes) == 0) {
			return true;
		}
		at += length + (at[length] == ',' ? 2 : 0);
	}
	return false;
}

static int check_keys(
	struct zr_conversion *c, const struct zr_survey_item *item, const char *accepted)
{
	assert(accepted != NULL);
	for (const struct zr_pair *pair = item->parameters; pair != NULL; pair = pair->next) {
		if (!is_accepted(accepted, pair->name)) {
			return zr_report_at(c, ZR_E_INVALID, pair->cell,
				&(const struct zr_fault){.kind = ZR_FAULT_NO_PARAMETER,
					.value = pair->name,
					.meant = item->type->name,
					.subject = accepted});
		}
	}
	return 0;
}

static int apply_text(struct zr_conversion *c, struct zr_survey_item *item)
{
	const struct zr_pair *rows = zr_pair_find(item->parameters, "rows");
	if (rows == NULL) {
		return 0;
	}
	if (!zr_phrase_is_integer(rows->value)) {
		return zr_report_at(c, ZR_E_INVALID, rows->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_PARAMETER_WHOLE,
				.subject = "rows",
				.value = rows->value});
	}
	return zr_pair_set(c, &item->control, "rows", rows->value, rows->cell);
}

/* An Android package: at least two parts, of letters, digits and "_", each begun by a letter. */
static bool is_package(const char *text)
{
	size_t parts = 0;
	for (const char *at = text;; parts++) {
		size_t bytes = strcspn(at, ".");
		if (bytes == 0 || !isalpha((unsigned char)at[0])) {
			return false;
		}
		for (size_t i = 0; i < bytes; i++) {
			if (!isalnum((unsigned char)at[i]) && at[i] != '_') {
				return false;
			}
		}
		if (at[bytes] == '\0') {
			return parts > 0;
		}
		at += bytes + 1;
	}
}

/* Pictures are most of what a tablet sends: without a limit to their size the author is warned.
 * The app counts only without an appearance, or with "annotate", as in pyxform. */
static int apply_image(struct zr_conversion *c, struct zr_survey_item *item)
{
	const struct zr_pair *pixels = zr_pair_find(item->parameters, "max-pixels");
	const struct zr_pair *app = zr_pair_find(item->parameters, "app");
	const char *appearance = zr_pair_value(item->control, "appearance");
	int code = 0;
	if (pixels == NULL) {
		code = zr_report_warning(c, ZR_TABLE_SURVEY, item->row,
			zr_heading_find(c, ZR_TABLE_SURVEY, ZR_COLUMN_PARAMETERS),
			&(const struct zr_fault){
				.kind = ZR_FAULT_IMAGE_WITHOUT_LIMIT, .subject = item->name});
	} else if (!zr_phrase_is_integer(pixels->value)) {
		return zr_report_at(c, ZR_E_INVALID, pixels->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_PARAMETER_WHOLE,
				.subject = "max-pixels",
				.value = pixels->value});
	} else {
		code = zr_pair_set(c, &item->bind, "orx:max-pixels", pixels->value, pixels->cell);
	}
	if (code != 0 || app == NULL ||
		(appearance != NULL && strcmp(appearance, "annotate") != 0)) {
		return code;
	}
	if (!is_package(app->value)) {
		return zr_report_at(c, ZR_E_INVALID, app->cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_PARAMETER_APP, .value = app->value});
	}
	return zr_pair_set(c, &item->control, "intent", app->value, app->cell);
}

/* Of a recording in the background the quality is an attribute of the action (model.c). */
static int apply_quality(struct zr_conversion *c, struct zr_survey_item *item)
{
	const struct zr_pair *quality = zr_pair_find(item->parameters, "quality");
	if (quality == NULL) {
		return 0;
	}
	bool is_background = item->type->control == ZR_QUESTION_ACTION;
	const char *accepted =
		is_background ? "voice-only, low, normal" : "voice-only, low, normal, external";
	if (!is_accepted(accepted, quality->value)) {
		return zr_report_at(c, ZR_E_INVALID, quality->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_QUALITY,
				.value = quality->value,
				.subject = accepted});
	}
	return is_background
		       ? 0 /* an attribute of the action */
		       : zr_pair_set(c, &item->bind, "odk:quality", quality->value, quality->cell);
}

struct carry {
	const char *key;
	bool is_control;
	const char *attribute;
	enum {
		ANY,
		BOOLEAN,
		NUMBER,
		ONLY_TRUE,
	} check;
};

/* One parameter that goes out as an attribute of another name, after a check of its form. */
static int carry_one(
	struct zr_conversion *c, struct zr_survey_item *item, const struct carry *carry)
{
	const struct zr_pair *pair = zr_pair_find(item->parameters, carry->key);
	if (pair == NULL) {
		return 0;
	}
	bool is_true = strcmp(pair->value, "true") == 0 ||
		       (carry->check == ONLY_TRUE && zr_phrase_is_yes(pair->value));
	if ((carry->check == BOOLEAN && !is_true && strcmp(pair->value, "false") != 0) ||
		(carry->check == ONLY_TRUE && !is_true)) {
		return zr_report_at(c, ZR_E_INVALID, pair->cell,
			&(const struct zr_fault){.kind = carry->check == BOOLEAN
								 ? ZR_FAULT_PARAMETER_BOOLEAN
								 : ZR_FAULT_PARAMETER_ONLY_TRUE,
				.subject = carry->key,
				.value = pair->value});
	}
	if (carry->check == NUMBER && !zr_phrase_is_number(pair->value)) {
		return zr_report_at(c, ZR_E_INVALID, pair->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_PARAMETER_NUMBER,
				.subject = carry->key,
				.value = pair->value});
	}
	struct zr_pair **pairs = carry->is_control ? &item->control : &item->bind;
	return zr_pair_set(c, pairs, carry->attribute,
		carry->check == ONLY_TRUE ? "true" : pair->value, pair->cell);
}

static int apply_geo(struct zr_conversion *c, struct zr_survey_item *item)
{
	static const struct carry carries[] = {
		{"allow-mock-accuracy", false, "odk:allow-mock-accuracy", BOOLEAN},
		{"capture-accuracy", true, "accuracyThreshold", NUMBER},
		{"warning-accuracy", true, "unacceptableAccuracyThreshold", NUMBER},
		{"incremental", true, "incremental", ONLY_TRUE},
	};
	for (size_t i = 0; i < sizeof carries / sizeof *carries; i++) {
		int code = carry_one(c, item, &carries[i]);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

/* Places are logged only with all three of them, and none that comes at the interval may be too
 * old already. */
static int check_audit_location(struct zr_conversion *c, const struct zr_survey_item *item)
{
	const struct zr_pair *priority = zr_pair_find(item->parameters, "location-priority");
	const struct zr_pair *interval = zr_pair_find(item->parameters, "location-min-interval");
	const struct zr_pair *age = zr_pair_find(item->parameters, "location-max-age");
	if (priority == NULL && interval == NULL && age == NULL) {
		return 0;
	}
	const struct zr_pair *any = priority != NULL ? priority : interval != NULL ? interval : age;
	if (priority == NULL || interval == NULL || age == NULL) {
		return zr_report_at(c, ZR_E_INVALID, any->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_AUDIT_PLACES});
	}
	if (!is_accepted("no-power, low-power, balanced, high-accuracy", priority->value)) {
		return zr_report_at(c, ZR_E_INVALID, priority->cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_AUDIT_PRIORITY, .value = priority->value});
	}
	if (!zr_phrase_is_integer(interval->value) || !zr_phrase_is_integer(age->value)) {
		return zr_report_at(c, ZR_E_INVALID, interval->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_AUDIT_SECONDS});
	}
	long interval_s = strtol(interval->value, NULL, 10);
	if (interval_s < 0 || strtol(age->value, NULL, 10) < interval_s) {
		return zr_report_at(c, ZR_E_INVALID, interval->cell,
			&(const struct zr_fault){
				.kind = interval_s < 0 ? ZR_FAULT_AUDIT_INTERVAL_NEGATIVE
						       : ZR_FAULT_AUDIT_AGE_BELOW_INTERVAL});
	}
	return 0;
}

static int apply_audit(struct zr_conversion *c, struct zr_survey_item *item)
{
	static const struct carry carries[] = {
		{"location-priority", false, "odk:location-priority", ANY},
		{"location-min-interval", false, "odk:location-min-interval", ANY},
		{"location-max-age", false, "odk:location-max-age", ANY},
		{"track-changes", false, "odk:track-changes", BOOLEAN},
		{"identify-user", false, "odk:identify-user", BOOLEAN},
		{"track-changes-reasons", false, "odk:track-changes-reasons", ANY},
	};
	int code = check_keys(c, item,
		"identify-user, location-max-age, location-min-interval, location-priority, "
		"track-changes, track-changes-reasons");
	code = code == 0 ? check_audit_location(c, item) : code;
	const struct zr_pair *reasons = zr_pair_find(item->parameters, "track-changes-reasons");
	if (code == 0 && reasons != NULL && strcmp(reasons->value, "on-form-edit") != 0) {
		return zr_report_at(c, ZR_E_INVALID, reasons->cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_AUDIT_REASONS, .value = reasons->value});
	}
	for (size_t i = 0; code == 0 && i < sizeof carries / sizeof *carries; i++) {
		code = carry_one(c, item, &carries[i]);
	}
	return code;
}

/* A seed alone does nothing, and whoever writes one believes that the order is random. */
static int check_select(struct zr_conversion *c, struct zr_survey_item *item)
{
	assert(zr_survey_item_is_select(item));
	const struct zr_pair *randomize = zr_pair_find(item->parameters, "randomize");
	const struct zr_pair *seed = zr_pair_find(item->parameters, "seed");
	if (randomize != NULL && strcmp(randomize->value, "true") != 0 &&
		strcmp(randomize->value, "false") != 0) {
		return zr_report_at(c, ZR_E_INVALID, randomize->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_PARAMETER_BOOLEAN,
				.subject = "randomize",
				.value = randomize->value});
	}
	struct zr_reference reference;
	if (seed != NULL && randomize == NULL) {
		return zr_report_at(c, ZR_E_INVALID, seed->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_SEED_ALONE});
	}
	if (seed != NULL && !zr_phrase_is_number(seed->value) &&
		!zr_reference_is(seed->value, &reference)) {
		return zr_report_at(c, ZR_E_INVALID, seed->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_SEED, .value = seed->value});
	}
	for (size_t i = 0; item->file != NULL && i < 2; i++) {
		const char *key = i == 0 ? "value" : "label";
		const struct zr_pair *column = zr_pair_find(item->parameters, key);
		if (column != NULL && !zr_phrase_is_name(column->value, strlen(column->value))) {
			return zr_report_at(c, ZR_E_SYNTAX, column->cell,
				&(const struct zr_fault){.kind = ZR_FAULT_PARAMETER_COLUMN,
					.subject = key,
					.value = column->value});
		}
	}
	return 0;
}

int zr_parameters_apply(struct zr_conversion *c, struct zr_survey_item *item)
{
	assert(item->kind == ZR_SURVEY_QUESTION && item->type != NULL);
	const char *name = item->type->name;
	if (item->type->parameters != NULL) {
		int code = check_keys(c, item, item->type->parameters);
		if (code != 0) {
			return code;
		}
	}
	if (zr_survey_item_is_select(item)) {
		return check_select(c, item);
	}
	if (item->type->control == ZR_QUESTION_RANGE) {
		return zr_range_apply(c, item);
	}
	if (strncmp(name, "geo", 3) == 0) {
		return apply_geo(c, item);
	}
	static const struct {
		const char *name;
		int (*apply)(struct zr_conversion *c, struct zr_survey_item *item);
	} types[] = {
		{"text", apply_text},
		{"image", apply_image},
		{"audio", apply_quality},
		{"background-audio", apply_quality},
		{"audit", apply_audit},
	};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (strcmp(types[i].name, name) == 0) {
			return types[i].apply(c, item);
		}
	}
	return 0;
}
