/* The bind's conditions first, then what the body and the actions compute. */
#include "lib/formcheck/expressions.h"

#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/oddity.h"
#include "lib/base/utf8.h"
#include "lib/formcheck/comparisons.h"
#include "lib/formcheck/habits.h"
#include "lib/xpath/xpath.h"

static const char *const CONDITIONS[] = {
	"relevant", "constraint", "calculate", "required", "readonly"};
static const char DIGITS[] = "0123456789";
enum {
	CONDITION_COUNT = 5,
	BARE_COUNT_MAX = 8,
	NEAR_BYTES = 24 /* shown on each side of a fault */
};

struct look {
	const struct zr_outline *outline;
	void (*on_fault)(void *user, bool is_error, const struct zr_expression_fault *fault);
	void *user;
	/* The present expression. */
	const struct zr_outline_item *item; /* NULL: none */
	const char *aspect;
	unsigned line;
	const char *bare[BARE_COUNT_MAX];
	size_t bare_count;
	struct zr_comparisons comparisons;
};

static void tell(struct look *look, bool is_error, const struct zr_fault *what)
{
	assert(look->on_fault != NULL && what->kind != ZR_FAULT_NONE);
	const struct zr_expression_fault fault = {
		.path = look->item != NULL ? look->item->path : "",
		.aspect = look->aspect,
		.line = look->line,
		.fault = what};
	look->on_fault(look->user, is_error, &fault);
}

static const char *namespace_for(void *user, const char *prefix)
{
	const struct zr_outline *outline = user;
	if (*prefix == '\0') {
		return "";
	}
	for (const struct zr_xml_prefix *at = outline->prefixes; at != NULL; at = at->next) {
		if (strcmp(at->prefix, prefix) == 0) {
			return at->uri;
		}
	}
	return NULL;
}

/* ---- balance ---- */

struct balance {
	char quote; /* of a text that does not end, '\0' for none */
	long open;  /* brackets that are never closed; below 0: closed and never opened */
	bool closes_too_early;
};

static struct balance weigh(const char *text)
{
	struct balance balance = {.quote = '\0'};
	for (const char *at = text; *at != '\0'; at++) {
		if (balance.quote != '\0') {
			balance.quote = *at == balance.quote ? '\0' : balance.quote;
		} else if (*at == '\'' || *at == '"') {
			balance.quote = *at;
		} else if (*at == '(' || *at == ')') {
			balance.open += *at == '(' ? 1 : -1;
			balance.closes_too_early = balance.closes_too_early || balance.open < 0;
		}
	}
	return balance;
}

/* What an author can see and count; false when brackets and quotes balance. */
static bool tell_imbalance(struct look *look, const char *text)
{
	const struct balance balance = weigh(text);
	const char quote[2] = {balance.quote};
	struct zr_fault fault = {.subject = quote};
	if (balance.quote != '\0') {
		fault.kind = ZR_FAULT_UNCLOSED_TEXT;
	} else if (balance.open > 0) {
		fault.number = (size_t)balance.open;
		fault.kind =
			fault.number == 1 ? ZR_FAULT_UNCLOSED_BRACKET : ZR_FAULT_UNCLOSED_BRACKETS;
	} else if (balance.open < 0 || balance.closes_too_early) {
		fault.number = balance.open < 0 ? (size_t)-balance.open : 1;
		fault.kind =
			fault.number == 1 ? ZR_FAULT_CLOSING_BRACKET : ZR_FAULT_CLOSING_BRACKETS;
	} else {
		return false;
	}
	tell(look, true, &fault);
	return true;
}

/* ---- characters ---- */

/* The first odd character outside the texts in quotes. is_strict: also those that a name may hold.
 */
