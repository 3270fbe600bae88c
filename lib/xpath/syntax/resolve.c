/*
 * Absolute paths that mean one node wherever they are evaluated: /data/group/age outside every
 * repeat. Who loads a form names such paths' targets once, and an evaluation then asks for the node
 * of a target and takes no step.
 */
#include "lib/xpath/xpath.h"

#include <assert.h>

#include "lib/base/limits.h"
#include "lib/xpath/syntax/term.h"

struct resolver {
	const void *(*resolve)(void *user, const struct zr_name *const *names, size_t count);
	void *user;
};

static void resolve_terms(
	const struct resolver *resolver, struct zr_term *const *terms, size_t count);

/* Only names, from the root, without predicates. */
static bool is_simple(const struct zr_path *path)
{
	bool is_simple = path->start == ZR_START_ROOT && path->step_count > 0 &&
			 path->step_count <= ZR_FORM_DEPTH_MAX && path->predicate_count == 0;
	for (size_t i = 0; i < path->step_count && is_simple; i++) {
		const struct zr_step *step = &path->steps[i];
		is_simple = step->axis == ZR_AXIS_CHILD && step->test == ZR_TEST_NAME &&
			    step->predicate_count == 0;
	}
	return is_simple;
}

static void resolve_path(const struct resolver *resolver, struct zr_path *path)
{
	assert(path->step_count == 0 || path->steps != NULL);
	if (is_simple(path)) {
		const struct zr_name *names[ZR_FORM_DEPTH_MAX];
		for (size_t i = 0; i < path->step_count; i++) {
			names[i] = path->steps[i].name;
		}
		path->target = resolver->resolve(resolver->user, names, path->step_count);
	}
	resolve_terms(resolver, path->predicates, path->predicate_count);
	resolve_terms(resolver, &path->term, path->start == ZR_START_TERM ? 1 : 0);
	for (size_t i = 0; i < path->step_count; i++) {
		resolve_terms(resolver, path->steps[i].predicates, path->steps[i].predicate_count);
	}
}

static void resolve_terms(
	const struct resolver *resolver, struct zr_term *const *terms, size_t count)
{
	assert(count == 0 || terms != NULL);
	for (size_t i = 0; i < count; i++) {
		if (terms[i]->kind == ZR_TERM_PATH) {
			resolve_path(resolver, terms[i]->path);
		} else {
			resolve_terms(resolver, terms[i]->arguments, terms[i]->argument_count);
		}
	}
}

void zr_xpath_resolve(struct zr_xpath *expression,
	const void *(*resolve)(void *user, const struct zr_name *const *names, size_t count),
	void *user)
{
	assert(expression != NULL && resolve != NULL);
	const struct resolver resolver = {.resolve = resolve, .user = user};
	resolve_terms(&resolver, &expression->root, 1);
}
