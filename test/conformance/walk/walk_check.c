/* What must hold at any moment of a walk: nothing stale, and a restored session is the same. */
#include <string.h>

#include "lib/form/session/verify.h"
#include "lib/form/session/steps.h"
#include "lib/base/cleanup.h"
#include "test/conformance/walk/walk_check.h"

enum {
	STATE_FLAGS = ZR_NODE_IRRELEVANT | ZR_NODE_REQUIRED | ZR_NODE_READONLY | ZR_NODE_TEMPLATE
};

void walk_check_states(struct walk *walk)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer stale = {0};
	struct zr_error error = {0};
	walk->verified++;
	if (zr_verify_states(walk->session, walk->excluded, &stale, &error) < 0) {
		walk_fault(walk, "evaluating all again: %s: %s", error.where, error.message);
	} else if (stale.bytes > 0) {
		const char *text = zr_buffer_text(&stale);
		walk_fault(walk, "stale: %.*s", (int)strcspn(text, "\n"), text);
	}
}

static bool is_volatile(const struct zr_node *node)
{
	for (int kind = 0; node->bind != NULL && kind < ZR_RULE_COUNT_; kind++) {
		const struct zr_rule *rule = node->bind->rules[kind];
		if (rule != NULL && zr_xpath_is_volatile(rule->expression)) {
			return true;
		}
	}
	return false;
}

static void tell_difference(struct walk *walk, const struct zr_node *live, const char *what)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	if (zr_node_path(live, &path) == 0) {
		walk_fault(walk, "restored differs in %s: %s", what, zr_buffer_text(&path));
	}
}

/* The two trees side by side. */
static void compare(struct walk *walk, const struct zr_node *live, const struct zr_node *restored)
{
	const struct zr_node *a = live->first_child;
	const struct zr_node *b = restored->first_child;
	if (!is_volatile(live)) {
		if (strcmp(zr_node_value(live), zr_node_value(restored)) != 0) {
			tell_difference(walk, live, "value");
		}
		if (((live->flags ^ restored->flags) & STATE_FLAGS) != 0) {
			tell_difference(walk, live, "state");
		}
	}
	for (; a != NULL && b != NULL; a = a->next, b = b->next) {
		if (a->name != b->name) {
			break;
		}
		compare(walk, a, b);
	}
	if (a != NULL || b != NULL) {
		tell_difference(walk, live, "children");
	}
}

static size_t count_choices(struct walk *walk, struct zr_session *session,
	const struct zr_item *item, uint64_t *ret_digest)
{
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	struct zr_error error = {0};
	if (zr_session_choices(session, item, &choices, &count, &error) < 0) {
		walk_fault(walk, "choices of %s: %s", item->control->reference, error.message);
	}
	*ret_digest = count;
	for (size_t i = 0; i < count; i++) {
		const char *at = choices[i].value;
		for (; *at != '\0'; at++) {
			*ret_digest = (*ret_digest ^ (unsigned char)*at) * 1099511628211u;
		}
		for (at = choices[i].label; *at != '\0'; at++) {
			*ret_digest = (*ret_digest ^ (unsigned char)*at) * 1099511628211u;
		}
	}
	return count;
}

/* The two interviews side by side, as a person sees them. */
static void compare_places(struct walk *walk, struct zr_session *restored)
{
	struct zr_item a = zr_session_start(walk->session);
	struct zr_item b = zr_session_start(restored);
	while (a.kind != ZR_ITEM_END && a.control == b.control && a.kind == b.kind) {
		a = zr_steps_next(walk->session, &a);
		b = zr_steps_next(restored, &b);
		if (a.kind != ZR_ITEM_QUESTION || a.control != b.control) {
			continue;
		}
		enum zr_verdict verdicts[2] = {0};
		struct zr_error error = {0};
		if (zr_session_check(walk->session, &a, &verdicts[0], &error) < 0 ||
			zr_session_check(restored, &b, &verdicts[1], &error) < 0) {
			walk_fault(walk, "checking %s: %s", a.control->reference, error.message);
		} else if (verdicts[0] != verdicts[1] && !is_volatile(a.node)) {
			tell_difference(walk, a.node, "validity");
		}
		const struct zr_choice_source *source = a.control->priv->choices;
		uint64_t digests[2] = {0};
		if (source == NULL ||
			(source->nodeset != NULL && zr_xpath_is_volatile(source->nodeset))) {
			continue;
		}
		(void)count_choices(walk, walk->session, &a, &digests[0]);
		(void)count_choices(walk, restored, &b, &digests[1]);
		if (digests[0] != digests[1]) {
			tell_difference(walk, a.node, "choices");
		}
	}
	if (a.control != b.control || a.kind != b.kind) {
		walk_fault(walk, "restored takes another way: %s, %s", a.control->reference,
			b.control->reference);
	}
}

void walk_check_restore(struct walk *walk)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer first = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer second = {0};
	ZR_CLEANUP(zr_session_freep) struct zr_session *restored = NULL;
	struct zr_error error = {0};
	const struct zr_session_env env = walk_env(walk);
	walk->restored++;
	if (zr_session_write(walk->session, ZR_SESSION_DRAFT, &first, &error) < 0) {
		walk_fault(walk, "writing: %s", error.message);
		return;
	}
	if (zr_session_restore(walk->form, &env, first.data, first.bytes, &restored, &error) < 0) {
		walk_fault(
			walk, "restoring: line %u: %s: %s", error.line, error.where, error.message);
		return;
	}
	zr_session_set_language(restored, zr_session_language(walk->session));
	if (walk->has_load_action) {
		return; /* what the form does at every load changes the record */
	}
	if (zr_session_write(restored, ZR_SESSION_DRAFT, &second, &error) < 0) {
		walk_fault(walk, "writing again: %s", error.message);
		return;
	}
	compare(walk, walk->session->document->first_child, restored->document->first_child);
	compare_places(walk, restored);
	if (first.bytes != second.bytes || memcmp(first.data, second.data, first.bytes) != 0) {
		walk_fault(walk, "saved, restored and saved again, the bytes differ");
	}
	if (walk_below(walk, 2) == 0) {
		/* The walk goes on in the restored one. */
		zr_session_free(walk->session);
		walk->session = ZR_TAKE(restored);
		walk->at = zr_session_start(walk->session);
	}
}
