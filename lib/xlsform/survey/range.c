/*
 * Ranges: start, end, step and the marks on the scale, checked against each other.
 *
 * Values are compared as decimal numbers with a tolerance, as 0.6 is a multiple of 0.1 to an author
 * and not to a machine. Numbers go out as the author wrote them, never as they were read, so that
 * "0.10" stays what it is. Source: xlsform.org, "Range".
 */
#include "lib/xlsform/survey/range.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "lib/base/decimal.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/lists.h"
#include "lib/xlsform/survey/question_type.h"
#include "lib/xlsform/survey/survey_item.h"

struct scale {
	double start, end, step, tick;
	bool has_tick;
};

static bool is_multiple(double value, double of)
{
	assert(of != 0); /* check_interval() comes first */
	double quotient = value / of;
	return fabs(quotient - nearbyint(quotient)) < 1e-9;
}

static bool is_inside(const struct scale *scale, double value)
{
	return value >= fmin(scale->start, scale->end) && value <= fmax(scale->start, scale->end);
}

/* Of a text that is one. */
static double number_of(const char *text)
{
	assert(zr_phrase_is_number(text));
	const char *end = NULL;
	return zr_decimal_read(text, &end);
}

/* A parameter's number, or the one given when the author wrote none. One with a fraction makes
 * the answer a decimal. */
static int read_number(struct zr_conversion *c, struct zr_survey_item *item, const char *key,
	const char *otherwise, double *ret_value)
{
	assert(otherwise == NULL || zr_phrase_is_number(otherwise));
	const struct zr_pair *pair = zr_pair_find(item->parameters, key);
	const char *text = pair != NULL ? pair->value : otherwise;
	if (text == NULL) {
		return 0;
	}
	if (!zr_phrase_is_number(text)) {
		return zr_report_at(c, ZR_E_INVALID, pair->cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_RANGE_NUMBER, .subject = key, .value = text});
	}
	*ret_value = number_of(text);
	if (!zr_phrase_is_integer(text)) {
		int code = zr_pair_set(c, &item->bind, "type", "decimal", NULL);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

/* step and tick_interval: not zero, not longer than the scale. */
static int check_interval(struct zr_conversion *c, const struct zr_survey_item *item,
	const char *key, double value, double length)
{
	const struct zr_pair *pair = zr_pair_find(item->parameters, key);
	if (pair == NULL) {
		return 0;
	}
	if (value == 0) {
		return zr_report_at(c, ZR_E_INVALID, pair->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_RANGE_ZERO, .subject = key});
	}
	if (fabs(value) > length) {
		return zr_report_at(c, ZR_E_INVALID, pair->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_RANGE_TOO_LARGE, .subject = key});
	}
	return 0;
}

static int check_placeholder(
	struct zr_conversion *c, struct zr_survey_item *item, const struct scale *scale)
{
	const struct zr_pair *pair = zr_pair_find(item->parameters, "placeholder");
	double value = 0;
	int code = read_number(c, item, "placeholder", NULL, &value);
	if (code != 0 || pair == NULL) {
		return code;
	}
	if (!is_multiple(value - scale->start, scale->step)) {
		return zr_report_at(c, ZR_E_INVALID, pair->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_RANGE_PLACEHOLDER_STEP});
	}
	if (!is_inside(scale, value)) {
		return zr_report_at(c, ZR_E_INVALID, pair->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_RANGE_PLACEHOLDER_INSIDE});
	}
	return zr_pair_set(c, &item->control, "odk:placeholder", pair->value, NULL);
}

/* A label stands at its value on the scale: it must lie on it, and where a mark is. */
static int check_choice(struct zr_conversion *c, const struct zr_survey_item *item,
	const struct scale *scale, const struct zr_list_choice *choice)
{
	const struct zr_cell *cell = zr_pair_find(item->parameters, "tick_labelset")->cell;
	if (!zr_phrase_is_number(choice->name)) {
		return zr_report_at(c, ZR_E_INVALID, cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_RANGE_LABEL_NUMBER, .value = choice->name});
	}
	double value = number_of(choice->name);
	if (!is_inside(scale, value)) {
		return zr_report_at(c, ZR_E_INVALID, cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_RANGE_LABEL_INSIDE, .value = choice->name});
	}
	double interval = scale->has_tick ? scale->tick : scale->step;
	if (!is_multiple(value - scale->start, interval)) {
		return zr_report_at(c, ZR_E_INVALID, cell,
			&(const struct zr_fault){.kind = ZR_FAULT_RANGE_LABEL_STEP,
				.value = choice->name,
				.meant = scale->has_tick ? "tick_interval" : "step"});
	}
	return 0;
}

/* Without marks labels have but the two ends to stand at. Where duplicates are allowed, a name
 * behind itself counts once. */
