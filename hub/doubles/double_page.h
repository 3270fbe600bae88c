/*
 * Doubles on the console: they are searched for when somebody asks, listed, and decided by people.
 * Nothing is merged: a decision says what a pair is, and what follows from it (one record sent
 * back, an address taken out of its list) is done where that is done.
 */
#ifndef ZR_HUB_DOUBLES_DOUBLE_PAGE_H
#define ZR_HUB_DOUBLES_DOUBLE_PAGE_H

#include "hub/http/request.h"

/* GET /api/doubles?kind=&state=&territory=&limit=&after= */
void zr_double_page_list(struct zr_context *context, struct zr_request *request);
/* POST /api/doubles {"state","numbers"}: all or none. */
void zr_double_page_decide(struct zr_context *context, struct zr_request *request);
/* POST /api/doubles/search {"kind","territory","form"} */
void zr_double_page_search(struct zr_context *context, struct zr_request *request);

#endif