static size_t find_odd(const char *text, bool is_strict, struct zr_oddity *ret_oddity)
{
	size_t bytes = strlen(text);
	for (size_t at = 0; at < bytes;) {
		if (text[at] == '\'' || text[at] == '"') {
			const char *end = strchr(text + at + 1, text[at]);
			at = end != NULL ? (size_t)(end - text) + 1 : bytes;
			continue;
		}
		uint32_t character = 0;
		size_t used = zr_utf8_read(text + at, bytes - at, &character);
		if (used == 0) {
			return bytes;
		}
		*ret_oddity = zr_oddity_of(character);
		bool is_of_names =
			ret_oddity->kind == ZR_ODDITY_JOINER || ret_oddity->kind == ZR_ODDITY_WIDE;
		if (ret_oddity->kind != ZR_ODDITY_NONE && (is_strict || !is_of_names)) {
			return at;
		}
		at += used;
	}
	return bytes;
}

/* ---- what is not understood ---- */

/* What stands around the fault, as the author wrote it. The columns of the converted expression
 * are no help: its paths are longer. */
static int describe_place(const char *text, size_t offset, struct zr_buffer *ret_text)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer before = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer after = {0};
	ZR_CLEANUP_FREE char *start = strndup(text, offset);
	int code = start == NULL ? ZR_E_NOMEM : zr_outline_rewrite(start, &before);
	if (code == 0) {
		code = zr_outline_rewrite(text + offset, &after);
	}
	if (code != 0) {
		return code;
	}
	size_t skip = before.bytes > NEAR_BYTES ? before.bytes - NEAR_BYTES : 0;
	while (skip > 0 && ((unsigned char)before.data[skip] & 0xc0) == 0x80) {
		skip--;
	}
	size_t keep = after.bytes > NEAR_BYTES ? NEAR_BYTES : after.bytes;
	while (keep < after.bytes && ((unsigned char)after.data[keep] & 0xc0) == 0x80) {
		keep++;
	}
	return zr_buffer_add_format(ret_text, "%s%s%.*s%s", skip > 0 ? "…" : "",
		zr_buffer_text(&before) + skip, (int)keep, zr_buffer_text(&after),
		keep < after.bytes ? "…" : "");
}

/* Tells an error of the present expression with what stands around the byte at offset. */
static int tell_near(
	struct look *look, const char *text, size_t offset, const struct zr_fault *what)
{
	assert(offset <= strlen(text));
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer near = {0};
	int code = describe_place(text, offset, &near);
	if (code == 0) {
		struct zr_fault fault = *what;
		fault.near = zr_buffer_text(&near);
		fault.offset = 0; /* of the converted expression, whose paths are longer */
		tell(look, true, &fault);
	}
	return code;
}

/* What to write instead, or what the compiler says. */
static int tell_syntax(struct look *look, const char *text, const struct zr_error *error)
{
	const struct zr_fault fault = zr_error_fault(error);
	struct zr_habit habit;
	size_t offset = fault.offset > 0 ? fault.offset - 1 : 0;
	offset = offset < strlen(text) ? offset : strlen(text);
	bool is_habit = fault.kind == ZR_FAULT_NO_FUNCTION
				? zr_habits_find_function(fault.subject, &habit)
				: zr_habits_find(text, offset,
					  strcmp(look->aspect, "constraint") == 0, &habit);
	return tell_near(look, text, offset, is_habit ? &habit.fault : &fault);
}

/* Such a character is told before what follows from it; *ret_is_told is false without one. */
static int tell_odd(struct look *look, const char *text, bool is_strict, bool *ret_is_told)
{
	struct zr_oddity oddity = {0};
	size_t at = find_odd(text, is_strict, &oddity);
	*ret_is_told = text[at] != '\0';
	if (!*ret_is_told) {
		return 0;
	}
	struct zr_oddity_words words;
	struct zr_fault fault = {.kind = ZR_FAULT_ODD_CHARACTER};
	zr_oddity_word(&oddity, &words, &fault);
	return tell_near(look, text, at, &fault);
}

/* Behind the text, the number, the name or the sign that begins there. A name's digits are no
 * numbers. */
