/*
 * What a rule gives now, whatever stands in its node: recalculation puts it there, a correction is
 * held against it, a check compares.
 */
#include "lib/form/session/calculate.h"

#include <assert.h>

#include "lib/form/rules/datatype.h"
#include "lib/form/session/choices.h"
#include "lib/form/session/working.h"

/* A date that a calculation puts into a node without a date type becomes a moment, as in JavaRosa
 * (the conformance README settles it). */
static enum zr_type type_to_store(const struct zr_rule *rule, const struct zr_value *value)
{
	const struct zr_node *first = value->kind == ZR_VALUE_NODES && value->nodes.count == 1
					      ? value->nodes.items[0]
					      : NULL;
	bool is_date = value->kind == ZR_VALUE_DATE ||
		       (first != NULL && first->bind != NULL && first->bind->type == ZR_TYPE_DATE);
	return is_date && rule->bind->type == ZR_TYPE_STRING ? ZR_TYPE_DATETIME : rule->bind->type;
}

int zr_calculate_text(struct zr_session *session, const struct zr_rule *rule, struct zr_node *node,
	struct zr_calculated *ret_calculated, struct zr_error *error)
{
	assert(session != NULL && rule->kind == ZR_RULE_CALCULATE);
	assert(ret_calculated->text != NULL);
	struct zr_value value;
	int code = zr_working_evaluate(session, rule->expression, node, &value, error);
	if (code != 0) {
		return code;
	}
	if (session->form->is_portable && value.kind == ZR_VALUE_NODES && value.nodes.count > 1) {
		size_t count = value.nodes.count;
		zr_working_release(session);
		return zr_error_set_fault(error, ZR_E_UNSUPPORTED,
			&(const struct zr_fault){.kind = ZR_FAULT_NODES_FOR_ONE, .number = count});
	}
	const struct zr_xpath_context context = zr_working_context(session, node);
	bool is_number = rule->bind->type == ZR_TYPE_INT || rule->bind->type == ZR_TYPE_DECIMAL ||
			 rule->bind->type == ZR_TYPE_BOOLEAN;
	ret_calculated->is_numeric = is_number || value.kind == ZR_VALUE_BOOLEAN;
	const char *text = zr_datatype_cast(type_to_store(rule, &value), &value, &context);
	code = text != NULL ? zr_choices_fit(session, node, text, ret_calculated->text, error)
			    : zr_working_nomem(error);
	zr_working_release(session);
	return code;
}

int zr_calculate_answer(struct zr_session *session, const struct zr_rule *rule,
	struct zr_node *node, bool *ret_answer, struct zr_error *error)
{
	assert(session != NULL && rule != NULL && ret_answer != NULL);
	struct zr_value value;
	int code = zr_working_evaluate(session, rule->expression, node, &value, error);
	if (code == 0) {
		*ret_answer = zr_value_boolean(&value);
		zr_working_release(session);
	}
	return code;
}
