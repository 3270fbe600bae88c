/*
 * What a person put in the place of a calculation.
 *
 * A correction stands until the calculation gives something else than it gave when the person
 * corrected it: a rule that runs again for the same reason, or words that only change their
 * language, are no new facts. Kept apart from the nodes, which carry one bit.
 */
#include "lib/form/session/correction.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/form/session/calculate.h"
#include "lib/form/session/working.h"

struct zr_correction {
	struct zr_node *node;
	char *given; /* owned: what the calculation gave last */
	struct zr_correction *next;
};

static void set_bit(struct zr_node *node, bool is_set)
{
	uintptr_t bits = (uintptr_t)node->extra;
	bits = is_set ? bits | ZR_NODE_IS_CORRECTED : bits & ~(uintptr_t)ZR_NODE_IS_CORRECTED;
	node->extra = (void *)bits;
}

static bool is_corrected(const struct zr_node *node)
{
	return ((uintptr_t)node->extra & ZR_NODE_IS_CORRECTED) != 0;
}

static struct zr_correction **find(struct zr_session *session, const struct zr_node *node)
{
	struct zr_correction **at = &session->corrections;
	while (*at != NULL && (*at)->node != node) {
		at = &(*at)->next;
	}
	return at;
}

static void drop(struct zr_correction **link)
{
	assert(*link != NULL);
	struct zr_correction *gone = *link;
	*link = gone->next;
	set_bit(gone->node, false);
	free(gone->given);
	free(gone);
}

void zr_correction_forget(struct zr_session *session, struct zr_node *node)
{
	assert(session != NULL);
	if (is_corrected(node)) {
		drop(find(session, node));
	}
}

/* once(…) is not given a second time to who has cleared it. */
static bool is_given_once(const struct zr_node *node)
{
	assert(node->bind->rules[ZR_RULE_CALCULATE] != NULL);
	const struct zr_rule *rule = node->bind->rules[ZR_RULE_CALCULATE];
	return zr_xpath_calls(rule->expression, "once");
}

/* Notes what the calculation gave, anew or for the first time. */
static int put(struct zr_session *session, struct zr_node *node, const char *given)
{
	assert(given != NULL);
	char *copy = strdup(given);
	struct zr_correction *correction =
		is_corrected(node) ? *find(session, node) : calloc(1, sizeof *correction);
	if (copy == NULL || correction == NULL) {
		free(copy);
		free(correction != NULL && correction->node == NULL ? correction : NULL);
		return ZR_E_NOMEM;
	}
	if (correction->node == NULL) {
		correction->node = node;
		correction->next = session->corrections;
		session->corrections = correction;
		set_bit(node, true);
	}
	free(correction->given);
	correction->given = copy;
	return 0;
}

int zr_correction_note(struct zr_session *session, struct zr_node *node, struct zr_error *error)
{
	assert(session != NULL);
	const struct zr_rule *rule = node->bind->rules[ZR_RULE_CALCULATE];
	if (rule == NULL) {
		return 0;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer given = {0};
	struct zr_calculated calculated = {.text = &given};
	int code = zr_calculate_text(session, rule, node, &calculated, error);
	if (code != 0) {
		return code;
	}
	if (strcmp(zr_buffer_text(&given), zr_node_value(node)) == 0) {
		zr_correction_forget(session, node);
		return 0;
	}
	return put(session, node, zr_buffer_text(&given)) != 0 ? zr_working_nomem(error) : 0;
}

int zr_correction_judge(struct zr_session *session, struct zr_node *node, const char *gives,
	bool *ret_stands, struct zr_error *error)
{
	assert(session != NULL && ret_stands != NULL);
	*ret_stands = is_corrected(node);
	if (!*ret_stands) {
		return 0;
	}
	const struct zr_correction *correction = *find(session, node);
	bool is_cleared_for_good = node->value == NULL && is_given_once(node);
	if (is_cleared_for_good || strcmp(correction->given, gives) == 0) {
		return 0;
	}
	if (session->is_translating) {
		return put(session, node, gives) != 0 ? zr_working_nomem(error) : 0;
	}
	*ret_stands = false;
	zr_correction_forget(session, node);
	return 0;
}

void zr_correction_finish(struct zr_session *session)
{
	while (session->corrections != NULL) {
		drop(&session->corrections);
	}
}