static size_t behind_word(const char *text, size_t at)
{
	assert(text[at] != '\0');
	if (text[at] == '\'' || text[at] == '"') {
		const char *end = strchr(text + at + 1, text[at]);
		return end != NULL ? (size_t)(end - text) + 1 : strlen(text);
	}
	if (isdigit((unsigned char)text[at])) {
		at += strspn(text + at, DIGITS);
		return at + (text[at] == '.' ? 1 + strspn(text + at + 1, DIGITS) : 0);
	}
	size_t name = 0;
	while (text[at + name] != '\0' &&
		(isalnum((unsigned char)text[at + name]) ||
			strchr("_-.", text[at + name]) != NULL || (text[at + name] & 0x80) != 0)) {
		name++;
	}
	return at + (name > 0 ? name : 1);
}

/* "1e3", which XPath 1.0 has not: where its 'e' stands, or the end of the text. */
static size_t find_exponent(const char *text)
{
	size_t at = 0;
	while (text[at] != '\0') {
		bool is_number = isdigit((unsigned char)text[at]) != 0;
		at = behind_word(text, at);
		size_t sign = text[at] != '\0' && strchr("+-", text[at + 1]) != NULL;
		if (is_number && (text[at] == 'e' || text[at] == 'E') && text[at + 1] != '\0' &&
			isdigit((unsigned char)text[at + 1 + sign])) {
			break;
		}
	}
	return at;
}

/* A question for a whole number takes 32 bits: what its constraint compares with beyond them is
 * never reached, and ". > 9999999999" can never be met. */
static void tell_beyond_int(struct look *look, const char *text)
{
	bool is_constraint = strcmp(look->aspect, "constraint") == 0;
	const char *type = is_constraint ? zr_xml_attribute(look->item->bind, "", "type") : NULL;
	const char *local =
		type != NULL && strchr(type, ':') != NULL ? strchr(type, ':') + 1 : type;
	if (local == NULL || (strcmp(local, "int") != 0 && strcmp(local, "integer") != 0)) {
		return;
	}
	for (size_t at = 0, end = 0; text[at] != '\0'; at = end) {
		end = behind_word(text, at);
		if (isdigit((unsigned char)text[at]) && strtod(text + at, NULL) > INT32_MAX) {
			char number[24];
			(void)snprintf(number, sizeof number, "%.*s",
				(int)(end - at < 20 ? end - at : 20), text + at);
			tell(look, false,
				&(const struct zr_fault){
					.kind = ZR_FAULT_BEYOND_INT, .value = number});
			break;
		}
	}
}

static int tell_exponent(struct look *look, const char *text, bool *ret_is_told)
{
	size_t at = find_exponent(text);
	*ret_is_told = text[at] != '\0';
	if (!*ret_is_told) {
		return 0;
	}
	return tell_near(look, text, at, &(const struct zr_fault){.kind = ZR_FAULT_EXPONENT});
}

/* ---- bare words ---- */

/* A leaf has no children: a lone name in its expression can only be a forgotten quote. */
static int on_path(void *user, const struct zr_xpath_path *path)
{
	struct look *look = user;
	assert(look->item != NULL && look->item->node != NULL);
	if (path->from != ZR_PATH_RELATIVE || path->within != NULL || path->step_count != 1 ||
		path->steps[0].axis != ZR_STEP_CHILD || path->steps[0].name == NULL ||
		path->steps[0].has_predicate || look->item->node->first_child != NULL) {
		return 0;
	}
	const char *name = path->steps[0].name->local;
	for (size_t i = 0; i < look->bare_count; i++) {
		if (strcmp(look->bare[i], name) == 0) {
			return 0;
		}
	}
	if (look->bare_count < BARE_COUNT_MAX) {
		look->bare[look->bare_count++] = name;
	}
	return 0;
}

static bool is_question(const struct zr_outline *outline, const char *name)
{
	for (size_t i = 0; i < outline->count; i++) {
		if (strcmp(outline->items[i].node->name->local, name) == 0) {
			return true;
		}
	}
	return false;
}

/* Constants of other languages: what is written for them, "" for nothing; NULL for other names. */
static const char *meant_by(const char *name)
{
	static const char *const WORDS[][2] = {{"TRUE", "true()"}, {"FALSE", "false()"},
		{"True", "true()"}, {"False", "false()"}, {"null", ""}, {"NULL", ""},
		{"today", "today()"}, {"now", "now()"}};
	for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
		if (strcmp(name, WORDS[i][0]) == 0) {
			return WORDS[i][1];
		}
	}
	return NULL;
}

