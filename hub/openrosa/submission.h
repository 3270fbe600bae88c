/*
 * Taking submissions of OpenRosa clients.
 *
 *	HEAD /submission	204: where to send, and how much at once
 *	POST /submission	201 once it is on disk: a record of the collector, sealed as a
 *				tablet would have sealed it
 *
 * What comes in several POSTs is sealed part by part to the collector's own keys until the last one
 * comes; then it is put together, and the parts are gone. The same again is 201 again; other bytes
 * for a known instance are one more record, which the console shows as a conflict.
 * Source: docs.getodk.org/openrosa-form-submission.
 */
#ifndef ZR_HUB_OPENROSA_SUBMISSION_H
#define ZR_HUB_OPENROSA_SUBMISSION_H

#include "hub/http/request.h"

void zr_submission_offer(struct zr_context *context, struct zr_request *request);
void zr_submission_take(struct zr_context *context, struct zr_request *request);

#endif
