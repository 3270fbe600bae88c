/*
 * References: ${name} becomes the path of the question of that name.
 *
 * Inside a repeat a path is relative where the question and what it refers to share the repeat, so
 * that each instance sees its own. Within a predicate the context node is another, so the path
 * starts at current(). The names of indexed-repeat() are absolute, as the function itself chooses
 * the instance. ${last-saved#name} reads the interview that was saved last.
 */
#include "lib/xlsform/survey/reference_path.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/nearest.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/reference.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/survey_item.h"

enum {
	/* Brackets deeper than this count as part of those around them; nobody writes such. */
	NESTING_MAX = 64
};

/* The first two rows of a name that stands more than once, as the spreadsheet shows them. */
static void find_two_rows(
	const struct zr_conversion *c, const struct zr_reference *reference, size_t rows[2])
{
	size_t count = 0;
	for (struct zr_survey_item *item = c->root; item != NULL && count < 2;
		item = zr_survey_item_next(item)) {
		if (strlen(item->name) == reference->name_bytes &&
			memcmp(item->name, reference->name, reference->name_bytes) == 0) {
			rows[count++] = item->row + 1;
		}
	}
}

/* Named with what is nearest to it: nearly always a letter was changed when a question was
 * renamed. */
static int not_found(
	struct zr_conversion *c, const struct zr_cell *cell, const struct zr_reference *reference)
{
	struct zr_nearest nearest = {
		.wanted = zr_phrase_copy(c, reference->name, reference->name_bytes)};
	if (nearest.wanted == NULL) {
		return zr_report_nomem(c);
	}
	for (const struct zr_survey_item *item = zr_survey_item_next(c->root); item != NULL;
		item = zr_survey_item_next(item)) {
		zr_nearest_consider(&nearest, item->name);
	}
	struct zr_fault fault = {.kind = ZR_FAULT_NO_QUESTION, .subject = nearest.wanted};
	zr_nearest_word(&nearest, &fault);
	return zr_report_at(c, ZR_E_REFERENCE, cell, &fault);
}

static int ambiguous(
	struct zr_conversion *c, const struct zr_cell *cell, const struct zr_reference *reference)
{
	size_t rows[2] = {0};
	find_two_rows(c, reference, rows);
	const struct zr_fault fault = {.kind = ZR_FAULT_AMBIGUOUS_NAME,
		.subject = zr_phrase_copy(c, reference->name, reference->name_bytes),
		.value = zr_phrase_format(c, "%zu", rows[0]),
		.number = rows[1]};
	return fault.subject == NULL || fault.value == NULL
		       ? zr_report_nomem(c)
		       : zr_report_at(c, ZR_E_REFERENCE, cell, &fault);
}

int zr_reference_path_target(struct zr_conversion *c, const struct zr_cell *cell,
	const struct zr_reference *reference, struct zr_survey_item **ret_target)
{
	assert(reference->name != NULL && ret_target != NULL);
	bool is_ambiguous = false;
	struct zr_survey_item *target =
		zr_survey_item_find(c, reference->name, reference->name_bytes, &is_ambiguous);
	if (target == NULL) {
		return not_found(c, cell, reference);
	}
	if (is_ambiguous && target->is_ambiguity_told) {
		return ZR_E_REFERENCE; /* one name to change, however many refer to it */
	}
	if (is_ambiguous) {
		target->is_ambiguity_told = true;
		return ambiguous(c, cell, reference);
	}
	*ret_target = target;
	return 0;
}

/* The deepest repeat that holds both, NULL when they share none. A repeat is not in itself: its
 * count is asked from outside. */
static const struct zr_survey_item *shared_repeat(
	const struct zr_survey_item *from, const struct zr_survey_item *to)
{
	for (const struct zr_survey_item *item = to->parent; item != NULL; item = item->parent) {
		if (item->kind == ZR_SURVEY_REPEAT && item != from &&
			zr_survey_item_is_within(from, item)) {
			return item;
		}
	}
	return NULL;
}

/* Steps up from one and down to the other; through their deepest shared container. */
static const char *relative_path(
	struct zr_conversion *c, const struct zr_survey_item *from, const struct zr_survey_item *to)
{
	const struct zr_survey_item *shared = to->parent;
	while (!zr_survey_item_is_within(from->parent, shared)) {
		shared = shared->parent;
		assert(shared != NULL);
	}
	const char *path = "..";
	for (const struct zr_survey_item *item = from->parent; item != shared && path != NULL;
		item = item->parent) {
		path = zr_phrase_format(c, "%s/..", path);
	}
	return path == NULL ? NULL
			    : zr_phrase_format(c, "%s%s", path, to->path + strlen(shared->path));
}

