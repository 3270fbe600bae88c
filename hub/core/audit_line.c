/* Between a request and the store's table of what was done by whom. */
#include "hub/core/audit_line.h"

#include <assert.h>
#include <stdio.h>

#include "hub/core/acts.h"
#include "hub/store/store.h"

void zr_audit_line_note(
	struct zr_request *request, const char *who, const char *what, const char *detail)
{
	assert(request != NULL && who != NULL && what != NULL && detail != NULL);
	(void)snprintf(request->audit.who, sizeof request->audit.who, "%s", who);
	(void)snprintf(request->audit.detail, sizeof request->audit.detail, "%s", detail);
	request->audit.what = what;
	request->audit.code = 0;
}

static int add_act(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	char origin[ZR_PEER_TEXT_BYTES];
	zr_peer_format(request->peer, origin);
	const struct zr_act act = {.time_us = request->now_us,
		.who = request->audit.who,
		.origin = origin,
		.what = request->audit.what,
		.code = request->audit.code,
		.detail = request->audit.detail};
	return zr_acts_add(store, &act, error);
}

int zr_audit_line_write(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	assert(store != NULL && request != NULL);
	/* One line says either: a request that was refused has nothing done to tell of. */
	assert(request->audit.what != NULL && request->is_refused == (request->audit.code != 0));
	if (zr_acts_is_person(request->audit.who)) {
		return add_act(store, request, error);
	}
	struct zr_store_audit audit = {.time_us = request->now_us,
		.who = request->audit.who,
		.what = request->audit.what,
		.code = request->audit.code,
		.detail = request->audit.detail};
	return zr_store_add_audit(store, &audit, error);
}
