/*
 * Whether the device that a request's certificate names may come in. The listener has proved whose
 * the certificate is; the store knows whether it is still the one that counts.
 */
#ifndef ZR_HUB_DEVICE_PASSPORT_H
#define ZR_HUB_DEVICE_PASSPORT_H

#include "hub/http/request.h"
#include "hub/store/stored.h"

struct zr_store;

/* The device's row. ZR_E_REFUSED: unknown here, or revoked; ZR_E_CERTIFICATE: it has a newer one,
 * or never had this one: it is to ask for another. */
int zr_passport_check(struct zr_store *store, const struct zr_request *request,
	struct zr_device *ret_device, struct zr_error *error) ZR_MUST_CHECK;

/* For those who come without: ZR_E_REFUSED when it is revoked. */
int zr_passport_check_welcome(const struct zr_device *device, struct zr_error *error) ZR_MUST_CHECK;

#endif