/* Where in an expression a reference stands. */
struct position {
	struct frame {
		char closer;
		bool is_predicate;
		bool is_indexed_repeat;
		size_t argument;
	} frames[NESTING_MAX];
	size_t depth;
	char quote;
};

static bool is_indexed_repeat(const char *text, const char *paren)
{
	static const char name[] = "indexed-repeat";
	while (paren > text && isspace((unsigned char)paren[-1])) {
		paren--;
	}
	size_t bytes = sizeof name - 1;
	return (size_t)(paren - text) >= bytes && strncmp(paren - bytes, name, bytes) == 0;
}

/* What may stand in a path that is written out. Bytes of UTF-8 all count as letters: names may
 * be Russian. */
static bool is_path_character(char at)
{
	return isalnum((unsigned char)at) || (unsigned char)at >= 0x80 ||
	       (at != '\0' && strchr("_-.:/@*", at) != NULL);
}

/* Back over a bracketed part that ends at end: where it opens, or text when it does not. */
static const char *skip_back(const char *text, const char *end)
{
	assert(*end == ')' || *end == ']');
	size_t depth = 0;
	for (const char *at = end;; at--) {
		depth += *at == ')' || *at == ']';
		depth -= *at == '(' || *at == '[';
		if (depth == 0 || at == text) {
			return at;
		}
	}
}

/* Whether the predicate that opens at bracket belongs to a path that is written out. */
static bool is_written_path(const char *text, const char *bracket)
{
	const char *at = bracket;
	while (at > text) {
		char before = at[-1];
		if (before == ')' || before == ']') {
			at = skip_back(text, at - 1);
		} else if (is_path_character(before)) {
			at--;
		} else if (isspace((unsigned char)before) && (*at == '[' || *at == '/')) {
			at--;
			while (at > text && isspace((unsigned char)at[-1])) {
				at--;
			}
		} else {
			break;
		}
	}
	return at < bracket;
}

static void advance(struct position *position, const char *text, const char *from, const char *to)
{
	assert(to == NULL || from <= to);
	assert(position->depth <= NESTING_MAX);
	for (const char *at = from; at < to; at++) {
		struct frame *top =
			position->depth > 0 ? &position->frames[position->depth - 1] : NULL;
		if (position->quote != '\0') {
			position->quote = *at == position->quote ? '\0' : position->quote;
		} else if (*at == '\'' || *at == '"') {
			position->quote = *at;
		} else if ((*at == '(' || *at == '[') && position->depth < NESTING_MAX) {
			position->frames[position->depth++] = (struct frame){
				.closer = *at == '(' ? ')' : ']',
				.is_predicate = (*at == '[' && is_written_path(text, at)) ||
						(top != NULL && top->is_predicate),
				.is_indexed_repeat = *at == '(' && is_indexed_repeat(text, at),
			};
		} else if (top != NULL && *at == ',') {
			top->argument++;
		} else if (top != NULL && *at == top->closer) {
			position->depth--;
		}
	}
}

/* Within a shared repeat; the itemset over a repeat is relative from inside that repeat too. */
static bool is_relative(
	const struct zr_reference_context *context, const struct zr_survey_item *target)
{
	if (context->item == NULL) {
		return false;
	}
	/* a question may refer to itself, as a constraint does; its containers are not beside it */
	bool is_inside = target->kind != ZR_SURVEY_QUESTION &&
			 zr_survey_item_is_within(context->item, target);
	return is_inside ? context->is_itemset : shared_repeat(context->item, target) != NULL;
}

/* indexed-repeat(NODE, REPEAT1, INDEX1, REPEAT2, INDEX2 …): node and repeats are absolute,
 * indexes are expressions like others. */
static int path_at(struct zr_conversion *c, const struct zr_reference_context *context,
	const struct position *position, const struct zr_reference *reference,
	const char **ret_path)
{
	struct zr_survey_item *target = NULL;
	int code = zr_reference_path_target(c, context->cell, reference, &target);
	if (code != 0) {
		return code;
	}
	assert(target != NULL && target->path != NULL);
	const struct frame *top =
		position->depth > 0 ? &position->frames[position->depth - 1] : NULL;
	bool is_absolute = top != NULL && top->is_indexed_repeat &&
			   (top->argument < 2 || top->argument % 2 == 1);
	bool is_predicate = context->use_current || (top != NULL && top->is_predicate);
	const char *path = target->path;
	const char *before = "";
	if (reference->is_last_saved) {
		c->has_last_saved = true;
		before = "instance('__last-saved')";
	} else if (context->repeat != NULL && target != context->repeat &&
		   zr_survey_item_is_within(target, context->repeat)) {
		before = ".";
		path = target->path + strlen(context->repeat->path);
	} else if (!is_absolute && is_relative(context, target)) {
		path = relative_path(c, context->item, target);
		before = is_predicate ? "current()/" : "";
	}
	const char *blank = context->is_trimmed ? "" : " ";
	*ret_path =
		path == NULL ? NULL : zr_phrase_format(c, "%s%s%s%s", blank, before, path, blank);
	return *ret_path != NULL ? 0 : zr_report_nomem(c);
}

