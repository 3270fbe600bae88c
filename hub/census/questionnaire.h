/*
 * Questionnaires: what an operator brings, checked whole before anything of it is stored.
 *
 * An XForm or an XLSForm workbook; external files come before it. Both answers, good and bad, carry
 * "findings": [{"severity": "error" | "warning", "message", and where known "sheet", "row",
 * "column", "heading", "line", "node"}], errors first, at most ZR_HUB_FINDING_COUNT_MAX of each;
 * "more" counts the rest. A failed upload leaves what was stored as it was.
 */
#ifndef ZR_HUB_CENSUS_QUESTIONNAIRE_H
#define ZR_HUB_CENSUS_QUESTIONNAIRE_H

#include "hub/http/request.h"

/* PUT /api/forms/ID/form.xml, PUT /api/forms/ID/form.xlsx: the facts of the form, or why not. */
void zr_questionnaire_put_xform(struct zr_context *context, struct zr_request *request);
void zr_questionnaire_put_workbook(struct zr_context *context, struct zr_request *request);

#endif
