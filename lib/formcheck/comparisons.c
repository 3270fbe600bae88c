/* The text is cut into words; six of them in a row show a comparison: selected(${a}, 'x') has as
 * many. */
#include "lib/formcheck/comparisons.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/base/nearest.h"
#include "lib/base/oddity.h"
#include "lib/form/appearance.h"
#include "lib/formcheck/results.h"
#include "lib/xpath/written.h"

enum word_kind {
	WORD_END,
	WORD_REFERENCE, /* ${name} */
	WORD_SELF,      /* . outside brackets */
	WORD_TEXT,      /* 'x' */
	WORD_EQUAL,     /* = or != */
	WORD_ORDER,     /* < <= > >= */
	WORD_NOT,
	WORD_SELECTED,
	WORD_OPEN,
	WORD_CLOSE,
	WORD_COMMA,
	WORD_OTHER,
};

struct word {
	enum word_kind kind;
	unsigned depth;    /* of [ ] */
	const char *start; /* of a reference and a text: what is inside */
	size_t bytes;
};

enum {
	WINDOW = 6,
	TEXT_BYTES_MAX = 100,
	NAME_BYTES = 84 /* of a list, as it is shown */
};

struct reading {
	const char *at;
	unsigned depth; /* of [ ] */
};

/* ---- words ---- */

static bool is_name_byte(char byte)
{
	return isalnum((unsigned char)byte) || strchr("_-.:/@*", byte) != NULL ||
	       (byte & 0x80) != 0;
}

static struct word quoted(struct reading *reading)
{
	const char *start = reading->at + 1;
	const char *end = strchr(start, *reading->at);
	end = end != NULL ? end : start + strlen(start);
	reading->at = *end != '\0' ? end + 1 : end;
	return (struct word){WORD_TEXT, reading->depth, start, (size_t)(end - start)};
}

static struct word named(struct reading *reading)
{
	const char *start = reading->at;
	while (*reading->at != '\0' && is_name_byte(*reading->at)) {
		reading->at++;
	}
	struct word word = {WORD_OTHER, reading->depth, start, (size_t)(reading->at - start)};
	if (word.bytes == 8 && memcmp(start, "selected", 8) == 0) {
		word.kind = WORD_SELECTED;
	} else if (word.bytes == 3 && memcmp(start, "not", 3) == 0) {
		word.kind = WORD_NOT;
	} else if (word.bytes == 1 && *start == '.' && reading->depth == 0) {
		word.kind = WORD_SELF;
	}
	return word;
}

static struct word next_word(struct reading *reading)
{
	reading->at += strspn(reading->at, " \t\r\n");
	const char *at = reading->at;
	const char *end = strncmp(at, "${", 2) == 0 ? strchr(at, '}') : NULL;
	if (*at == '\0') {
		return (struct word){WORD_END, 0, at, 0};
	}
	if (end != NULL) {
		/* "${group}/x" reads on below the question */
		bool is_path = end[1] == '/' || end[1] == '[';
		reading->at = end + 1;
		return (struct word){is_path ? WORD_OTHER : WORD_REFERENCE, reading->depth, at + 2,
			(size_t)(end - at - 2)};
	}
	if (*at == '\'' || *at == '"') {
		return quoted(reading);
	}
	if (is_name_byte(*at)) {
		return named(reading);
	}
	bool is_order = *at == '<' || *at == '>';
	size_t bytes = (*at == '!' || is_order) && at[1] == '=' ? 2 : 1;
	reading->depth += *at == '[';
	reading->depth -= *at == ']' && reading->depth > 0;
	reading->at += bytes;
	enum word_kind kind = is_order                   ? WORD_ORDER
			      : bytes == 2 || *at == '=' ? WORD_EQUAL
			      : *at == '('               ? WORD_OPEN
			      : *at == ')'               ? WORD_CLOSE
			      : *at == ','               ? WORD_COMMA
							 : WORD_OTHER;
	return (struct word){kind, reading->depth, at, bytes};
}