int zr_reference_path_alone(struct zr_conversion *c, const struct zr_reference_context *context,
	const struct zr_reference *reference, const char **ret_path)
{
	assert(context != NULL && reference != NULL && ret_path != NULL);
	struct position position = {0};
	return path_at(c, context, &position, reference, ret_path);
}

static int expand_into(struct zr_conversion *c, const struct zr_reference_context *context,
	const char *text, struct zr_buffer *buffer)
{
	struct zr_reference reference;
	struct position position = {0};
	const char *at = text;
	bool has_fault = false;
	int code = 0;
	while (code == 0 && zr_reference_next(at, &reference)) {
		const char *path = ZR_REFERENCE_NOTHING;
		advance(&position, text, at, reference.start);
		int fault = path_at(c, context, &position, &reference, &path);
		has_fault |= fault != 0;
		code = zr_report_go_on(c, fault);
		if (code != 0) {
			return code;
		}
		code = zr_buffer_add(buffer, at, (size_t)(reference.start - at));
		code = code == 0 ? zr_buffer_add_text(buffer, path) : code;
		at = reference.start + reference.bytes;
	}
	code = code == 0 ? zr_buffer_add_text(buffer, at) : code;
	if (code != 0) {
		return zr_report_at(c, code, context->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_CELL_GROWS});
	}
	if (has_fault) {
		zr_buffer_clear(buffer);
		code = zr_buffer_add_text(buffer, ZR_REFERENCE_NOTHING);
	}
	return code;
}

int zr_reference_path_expand(struct zr_conversion *c, const struct zr_reference_context *context,
	const char *text, const char **ret_text)
{
	assert(context != NULL && text != NULL && ret_text != NULL);
	*ret_text = text;
	if (!zr_reference_in(text)) {
		return 0;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer buffer = {0};
	int code = expand_into(c, context, text, &buffer);
	if (code == 0) {
		*ret_text = zr_phrase_copy(c, zr_buffer_text(&buffer), buffer.bytes);
	}
	return code != 0 || *ret_text != NULL ? code : zr_report_nomem(c);
}

/* The bytes of a bracketed part at text, quotes respected; 0 when it does not close. */
static size_t bracketed_bytes(const char *text)
{
	assert(*text == '(' || *text == '[');
	size_t depth = 0;
	char quote = '\0';
	for (const char *at = text; *at != '\0'; at++) {
		if (quote != '\0') {
			quote = *at == quote ? '\0' : quote;
		} else if (*at == '\'' || *at == '"') {
			quote = *at;
		} else if (*at == '(' || *at == '[') {
			depth++;
		} else if ((*at == ')' || *at == ']') && --depth == 0) {
			return (size_t)(at + 1 - text);
		}
	}
	return 0;
}

/* Labels may hold such a path outside of any reference, and it must go out as an output. Where
 * it ends nobody marks; a full stop or a colon at the end is the sentence's. */
bool zr_reference_path_next_instance(const char *text, const char **ret_start, size_t *ret_bytes)
{
	assert(text != NULL && ret_start != NULL && ret_bytes != NULL);
	static const char function[] = "instance(";
	for (const char *at = strstr(text, function); at != NULL; at = strstr(at + 1, function)) {
		if (at > text && is_path_character(at[-1])) {
			continue;
		}
		const char *end = at + strlen("instance");
		size_t steps = 0;
		for (size_t bytes = bracketed_bytes(end); bytes > 0;) {
			end += bytes;
			size_t name = 0;
			while (is_path_character(end[name]) && end[name] != '\0') {
				name++;
			}
			while (name > 0 && strchr(".:-", end[name - 1]) != NULL) {
				name--; /* the sentence's own mark */
			}
			steps += name;
			end += name;
			bytes = *end == '[' ? bracketed_bytes(end) : 0;
		}
		if (steps > 0) {
			*ret_start = at;
			*ret_bytes = (size_t)(end - at);
			return true;
		}
	}
	return false;
}
