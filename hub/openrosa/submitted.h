/*
 * What a submission says of itself: the root's id and version, meta/instanceID and deprecatedID,
 * and when it was begun and finished, by the questions "start" and "end" that XLSForms have.
 * Pure. Source: ODK XForms ("Primary instance", "Metadata").
 */
#ifndef ZR_HUB_OPENROSA_SUBMITTED_H
#define ZR_HUB_OPENROSA_SUBMITTED_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/base/limits.h"

struct zr_submitted {
	char form_id[ZR_RECORD_ID_BYTES_MAX + 1];
	char version[ZR_RECORD_ID_BYTES_MAX + 1];         /* "" when it says none */
	char instance_id[ZR_INSTANCE_ID_BYTES_MAX + 1];   /* never "" */
	char deprecated_id[ZR_INSTANCE_ID_BYTES_MAX + 1]; /* "" but for a correction */
	int64_t started_us;                               /* 0: it does not say, as below */
	int64_t finished_us;
};

/* ZR_E_SYNTAX no XML; ZR_E_INVALID without an id of the form or of the instance, or encrypted for
 * another server's key; ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_submitted_read(const char *xml, size_t bytes, struct zr_submitted *ret_submitted,
	struct zr_error *error) ZR_MUST_CHECK;

/* A record's id for an instance: the instance's own where it is an identifier, else one that is
 * made of it, so that the same instance has the same. */
void zr_submitted_record_id(const char *instance_id, char ret_id[ZR_RECORD_ID_BYTES_MAX + 1]);

#endif