static bool is_alone(const char *text, const char *word)
{
	text += strspn(text, " ");
	size_t bytes = strlen(word);
	return strncmp(text, word, bytes) == 0 && text[bytes + strspn(text + bytes, " ")] == '\0';
}

/* What a word means that is all there is: there it is no forgotten quote. Whether a question is
 * required or for reading only people answer in words of their own. */
static const char *meant_alone(const struct look *look, const char *text)
{
	static const char *const WORDS[][2] = {{"true", "true()"}, {"false", "false()"},
		{"yes", "true()"}, {"no", "false()"}, {"да", "true()"}, {"нет", "false()"},
		{"Да", "true()"}, {"Нет", "false()"}, {"ДА", "true()"}, {"НЕТ", "false()"},
		{"y", "true()"}, {"n", "false()"}, {"Y", "true()"}, {"N", "false()"},
		{"x", "true()"}, {"X", "true()"}};
	bool is_asked =
		strcmp(look->aspect, "required") == 0 || strcmp(look->aspect, "readonly") == 0;
	size_t count = is_asked ? sizeof WORDS / sizeof WORDS[0] : 2;
	for (size_t i = 0; i < count; i++) {
		if (is_alone(text, WORDS[i][0])) {
			return WORDS[i][1];
		}
	}
	return NULL;
}

static void tell_bare(struct look *look, const char *text)
{
	for (size_t i = 0; i < look->bare_count; i++) {
		struct zr_fault fault = {.subject = look->bare[i]};
		const char *constant = meant_by(fault.subject);
		fault.meant = constant != NULL ? constant : meant_alone(look, text);
		if (fault.meant != NULL) {
			fault.kind = *fault.meant != '\0' ? ZR_FAULT_BARE_CONSTANT
							  : ZR_FAULT_BARE_NOTHING;
		} else {
			fault.kind = is_question(look->outline, fault.subject)
					     ? ZR_FAULT_BARE_QUESTION
					     : ZR_FAULT_BARE_TEXT;
		}
		tell(look, false, &fault);
	}
}

/* ---- one expression ---- */

static int compile(struct look *look, const char *text, struct zr_xpath **ret_expression,
	struct zr_error *fault)
{
	assert(text != NULL && *ret_expression == NULL);
	const struct zr_xpath_scope scope = {.names = look->outline->names,
		.namespace_for = namespace_for,
		.user = (void *)look->outline};
	return zr_xpath_compile(text, &scope, ret_expression, fault);
}

static void tell_meaning(void *user, const struct zr_fault *fault)
{
	tell(user, false, fault);
}

