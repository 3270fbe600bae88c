/*
 * Where finished records go beside the hub: DATA/central.conf, lines of "name = value".
 *
 *	url		what ODK Collect would be given: https://host/v1/key/TOKEN/projects/3
 *	user, password	a login, when the address does not hold one
 *	ca		a file with the one authority to believe; without it those of the system
 *
 * Empty lines and those that begin with # say nothing.
 */
#ifndef ZR_AGENT_CENTRAL_FILE_H
#define ZR_AGENT_CENTRAL_FILE_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_central_file {
	struct zr_buffer url;    /* of submissions: "…/submission" */
	struct zr_buffer login;  /* "user:password"; empty: none */
	struct zr_buffer ca_pem; /* empty: the system's */
};

/* ZR_E_NOT_FOUND: there is no such file, records go to the hub alone. ZR_E_INVALID with the line;
 * ZR_E_IO, ZR_E_NOMEM. On failure there is nothing to finish. */
int zr_central_file_read(const char *folder, struct zr_central_file *ret_central,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_central_file_finish(struct zr_central_file *central);

#endif
