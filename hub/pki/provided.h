/* A certificate and key that the operator has from somewhere else, as PEM files. */
#ifndef ZR_HUB_PKI_PROVIDED_H
#define ZR_HUB_PKI_PROVIDED_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_provided {
	struct zr_buffer certificate_pem; /* with those that signed it behind it */
	struct zr_buffer key_pem;
};

/* ZR_E_INVALID: no certificate, or another key's; ZR_E_NOT_FOUND, ZR_E_NOMEM. The sentence names
 * the file. */
int zr_provided_read(const char *certificate, const char *key, struct zr_provided *ret_provided,
	struct zr_error *error) ZR_MUST_CHECK;
/* Wipes. */
void zr_provided_finish(struct zr_provided *provided);

#endif