/* ---- questions and their lists ---- */

static int by_node_name(const void *left, const void *right)
{
	const struct zr_outline_item *a = *(const struct zr_outline_item *const *)left;
	const struct zr_outline_item *b = *(const struct zr_outline_item *const *)right;
	return strcmp(a->node->name->local, b->node->name->local);
}

int zr_comparisons_init(struct zr_comparisons *names, const struct zr_outline *outline)
{
	assert(names != NULL && outline != NULL && outline->root != NULL);
	*names = (struct zr_comparisons){.outline = outline};
	names->by_name = zr_arena_new(
		&names->arena, (outline->count + 1) * sizeof(const struct zr_outline_item *));
	if (names->by_name == NULL) {
		return ZR_E_NOMEM;
	}
	for (size_t i = 0; i < outline->count; i++) {
		names->by_name[i] = &outline->items[i];
	}
	if (outline->count > 1) {
		qsort(names->by_name, outline->count, sizeof(const struct zr_outline_item *),
			by_node_name);
	}
	return 0;
}

void zr_comparisons_finish(struct zr_comparisons *names)
{
	assert(names != NULL);
	zr_arena_finish(&names->arena);
}

/* The only item of that name, NULL without and with several. */
static const struct zr_outline_item *find_item(
	struct zr_comparisons *names, const struct word *word)
{
	assert(word->kind == WORD_REFERENCE && names->by_name != NULL);
	size_t low = 0, high = names->outline->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *name = names->by_name[middle]->node->name->local;
		int order = strncmp(name, word->start, word->bytes);
		bool is_before = order < 0;
		low = is_before ? middle + 1 : low;
		high = is_before ? high : middle;
	}
	const struct zr_outline_item *found = NULL;
	for (; low < names->outline->count && names->work <= ZR_COMPARISON_WORK_MAX; low++) {
		names->work++;
		const char *name = names->by_name[low]->node->name->local;
		if (strncmp(name, word->start, word->bytes) != 0) {
			break;
		}
		if (name[word->bytes] == '\0') {
			if (found != NULL) {
				return NULL;
			}
			found = names->by_name[low];
		}
	}
	return found;
}

static const struct zr_node *find_instance(
	struct zr_comparisons *names, const char *id, size_t bytes)
{
	for (const struct zr_node *at = names->outline->model->first_child; at != NULL;
		at = at->next) {
		names->work++;
		const char *name =
			zr_xml_is(at, "instance") ? zr_xml_attribute(at, "", "id") : NULL;
		if (name != NULL && strlen(name) == bytes && memcmp(name, id, bytes) == 0) {
			bool is_here = zr_xml_attribute(at, "", "src") == NULL;
			return is_here ? zr_xml_child(at, "root") : NULL;
		}
	}
	return NULL;
}

/* Where the choices stand, and how the element with a choice's name is called. */
struct list {
	const struct zr_node *parent;
	const char *element;
	const char *name; /* of the list, "" without */
	int name_bytes;
};

static bool find_list(
	struct zr_comparisons *names, const struct zr_outline_item *item, struct list *ret_list)
{
	const struct zr_node *control = item != NULL ? item->control : NULL;
	if (control == NULL || names->work > ZR_COMPARISON_WORK_MAX ||
		(!zr_xml_is(control, "select1") && !zr_xml_is(control, "select") &&
			!zr_xml_is(control, "rank"))) {
		return false;
	}
	const char *appearance = zr_xml_attribute(control, "", "appearance");
	if (appearance != NULL && zr_appearance_find(appearance, "search(") != NULL) {
		return false;
	}
	const struct zr_node *itemset = zr_xml_child(control, "itemset");
	*ret_list = (struct list){control, "value", "", 0};
	if (itemset == NULL) {
		return zr_xml_child(control, "item") != NULL;
	}
	const char *nodeset = zr_xml_attribute(itemset, "", "nodeset");
	const struct zr_node *value = zr_xml_child(itemset, "value");
	struct zr_written id;
	if (nodeset == NULL || value == NULL || zr_written_instance(nodeset, &id) == NULL) {
		return false;
	}
	ret_list->name = id.text;
	ret_list->name_bytes = (int)id.bytes;
	ret_list->parent = find_instance(names, id.text, id.bytes);
	ret_list->element = zr_xml_attribute(value, "", "ref");
	return ret_list->parent != NULL && ret_list->element != NULL;
}

