/*
 * A questionnaire that an operator brings, an XForm or an XLSForm workbook: checked whole before
 * anything of it is stored, with the lists and media that wait for it.
 */
#ifndef ZR_HUB_CENSUS_BROUGHT_H
#define ZR_HUB_CENSUS_BROUGHT_H

#include "hub/census/finding_list.h"
#include "hub/http/request.h"
#include "hub/store/stored.h"

struct zr_xlsform;

struct zr_brought {
	struct zr_store_form form;    /* as it is to be stored, once it is sound */
	struct zr_xlsform *converted; /* owned; NULL when an XForm came */
	struct zr_finding_list findings;
	struct json_object *facts; /* owned; what the answer tells of a sound one */
};

/* NULL without memory. free takes NULL. */
struct zr_brought *zr_brought_new(void);
void zr_brought_free(struct zr_brought *brought);

/* Reads the request's body. 0 when it was judged: its findings say whether it is sound (first.code
 * is 0), and only then form and facts are filled in. ZR_E_NOMEM. */
int zr_brought_check(struct zr_brought *brought, struct zr_store *reader,
	const struct zr_request *request, bool is_workbook, struct zr_error *error) ZR_MUST_CHECK;

#endif
