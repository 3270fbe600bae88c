/*
 * The calls that an expression makes, found in its terms: a text that only reads like a call,
 * 'once(', is none, and how an author spaces his brackets is nothing to us. Who keeps a form up to
 * date asks this where it must know more of an expression than the nodes it reads (visit.c).
 */
#include "lib/xpath/xpath.h"

#include <assert.h>
#include <string.h>

#include "lib/xpath/functions/function.h"
#include "lib/xpath/syntax/term.h"

struct search {
	const char *name; /* of the function */
	zr_xpath_visit_call *visit;
	void *user;
};

static int search_terms(const struct search *search, struct zr_term *const *terms, size_t count);

static int search_path(const struct search *search, const struct zr_path *path)
{
	assert(path->step_count == 0 || path->steps != NULL);
	int answer = path->start == ZR_START_TERM ? search_terms(search, &path->term, 1) : 0;
	if (answer == 0) {
		answer = search_terms(search, path->predicates, path->predicate_count);
	}
	for (size_t i = 0; i < path->step_count && answer == 0; i++) {
		answer = search_terms(
			search, path->steps[i].predicates, path->steps[i].predicate_count);
	}
	return answer;
}

/* As deep as the author nests, which the parser limits. */
static int search_terms(const struct search *search, struct zr_term *const *terms, size_t count)
{
	assert(count == 0 || terms != NULL);
	int answer = 0;
	for (size_t i = 0; i < count && answer == 0; i++) {
		const struct zr_term *term = terms[i];
		if (term->kind == ZR_TERM_CALL && strcmp(term->function->name, search->name) == 0) {
			answer = search->visit(search->user, term);
		}
		if (answer == 0 && term->kind == ZR_TERM_PATH) {
			answer = search_path(search, term->path);
		} else if (answer == 0) {
			answer = search_terms(search, term->arguments, term->argument_count);
		}
	}
	return answer;
}

int zr_xpath_visit_calls(
	const struct zr_xpath *expression, const char *name, zr_xpath_visit_call *visit, void *user)
{
	assert(expression != NULL && expression->root != NULL && name != NULL && visit != NULL);
	const struct search search = {.name = name, .visit = visit, .user = user};
	return search_terms(&search, &expression->root, 1);
}

static int stop_at_first(void *user, const struct zr_term *call)
{
	(void)user;
	assert(call->kind == ZR_TERM_CALL);
	return 1;
}

bool zr_xpath_calls(const struct zr_xpath *expression, const char *name)
{
	return zr_xpath_visit_calls(expression, name, stop_at_first, NULL) != 0;
}

static const struct zr_term *argument_at(const struct zr_term *call, size_t index)
{
	assert(call != NULL && call->kind == ZR_TERM_CALL);
	return index < call->argument_count ? call->arguments[index] : NULL;
}

const char *zr_xpath_call_literal(const struct zr_term *call, size_t index)
{
	const struct zr_term *argument = argument_at(call, index);
	return argument != NULL && argument->kind == ZR_TERM_STRING ? argument->string : NULL;
}

const struct zr_name *zr_xpath_call_leaf(const struct zr_term *call, size_t index)
{
	const struct zr_term *argument = argument_at(call, index);
	const struct zr_path *path =
		argument != NULL && argument->kind == ZR_TERM_PATH ? argument->path : NULL;
	const struct zr_step *last =
		path != NULL && path->step_count > 0 ? &path->steps[path->step_count - 1] : NULL;
	bool is_named = last != NULL && last->test == ZR_TEST_NAME;
	assert(!is_named || last->name != NULL);
	return is_named ? last->name : NULL;
}