static const char *name_of(const struct list *list, char text[NAME_BYTES])
{
	(void)snprintf(text, NAME_BYTES, "%.*s", list->name_bytes, list->name);
	return text;
}

static bool is_equal(const char *name, const char *text)
{
	char *name_end = NULL, *text_end = NULL;
	double a = strtod(name, &name_end), b = strtod(text, &text_end);
	bool are_numbers =
		name_end != name && *name_end == '\0' && text_end != text && *text_end == '\0';
	return are_numbers ? !(a < b) && !(a > b) : strcmp(name, text) == 0;
}

static bool has_choice(struct zr_comparisons *names, const struct list *list, const char *text,
	struct zr_nearest *nearest)
{
	assert(list->parent != NULL && list->element != NULL && nearest->wanted != NULL);
	for (const struct zr_node *at = list->parent->first_child; at != NULL; at = at->next) {
		names->work++;
		const struct zr_node *name =
			zr_xml_is(at, "item") ? zr_xml_child(at, list->element) : NULL;
		const char *value = name != NULL ? zr_node_value(name) : NULL;
		if (value != NULL && is_equal(value, text)) {
			return true;
		}
		if (value != NULL) {
			zr_nearest_consider(nearest, value);
		}
	}
	return false;
}

/* ---- one comparison ---- */

struct check {
	struct zr_comparisons *names;
	const struct zr_outline_item *item;
	void (*tell)(void *user, const struct zr_fault *fault);
	void *user;
};

/* Several choices at once, which a question that takes one never has. */
static bool may_be_several(const struct zr_node *control, const char *text)
{
	text += strspn(text, " ");
	const char *blank = strchr(text, ' ');
	return !zr_xml_is(control, "select1") && blank != NULL && blank[strspn(blank, " ")] != '\0';
}

static void compare(const struct check *check, const struct word *question, const struct word *text)
{
	struct list list;
	const struct zr_outline_item *item =
		question->kind == WORD_SELF ? check->item : find_item(check->names, question);
	if (text->bytes == 0 || text->bytes > TEXT_BYTES_MAX ||
		!find_list(check->names, item, &list)) {
		return;
	}
	char given[TEXT_BYTES_MAX + 1], name[NAME_BYTES];
	(void)snprintf(given, sizeof given, "%.*s", (int)text->bytes, text->start);
	struct zr_nearest nearest = {.wanted = given};
	/* what a number may not be is meant as it is */
	if (may_be_several(item->control, given) || strcmp(given, "NaN") == 0 ||
		has_choice(check->names, &list, given, &nearest)) {
		return;
	}
	struct zr_fault fault = {.kind = ZR_FAULT_NO_CHOICE, .around = name_of(&list, name)};
	struct zr_oddity oddity = {0};
	struct zr_oddity_words words;
	if (zr_oddity_unseen(given, strlen(given), &oddity)) {
		fault.kind = ZR_FAULT_NO_CHOICE_ODD;
		zr_oddity_word(&oddity, &words, &fault);
	} else {
		zr_nearest_word(&nearest, &fault);
	}
	fault.subject = item->node->name->local;
	fault.value = given;
	check->tell(check->user, &fault);
}

static bool is_question(const struct word *word)
{
	return word->kind == WORD_REFERENCE || word->kind == WORD_SELF;
}

static bool is_comparison(const struct word *word)
{
	return word->kind == WORD_EQUAL || word->kind == WORD_ORDER;
}