static int check_no_ticks(struct zr_conversion *c, const struct zr_survey_item *item,
	const struct scale *scale, const struct zr_pair *labels)
{
	assert(item->list != NULL);
	const char *appearance = zr_pair_value(item->control, "appearance");
	if (appearance == NULL || strcmp(appearance, "no-ticks") != 0) {
		return 0;
	}
	size_t count = 0;
	const char *seen = NULL;
	for (const struct zr_list_choice *choice = item->list->first; choice != NULL;
		choice = choice->next) {
		count += seen == NULL || strcmp(seen, choice->name) != 0;
		seen = choice->name;
	}
	if (count > 2) {
		return zr_report_at(c, ZR_E_INVALID, labels->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_RANGE_NO_TICKS});
	}
	for (const struct zr_list_choice *choice = item->list->first; choice != NULL;
		choice = choice->next) {
		double value = number_of(choice->name);
		if (value != scale->start && value != scale->end) {
			return zr_report_at(c, ZR_E_INVALID, labels->cell,
				&(const struct zr_fault){.kind = ZR_FAULT_RANGE_NO_TICKS_ENDS,
					.value = choice->name});
		}
	}
	return 0;
}

static int check_labels(
	struct zr_conversion *c, struct zr_survey_item *item, const struct scale *scale)
{
	const struct zr_pair *labels = zr_pair_find(item->parameters, "tick_labelset");
	if (labels == NULL) {
		return 0;
	}
	item->list = zr_lists_find(c, ZR_TABLE_CHOICES, labels->value);
	item->list_name = labels->value;
	if (item->list == NULL) {
		return zr_report_at(c, ZR_E_REFERENCE, labels->cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_RANGE_LABELSET, .value = labels->value});
	}
	for (const struct zr_list_choice *choice = item->list->first; choice != NULL;
		choice = choice->next) {
		int code = check_choice(c, item, scale, choice);
		if (code != 0) {
			return code;
		}
	}
	return check_no_ticks(c, item, scale, labels);
}

/* Other appearances (picker, rating) show no scale that could have marks. */
static int check_appearance(struct zr_conversion *c, const struct zr_survey_item *item)
{
	static const char *const accepted[] = {
		"vertical", "no-ticks", "vertical no-ticks", "no-ticks vertical"};
	static const char *const keys[] = {"tick_interval", "placeholder", "tick_labelset"};
	const char *appearance = zr_pair_value(item->control, "appearance");
	bool is_accepted = appearance == NULL;
	for (size_t i = 0; !is_accepted && i < sizeof accepted / sizeof *accepted; i++) {
		is_accepted = strcmp(accepted[i], appearance) == 0;
	}
	for (size_t i = 0; !is_accepted && i < sizeof keys / sizeof *keys; i++) {
		const struct zr_pair *pair = zr_pair_find(item->parameters, keys[i]);
		if (pair != NULL) {
			return zr_report_at(c, ZR_E_INVALID, pair->cell,
				&(const struct zr_fault){
					.kind = ZR_FAULT_RANGE_APPEARANCE, .value = appearance});
		}
	}
	return 0;
}

static int set_limits(struct zr_conversion *c, struct zr_survey_item *item)
{
	static const struct {
		const char *key, *otherwise;
	} limits[] = {{"start", "1"}, {"end", "10"}, {"step", "1"}};
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		const char *value = zr_pair_value(item->parameters, limits[i].key);
		int code = zr_pair_set(c, &item->control, limits[i].key,
			value != NULL ? value : limits[i].otherwise, NULL);
		if (code != 0) {
			return code;
		}
	}
	const char *tick = zr_pair_value(item->parameters, "tick_interval");
	return tick != NULL ? zr_pair_set(c, &item->control, "odk:tick-interval", tick, NULL) : 0;
}

int zr_range_apply(struct zr_conversion *c, struct zr_survey_item *item)
{
	assert(item->type != NULL && item->type->control == ZR_QUESTION_RANGE);
	struct scale scale = {.has_tick = zr_pair_find(item->parameters, "tick_interval") != NULL};
	int code = check_appearance(c, item);
	code = code == 0 ? read_number(c, item, "start", "1", &scale.start) : code;
	code = code == 0 ? read_number(c, item, "end", "10", &scale.end) : code;
	code = code == 0 ? read_number(c, item, "step", "1", &scale.step) : code;
	code = code == 0 ? read_number(c, item, "tick_interval", NULL, &scale.tick) : code;
	double length = fabs(scale.end - scale.start);
	code = code == 0 ? check_interval(c, item, "step", scale.step, length) : code;
	code = code == 0 ? check_interval(c, item, "tick_interval", scale.tick, length) : code;
	if (code == 0 && scale.has_tick && !is_multiple(scale.tick, scale.step)) {
		return zr_report_at(c, ZR_E_INVALID,
			zr_pair_find(item->parameters, "tick_interval")->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_RANGE_TICK_STEP});
	}
	code = code == 0 ? set_limits(c, item) : code;
	code = code == 0 ? check_placeholder(c, item, &scale) : code;
	return code == 0 ? check_labels(c, item, &scale) : code;
}
