/*
 * Works every rule out anew on every node and names what differs from the state that stands there:
 * the check of session.h's invariant, for tests. Nothing is changed.
 *
 * The order of rules is free of cycles, so that a state in which no rule has anything to change is
 * the state that a full evaluation would give. Not looked at: what the clock or chance decides, and
 * the calculations whose bind the caller excludes (a person's own answer may stand there).
 */
#include "lib/form/session/verify.h"

#include <assert.h>
#include <string.h>

#include "lib/form/session/calculate.h"
#include "lib/form/session/choices.h"
#include "lib/form/session/instances.h"
#include "lib/form/session/recalc.h"
#include "lib/form/session/repeat.h"
#include "lib/form/session/working.h"

struct verify {
	struct zr_session *session;
	const bool *excluded; /* by bind index; NULL: none */
	struct zr_buffer *stale;
	struct zr_error *error;
};

static int add_stale(const struct verify *verify, const struct zr_node *node, const char *what,
	const char *stands, const char *wanted)
{
	int code = zr_node_path(node, verify->stale);
	if (code == 0) {
		code = zr_buffer_add_format(
			verify->stale, ": %s is '%.200s', not '%.200s'\n", what, stands, wanted);
	}
	return code == 0 ? 0 : zr_working_nomem(verify->error);
}

static const char *word(bool is_set)
{
	return is_set ? "yes" : "no";
}

static int verify_flag(const struct verify *verify, const struct zr_node *node, const char *what,
	bool stands, bool wanted)
{
	return stands == wanted ? 0 : add_stale(verify, node, what, word(stands), word(wanted));
}

static int verify_calculate(
	const struct verify *verify, const struct zr_rule *rule, struct zr_node *node)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	struct zr_calculated calculated = {.text = &text};
	int code = zr_calculate_text(verify->session, rule, node, &calculated, verify->error);
	const char *stands = zr_node_value(node);
	const char *wanted = zr_buffer_text(&text);
	return code != 0 || strcmp(stands, wanted) == 0
		       ? code
		       : add_stale(verify, node, zr_rule_names[rule->kind], stands, wanted);
}

static int verify_repeats(
	const struct verify *verify, const struct zr_rule *rule, struct zr_node *anchor)
{
	assert((anchor->flags & ZR_NODE_TEMPLATE) != 0);
	if (rule->is_lazy || (anchor->flags & ZR_NODE_IRRELEVANT) != 0) {
		return 0;
	}
	size_t wanted = 0;
	bool is_known = false;
	int code = zr_repeat_wanted(verify->session, anchor, &wanted, &is_known, verify->error);
	size_t count = zr_instances_count(anchor->parent, rule->bind);
	return code == 0 && is_known
		       ? verify_flag(verify, anchor, "jr:count met", count == wanted, true)
		       : code;
}

static int verify_choices(
	const struct verify *verify, const struct zr_rule *rule, struct zr_node *node)
{
	if (node->value == NULL) {
		return 0;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer kept = {0};
	int code = zr_choices_fit(verify->session, node, node->value, &kept, verify->error);
	bool is_kept = strcmp(zr_node_value(node), zr_buffer_text(&kept)) == 0;
	return code != 0 || is_kept ? code
				    : add_stale(verify, node, zr_rule_names[rule->kind],
					      zr_node_value(node), zr_buffer_text(&kept));
}

static int verify_condition(
	const struct verify *verify, const struct zr_rule *rule, struct zr_node *node)
{
	bool answer = false;
	int code = zr_calculate_answer(verify->session, rule, node, &answer, verify->error);
	bool stands = rule->kind == ZR_RULE_RELEVANT   ? (node->flags & ZR_NODE_OWN_IRRELEVANT) == 0
		      : rule->kind == ZR_RULE_READONLY ? (node->flags & ZR_NODE_OWN_READONLY) != 0
						       : (node->flags & ZR_NODE_REQUIRED) != 0;
	return code == 0 ? verify_flag(verify, node, zr_rule_names[rule->kind], stands, answer)
			 : code;
}

static int verify_rule(
	const struct verify *verify, const struct zr_rule *rule, struct zr_node *node)
{
	bool is_excluded = verify->excluded != NULL && verify->excluded[rule->bind->index];
	if (zr_xpath_is_volatile(rule->expression) || !zr_recalc_takes_node(rule, node)) {
		return 0;
	}
	switch (rule->kind) {
	case ZR_RULE_CALCULATE:
		return is_excluded ? 0 : verify_calculate(verify, rule, node);
	case ZR_RULE_REPEATS:
		return verify_repeats(verify, rule, node);
	case ZR_RULE_CHOICES:
		return is_excluded ? 0 : verify_choices(verify, rule, node);
	default:
		return verify_condition(verify, rule, node);
	}
}

/* What a node has from its ancestors. */
static int verify_inherited(const struct verify *verify, const struct zr_node *node)
{
	uint8_t above = node->parent != NULL ? node->parent->flags : 0;
	uint8_t wanted_irrelevant =
		(above & ZR_NODE_IRRELEVANT) | (node->flags & ZR_NODE_OWN_IRRELEVANT);
	uint8_t wanted_readonly = (above & ZR_NODE_READONLY) | (node->flags & ZR_NODE_OWN_READONLY);
	int code = verify_flag(verify, node, "inherited relevance",
		(node->flags & ZR_NODE_IRRELEVANT) != 0, wanted_irrelevant != 0);
	return code == 0 ? verify_flag(verify, node, "inherited readonly",
				   (node->flags & ZR_NODE_READONLY) != 0, wanted_readonly != 0)
			 : code;
}

static int verify_below(const struct verify *verify, struct zr_node *node)
{
	const struct zr_bind *bind = node->bind;
	int code = verify_inherited(verify, node);
	for (int kind = 0; code == 0 && bind != NULL && kind < ZR_RULE_COUNT_; kind++) {
		if (bind->rules[kind] != NULL) {
			code = verify_rule(verify, bind->rules[kind], node);
		}
	}
	struct zr_node *at = node->first_attribute;
	for (; code == 0 && at != NULL; at = at->next) {
		code = verify_below(verify, at);
	}
	at = node->first_child;
	for (; code == 0 && at != NULL; at = at->next) {
		code = verify_below(verify, at);
	}
	return code;
}

int zr_verify_states(struct zr_session *session, const bool *excluded, struct zr_buffer *ret_stale,
	struct zr_error *error)
{
	assert(session != NULL && ret_stale != NULL);
	const struct verify verify = {
		.session = session, .excluded = excluded, .stale = ret_stale, .error = error};
	return verify_below(&verify, session->document->first_child);
}
