/*
 * What ODK Collect (JavaRosa) can evaluate, which is less than XPath 1.0 (ODK XForms "XPath Paths",
 * "XPath Axes"): a form that must run there too is compiled with is_portable, and what it may not
 * use is an error that names it. Walks the compiled terms, whose depth is limited.
 */
#include "lib/xpath/syntax/portable.h"

#include <assert.h>
#include <string.h>

#include "lib/xpath/functions/function.h"

static int refuse(struct zr_error *error, const char *what)
{
	return zr_error_set(error, ZR_E_UNSUPPORTED,
		"%s works here but not in ODK Collect: say it without", what);
}

static int check_terms(struct zr_term *const *terms, uint32_t count, struct zr_error *error)
{
	assert(count == 0 || terms != NULL);
	int code = 0;
	for (uint32_t i = 0; i < count && code == 0; i++) {
		code = zr_portable_check(terms[i], error);
	}
	return code;
}

static int check_step(const struct zr_step *step, struct zr_error *error)
{
	bool is_up = step->axis == ZR_AXIS_SELF || step->axis == ZR_AXIS_PARENT;
	if (step->axis == ZR_AXIS_DESCENDANT || step->axis == ZR_AXIS_DESCENDANT_OR_SELF) {
		return refuse(error, "the axis descendant (//)");
	}
	if (!is_up && step->axis != ZR_AXIS_CHILD && step->axis != ZR_AXIS_ATTRIBUTE) {
		return refuse(error, "an axis other than child, parent, self and attribute");
	}
	if (is_up ? step->test != ZR_TEST_NODE
		  : step->test != ZR_TEST_NAME && step->test != ZR_TEST_ANY_NAME) {
		return refuse(error, "a test of a node's type, as text()");
	}
	return check_terms(step->predicates, step->predicate_count, error);
}

/* Only instance() and current() may have steps behind them, and nothing predicates. */
static int check_start(const struct zr_path *path, struct zr_error *error)
{
	assert(path->start == ZR_START_TERM && path->term != NULL);
	const struct zr_term *term = path->term;
	const char *name = term->kind == ZR_TERM_CALL ? term->function->name : "";
	if (path->predicate_count > 0 ||
		(strcmp(name, "instance") != 0 && strcmp(name, "current") != 0)) {
		return refuse(error, "a path or a condition behind a value in brackets");
	}
	return zr_portable_check(term, error);
}

static int check_call(const struct zr_term *term, struct zr_error *error)
{
	assert(term->kind == ZR_TERM_CALL && term->function != NULL);
	const struct zr_function *function = term->function;
	bool is_bare = term->argument_count == 0 && function->argument_max == 1;
	if ((function->flags & ZR_FUNCTION_EXTRA) != 0 ||
		(is_bare && (strcmp(function->name, "number") == 0 ||
				    strcmp(function->name, "string") == 0))) {
		return zr_error_set(error, ZR_E_UNSUPPORTED,
			"%s() with %u arguments works here but not in ODK Collect: say it without",
			function->name, (unsigned)term->argument_count);
	}
	return 0;
}

int zr_portable_check(const struct zr_term *term, struct zr_error *error)
{
	assert(term != NULL);
	int code = 0;
	if (term->kind == ZR_TERM_UNION) {
		code = refuse(error, "the union of paths (|)");
	} else if (term->kind == ZR_TERM_CALL) {
		code = check_call(term, error);
	} else if (term->kind == ZR_TERM_PATH) {
		const struct zr_path *path = term->path;
		code = path->start == ZR_START_TERM ? check_start(path, error) : 0;
		for (uint32_t i = 0; i < path->step_count && code == 0; i++) {
			code = check_step(&path->steps[i], error);
		}
	}
	return code != 0 ? code : check_terms(term->arguments, term->argument_count, error);
}
