/*
 * Enrolment: a tablet uses a code (codes.h) once.
 *
 * Of a code's secret only the hash is kept. The tablet that used a code may repeat the same call
 * (its answer may have been lost) and gets the same answer; any other is refused and audited.
 */
#ifndef ZR_HUB_DEVICE_ENROLMENT_H
#define ZR_HUB_DEVICE_ENROLMENT_H

#include "hub/http/request.h"

/* GET /v1/ca, POST /v1/enrol */
void zr_enrolment_get_ca(struct zr_context *context, struct zr_request *request);
void zr_enrolment_enrol(struct zr_context *context, struct zr_request *request);

#endif
