/*
 * The order that rules run in. For lib/form.
 */
#ifndef ZR_FORM_ORDER_H
#define ZR_FORM_ORDER_H

#include "lib/form/load/loading.h"

/* Refuses a rule that reads what it gives; finds the lazy jr:counts; gives every rule its
 * rank, or tells the cycle. */
int zr_order_check(struct zr_loading *loading, const struct zr_rule *rule) ZR_MUST_CHECK;
int zr_order_find_lazy(struct zr_loading *loading) ZR_MUST_CHECK;
int zr_order_rules(struct zr_loading *loading) ZR_MUST_CHECK;

#endif
