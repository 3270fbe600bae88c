/* The register over the console's interface: what was brought, what it would change, what came of
 * it. An upload lies where the account lies that brings it. */
#ifndef ZR_HUB_REGISTER_REGISTER_PAGE_H
#define ZR_HUB_REGISTER_REGISTER_PAGE_H

#include "hub/http/json.h"
#include "hub/http/request.h"
#include "hub/store/upload_row.h"

void zr_register_page_list(struct zr_context *context, struct zr_request *request);
/* With its bad rows. */
void zr_register_page_get(struct zr_context *context, struct zr_request *request);
/* Areas in which something would change, or changed. */
void zr_register_page_list_areas(struct zr_context *context, struct zr_request *request);
/* What it would change in one of them. */
void zr_register_page_get_area(struct zr_context *context, struct zr_request *request);

/* The upload of the address: ZR_E_NOT_FOUND also when it lies elsewhere. */
int zr_register_page_find(struct zr_store *store, const struct zr_request *request,
	struct zr_upload *ret_upload, struct zr_error *error) ZR_MUST_CHECK;

struct json_object *zr_register_page_tell(const struct zr_upload *upload);

#endif