/* The repeat that the item stands in and the expression does not; NULL without. */
static const struct zr_outline_item *foreign_repeat(
	const struct check *check, const struct zr_outline_item *item)
{
	assert(item >= check->names->outline->items);
	const struct zr_outline_item *first = check->names->outline->items;
	for (const struct zr_outline_item *at = item;
		at > first && check->names->work <= ZR_COMPARISON_WORK_MAX;) {
		at--;
		check->names->work++;
		size_t bytes = strlen(at->path);
		bool is_above =
			strncmp(at->path, item->path, bytes) == 0 && item->path[bytes] == '/';
		bool is_ours =
			check->item != NULL && strncmp(at->path, check->item->path, bytes) == 0 &&
			(check->item->path[bytes] == '/' || check->item->path[bytes] == '\0');
		if (at->repeat != NULL && is_above && !is_ours) {
			return at;
		}
		if (at->depth == 0) {
			break;
		}
	}
	return NULL;
}

/* An answer of a repeat, compared from outside: there is one for each entry. */
static void look_outside(const struct check *check, const struct word *word)
{
	const struct zr_outline_item *item =
		word->kind == WORD_REFERENCE && word->depth == 0 && check->item != NULL
			? find_item(check->names, word)
			: NULL;
	const struct zr_outline_item *repeat = item != NULL ? foreign_repeat(check, item) : NULL;
	if (repeat == NULL) {
		return;
	}
	check->tell(check->user, &(const struct zr_fault){.kind = ZR_FAULT_ENTRY_FROM_OUTSIDE,
					 .subject = item->node->name->local,
					 .around = repeat->node->name->local});
}

/* "${a}", or the path that the conversion made of it within a text. */
static bool is_quoted_reference(const struct word *word)
{
	size_t bytes = word->bytes, skip = strspn(word->start, " ");
	while (bytes > skip && word->start[bytes - 1] == ' ') {
		bytes--;
	}
	const char *start = word->start + skip;
	bool is_reference = bytes > skip + 3 && strncmp(start, "${", 2) == 0 &&
			    memchr(start, '}', bytes - skip) == word->start + bytes - 1;
	bool is_path = skip > 0 && bytes < word->bytes && *start == '/' &&
		       memchr(start, ' ', bytes - skip) == NULL;
	return is_reference || is_path;
}

/* "not ${a} = 'x'", "1 < ${a} < 5", "'${a}' = 'x'": good expressions that mean something else. */
static void look_at_meaning(const struct check *check, const struct word words[WINDOW])
{
	bool is_operand = words[1].kind == WORD_REFERENCE || words[1].kind == WORD_SELF ||
			  words[1].kind == WORD_OTHER;
	bool is_quoted = words[0].kind == WORD_TEXT && is_quoted_reference(&words[0]);
	struct zr_fault fault = {.kind = ZR_FAULT_NONE};
	if (words[0].kind == WORD_NOT && words[1].kind == WORD_REFERENCE) {
		fault.kind = ZR_FAULT_NOT_AS_PATH;
	} else if (words[0].kind == WORD_ORDER && is_operand && words[2].kind == WORD_ORDER) {
		fault.kind = ZR_FAULT_COMPARES_TWICE;
	} else if (is_quoted && is_comparison(&words[1])) {
		fault.kind = ZR_FAULT_QUOTED_REFERENCE;
	}
	if (fault.kind != ZR_FAULT_NONE) {
		check->tell(check->user, &fault);
	}
}

/* selected() passes over blanks around what it looks for. */
static struct word trimmed(const struct word *word)
{
	struct word text = *word;
	while (text.bytes > 0 && *text.start == ' ') {
		text.start++;
		text.bytes--;
	}
	while (text.bytes > 0 && text.start[text.bytes - 1] == ' ') {
		text.bytes--;
	}
	return text;
}

