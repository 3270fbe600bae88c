/*
 * Certificates for tablets that are enrolled already: POST /v1/renew, and the hub's time, which
 * such a request holds, by GET /v1/health. Neither needs a certificate: one that ran out in a box
 * comes in this way.
 */
#ifndef ZR_HUB_DEVICE_CERTIFY_H
#define ZR_HUB_DEVICE_CERTIFY_H

#include "hub/http/request.h"

zr_handler zr_certify_health;
zr_handler zr_certify_renew;

#endif
