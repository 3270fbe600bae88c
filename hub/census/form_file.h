/* Files beside a questionnaire: lists, pictures, sounds. They come before their form.xml. */
#ifndef ZR_HUB_CENSUS_FORM_FILE_H
#define ZR_HUB_CENSUS_FORM_FILE_H

#include "hub/http/request.h"
#include "hub/store/stored.h"

/* In an apply: keeps a file until its form.xml comes. ZR_E_LIMIT when tablets could not get it. */
int zr_form_file_put(struct zr_store *store, const struct zr_store_file_name *file,
	const struct zr_buffer *content, struct zr_error *error) ZR_MUST_CHECK;

/* PUT /api/forms/ID/media/NAME */
void zr_form_file_put_media(struct zr_context *context, struct zr_request *request);

#endif