static void look_at_window(const struct check *check, const struct word words[WINDOW])
{
	look_at_meaning(check, words);
	if (is_comparison(&words[1])) {
		look_outside(check, &words[0]);
	}
	if (is_comparison(&words[0])) {
		look_outside(check, &words[1]);
	}
	if (words[1].kind == WORD_EQUAL) {
		if (is_question(&words[0]) && words[2].kind == WORD_TEXT) {
			compare(check, &words[0], &words[2]);
		} else if (words[0].kind == WORD_TEXT && is_question(&words[2])) {
			compare(check, &words[2], &words[0]);
		}
	}
	bool is_call = words[0].kind == WORD_SELECTED && words[1].kind == WORD_OPEN &&
		       is_question(&words[2]) && words[3].kind == WORD_COMMA &&
		       words[4].kind == WORD_TEXT && words[5].kind == WORD_CLOSE;
	if (is_call) {
		const struct word text = trimmed(&words[4]);
		compare(check, &words[2], &text);
	}
}

/* ---- defaults and results ---- */

/* One value that the question itself would get. */
struct own {
	struct zr_comparisons *names;
	struct list list;
	enum zr_fault_kind kind; /* of its default, of its result */
	void (*tell)(void *user, const struct zr_fault *fault);
	void *user;
};

static void look_at_own(const struct own *own, const char *text, size_t bytes)
{
	assert(text != NULL && own->list.parent != NULL);
	char given[TEXT_BYTES_MAX + 1], name[NAME_BYTES];
	struct zr_nearest nearest = {.wanted = given};
	(void)snprintf(given, sizeof given, "%.*s", (int)(bytes < 100 ? bytes : 100), text);
	if (bytes == 0 || bytes > TEXT_BYTES_MAX ||
		has_choice(own->names, &own->list, given, &nearest)) {
		return;
	}
	struct zr_fault fault = {
		.kind = own->kind, .value = given, .around = name_of(&own->list, name)};
	zr_nearest_word(&nearest, &fault);
	own->tell(own->user, &fault);
}

void zr_comparisons_check_default(struct zr_comparisons *names, const struct zr_outline_item *item,
	void (*tell)(void *user, const struct zr_fault *fault), void *user)
{
	assert(names != NULL && names->by_name != NULL && item != NULL && tell != NULL);
	struct own own = {
		.names = names, .kind = ZR_FAULT_DEFAULT_NO_CHOICE, .tell = tell, .user = user};
	const char *value = zr_node_value(item->node);
	if (value == NULL || !find_list(names, item, &own.list)) {
		return;
	}
	bool is_one = zr_xml_is(item->control, "select1");
	while (*(value += strspn(value, " ")) != '\0') {
		size_t bytes = is_one ? strlen(value) : strcspn(value, " ");
		look_at_own(&own, value, bytes);
		value += bytes;
	}
}

static void on_result(void *user, const char *text, size_t bytes)
{
	look_at_own(user, text, bytes);
}

void zr_comparisons_check_result(struct zr_comparisons *names, const struct zr_outline_item *item,
	const char *text, void (*tell)(void *user, const struct zr_fault *fault), void *user)
{
	assert(names != NULL && names->by_name != NULL && text != NULL && tell != NULL);
	struct own own = {
		.names = names, .kind = ZR_FAULT_RESULT_NO_CHOICE, .tell = tell, .user = user};
	if (item != NULL && find_list(names, item, &own.list) &&
		zr_xml_is(item->control, "select1")) {
		zr_results_each(text, on_result, &own);
	}
}

void zr_comparisons_check(struct zr_comparisons *names, const struct zr_outline_item *item,
	const char *text, void (*tell)(void *user, const struct zr_fault *fault), void *user)
{
	assert(names->by_name != NULL && text != NULL && tell != NULL);
	const struct check check = {names, item, tell, user};
	struct reading reading = {.at = text};
	struct word words[WINDOW];
	for (size_t i = 0; i < WINDOW; i++) {
		words[i] = next_word(&reading);
	}
	while (words[0].kind != WORD_END) {
		look_at_window(&check, words);
		memmove(words, words + 1, (WINDOW - 1) * sizeof words[0]);
		words[WINDOW - 1] = next_word(&reading);
	}
}
