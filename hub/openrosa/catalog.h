/*
 * The questionnaires as OpenRosa clients ask for them: the list, a form, what goes along with it.
 *
 *	GET /formList[?formID=ID][&verbose=true][&listAllVersions=true]
 *	GET /forms/ID/VERSION/form.xml
 *	GET /forms/ID/VERSION/manifest
 *	GET /forms/ID/VERSION/media/NAME
 *
 * Source: docs.getodk.org/openrosa-form-list, openrosa-form-manifest.
 */
#ifndef ZR_HUB_OPENROSA_CATALOG_H
#define ZR_HUB_OPENROSA_CATALOG_H

#include "hub/http/request.h"

void zr_catalog_list(struct zr_context *context, struct zr_request *request);
void zr_catalog_get_form(struct zr_context *context, struct zr_request *request);
void zr_catalog_get_manifest(struct zr_context *context, struct zr_request *request);
void zr_catalog_get_media(struct zr_context *context, struct zr_request *request);

#endif
