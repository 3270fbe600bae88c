/* A growing array; sorted when it is told. Equal places keep their order: sorting is stable by the
 * number of keeping. */
#include "lib/formcheck/findings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void zr_findings_finish(struct zr_findings *findings)
{
	assert(findings != NULL);
	free(findings->items);
	zr_arena_finish(&findings->arena);
	*findings = (struct zr_findings){0};
}

static bool is_same(const struct zr_finding *a, const struct zr_finding *b)
{
	return a->row == b->row && a->line == b->line && strcmp(a->message, b->message) == 0 &&
	       strcmp(a->sheet, b->sheet) == 0 && strcmp(a->column, b->column) == 0 &&
	       strcmp(a->path, b->path) == 0 && strcmp(a->aspect, b->aspect) == 0;
}

static int copy(struct zr_findings *findings, const struct zr_finding *from, struct zr_finding *to)
{
	*to = *from;
	const char **const texts[] = {
		&to->sheet, &to->column, &to->heading, &to->path, &to->aspect, &to->message};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		*texts[i] = zr_arena_copy(&findings->arena, *texts[i], strlen(*texts[i]));
		if (*texts[i] == NULL) {
			return ZR_E_NOMEM;
		}
	}
	return 0;
}

int zr_findings_keep(struct zr_findings *findings, const struct zr_finding *finding,
	bool *ret_is_new, bool *ret_was_warning)
{
	assert(findings != NULL && finding != NULL && finding->message != NULL);
	assert(findings->count <= findings->capacity);
	assert(finding->is_error == (finding->code != 0));
	*ret_is_new = *ret_was_warning = false;
	/* warnings come once by themselves, and there may be one for each of 100,000 choices */
	for (size_t i = 0; finding->is_error && i < findings->count; i++) {
		if (is_same(&findings->items[i], finding)) {
			*ret_was_warning = !findings->items[i].is_error;
			*ret_is_new = *ret_was_warning;
			findings->items[i].is_error = true;
			findings->items[i].code = finding->code;
			return 0;
		}
	}
	if (findings->count == findings->capacity) {
		size_t capacity = findings->capacity == 0 ? 32 : findings->capacity * 2;
		struct zr_finding *items = realloc(findings->items, capacity * sizeof *items);
		if (items == NULL) {
			return ZR_E_NOMEM;
		}
		findings->items = items;
		findings->capacity = capacity;
	}
	int code = copy(findings, finding, &findings->items[findings->count]);
	*ret_is_new = code == 0;
	findings->count += code == 0;
	return code;
}

/* The sheets in the order in which an author goes through them. */
static int rank(const char *sheet)
{
	assert(sheet != NULL);
	static const char *const SHEETS[] = {
		"", "survey", "choices", "settings", "external_choices", "osm", "entities"};
	int count = (int)(sizeof SHEETS / sizeof SHEETS[0]);
	for (int i = 0; i < count; i++) {
		if (strcasecmp(sheet, SHEETS[i]) == 0) {
			return i;
		}
	}
	return count;
}

static int by_number(unsigned long a, unsigned long b)
{
	return (a > b) - (a < b);
}

/* Column "Z" stands before "AA". */
static int by_column(const char *a, const char *b)
{
	int order = by_number(strlen(a), strlen(b));
	return order != 0 ? order : strcmp(a, b);
}

static int compare(const void *left, const void *right)
{
	const struct zr_finding *a = *(struct zr_finding *const *)left;
	const struct zr_finding *b = *(struct zr_finding *const *)right;
	const int orders[] = {a->is_error - b->is_error, rank(a->sheet) - rank(b->sheet),
		by_number(a->row, b->row), by_number(a->line, b->line),
		by_column(a->column, b->column), a < b ? -1 : 1};
	assert(orders[sizeof orders / sizeof orders[0] - 1] != 0); /* the loop ends */
	size_t i = 0;
	while (orders[i] == 0) {
		i++;
	}
	return orders[i];
}

void zr_findings_tell(struct zr_findings *findings,
	void (*tell)(void *user, const struct zr_finding *finding), void *user)
{
	assert(findings != NULL && tell != NULL);
	const struct zr_finding **order =
		zr_arena_new(&findings->arena, (findings->count + 1) * sizeof *order);
	for (size_t i = 0; order != NULL && i < findings->count; i++) {
		order[i] = &findings->items[i];
	}
	if (order != NULL && findings->count > 1) {
		qsort(order, findings->count, sizeof *order, compare);
	}
	for (size_t i = 0; i < findings->count; i++) {
		/* without memory for an order they are told as they were kept */
		tell(user, order != NULL ? order[i] : &findings->items[i]);
	}
}
