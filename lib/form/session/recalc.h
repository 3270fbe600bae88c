/*
 * Keeping every rule up to date. For lib/form.
 */
#ifndef ZR_FORM_RECALC_H
#define ZR_FORM_RECALC_H

#include "lib/form/session/working.h"

void zr_recalc_mark_all(struct zr_session *session);
/* What shows labels: due when the language changes. */
void zr_recalc_mark_labels(struct zr_session *session);
void zr_recalc_mark_subtree(struct zr_session *session, struct zr_node *node);
void zr_recalc_mark_changed(struct zr_session *session, struct zr_node *node);
void zr_recalc_mark_changed_subtree(struct zr_session *session, struct zr_node *node);
void zr_recalc_forget_subtree(struct zr_session *session, struct zr_node *node);
int zr_recalc_run(struct zr_session *session, struct zr_error *error) ZR_MUST_CHECK;
/* Effective flags of a subtree from its parent's and its own. */
void zr_recalc_inherit(struct zr_session *session, struct zr_node *node);
/* Whether the rule is kept on the node: the anchor of a repeat has few. */
bool zr_recalc_takes_node(const struct zr_rule *rule, const struct zr_node *node);
/* Sets a node's value, when it differs, and marks what reads it. */
int zr_recalc_set(struct zr_session *session, struct zr_node *node, const char *value,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