static int look_at_comparisons(struct look *look, const char *text)
{
	if (strcmp(look->aspect, "calculate") == 0) {
		zr_comparisons_check_result(
			&look->comparisons, look->item, text, tell_meaning, look);
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer written = {0};
	int code = zr_outline_rewrite(text, &written);
	if (code == 0) {
		zr_comparisons_check(&look->comparisons, look->item, zr_buffer_text(&written),
			tell_meaning, look);
	}
	return code;
}

static int look_at(struct look *look, const char *text)
{
	struct zr_error fault = {0};
	struct zr_xpath *expression = NULL;
	look->bare_count = 0;
	int code = compile(look, text, &expression, &fault);
	if (code == ZR_E_NOMEM) {
		return code;
	}
	bool is_told = false;
	int status = tell_odd(look, text, code != 0, &is_told);
	if (status == 0 && !is_told) {
		status = tell_exponent(look, text, &is_told);
	}
	if (status != 0 || is_told) {
		zr_xpath_free(expression);
		return status;
	}
	if (code != 0) {
		return tell_imbalance(look, text) ? 0 : tell_syntax(look, text, &fault);
	}
	if (look->item != NULL) {
		(void)zr_xpath_visit_paths(expression, on_path, look);
	}
	zr_xpath_free(expression);
	tell_bare(look, text);
	tell_beyond_int(look, text);
	return look_at_comparisons(look, text);
}

static bool is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

/* That it fits its type is held by lib/form. */
static void look_at_default(struct look *look, const struct zr_outline_item *item)
{
	look->item = item;
	look->aspect = "default";
	look->line = 0;
	zr_comparisons_check_default(&look->comparisons, item, tell_meaning, look);
}

static int look_at_bind(struct look *look, const struct zr_outline_item *item)
{
	assert(item->bind != NULL);
	int code = 0;
	look->item = item;
	look->line = zr_xml_line(item->bind);
	for (size_t i = 0; i < CONDITION_COUNT && code == 0; i++) {
		const char *text = zr_xml_attribute(item->bind, "", CONDITIONS[i]);
		look->aspect = CONDITIONS[i];
		code = is_blank(text) ? 0 : look_at(look, text);
	}
	return code;
}

static int look_at_element(struct look *look, const struct zr_node *element)
{
	const char *text = NULL;
	const struct zr_node *owner = element;
	if (zr_xml_is(element, "itemset")) {
		text = zr_xml_attribute(element, "", "nodeset");
		look->aspect = "itemset";
		owner = element->parent;
	} else if (zr_xml_is(element, "repeat")) {
		text = zr_xml_attribute(element, ZR_XML_JR, "count");
		look->aspect = "jr:count";
	} else if (zr_xml_is(element, "setvalue")) {
		text = zr_xml_attribute(element, "", "value");
		look->aspect = "setvalue";
	}
	if (is_blank(text)) {
		return 0;
	}
	const char *path = zr_xml_attribute(owner, "", "ref");
	path = path == NULL ? zr_xml_attribute(owner, "", "nodeset") : path;
	look->item = path != NULL ? zr_outline_find(look->outline, path) : NULL;
	look->line = zr_xml_line(element);
	return look_at(look, text);
}

static void finish_look(struct look *look)
{
	zr_comparisons_finish(&look->comparisons);
}

int zr_expressions_check(const struct zr_outline *outline,
	void (*on_fault)(void *user, bool is_error, const struct zr_expression_fault *fault),
	void *user, struct zr_error *error)
{
	assert(outline->root != NULL && on_fault != NULL);
	ZR_CLEANUP(finish_look)
	struct look look = {.outline = outline, .on_fault = on_fault, .user = user};
	int code = zr_comparisons_init(&look.comparisons, outline);
	for (size_t i = 0; i < outline->count && code == 0; i++) {
		if (outline->items[i].bind != NULL) {
			code = look_at_bind(&look, &outline->items[i]);
			look_at_default(&look, &outline->items[i]);
		}
	}
	const struct zr_node *parts[] = {outline->model, outline->body};
	for (size_t i = 0; i < 2; i++) {
		const struct zr_node *at = parts[i];
		while (code == 0 && (at = zr_node_following(at, parts[i])) != NULL) {
			code = at->kind == ZR_NODE_ELEMENT ? look_at_element(&look, at) : 0;
		}
	}
	return code == 0 ? 0 : zr_error_set(error, code, "there is no memory to check the form");
}

bool zr_expressions_has_bare_name(const struct zr_outline *outline, const char *path)
{
	assert(outline != NULL && outline->root != NULL && path != NULL);
	const struct zr_outline_item *item = zr_outline_find(outline, path);
	struct look look = {.outline = outline, .item = item};
	if (item == NULL || item->bind == NULL) {
		return false;
	}
	for (size_t i = 0; i < CONDITION_COUNT; i++) {
		const char *text = zr_xml_attribute(item->bind, "", CONDITIONS[i]);
		struct zr_xpath *expression = NULL;
		if (is_blank(text) || compile(&look, text, &expression, NULL) != 0) {
			continue;
		}
		(void)zr_xpath_visit_paths(expression, on_path, &look);
		bool is_found = look.bare_count > 0;
		zr_xpath_free(expression);
		if (is_found) {
			return true;
		}
	}
	return false;
}
