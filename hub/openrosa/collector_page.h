/*
 * The console's data collectors.
 *
 *	GET  /api/collectors			{"address", "collectors": [{"name", "id", "area",
 *						"records", "last_contact", "waiting", "closed"}]}
 *	POST /api/collectors {"name","area"}	{"name", "password"}: told this once
 *	POST /api/collectors/NAME/password	{"name", "password"}: another one
 *	POST /api/collectors/NAME/close, /open	{}
 */
#ifndef ZR_HUB_OPENROSA_COLLECTOR_PAGE_H
#define ZR_HUB_OPENROSA_COLLECTOR_PAGE_H

#include "hub/http/request.h"

void zr_collector_page_list(struct zr_context *context, struct zr_request *request);
void zr_collector_page_make(struct zr_context *context, struct zr_request *request);
void zr_collector_page_renew(struct zr_context *context, struct zr_request *request);
void zr_collector_page_close(struct zr_context *context, struct zr_request *request);
void zr_collector_page_open(struct zr_context *context, struct zr_request *request);

#endif
