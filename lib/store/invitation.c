/* Each area's codes stand and go together. */
#include "lib/store/invitation.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/sqlite/statement.h"

void zr_invitation_finish(struct zr_invitation *invitation)
{
	assert(invitation != NULL);
	free(invitation->household_id);
	free(invitation->address);
	free(invitation->area_id);
	free(invitation->form_id);
	free(invitation->zone);
	*invitation = (struct zr_invitation){0};
}

/* 1: a newer list of the area stands; 0, or an error. */
static int find_newer(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *newer = NULL;
	return zr_statement_find(database,
		"SELECT 1 FROM invited_area WHERE area_id = ? AND sequence > ?", &newer, error,
		"ti", content->area_id, (int64_t)order->sequence);
}

static int put_list(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	int code = zr_statement_run(
		database, "DELETE FROM invitation WHERE area_id = ?", error, "t", content->area_id);
	if (code == 0) {
		code = zr_statement_run(database,
			"REPLACE INTO invited_area(area_id, form_id, zone, sequence)"
			" VALUES(?, ?, ?, ?)",
			error, "ttti", content->area_id, content->form_id,
			content->zone != NULL ? content->zone : "", (int64_t)order->sequence);
	}
	for (size_t i = 0; i < content->invitation_count && code == 0; i++) {
		const struct zr_order_invitation *invitation = &content->invitations[i];
		code = zr_statement_run(database,
			"REPLACE INTO invitation(lookup, area_id, household_id, address)"
			" VALUES(?, ?, ?, ?)",
			error, "dttt", invitation->lookup, content->area_id,
			invitation->household_id, invitation->address);
	}
	return code;
}

int zr_invitation_apply(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	assert(database != NULL && order != NULL && content != NULL);
	assert(content->kind == ZR_ORDER_INVITATION && content->area_id != NULL);
	static_assert(ZR_ORDER_LOOKUP_BYTES == ZR_STATEMENT_ID_BYTES, "bound as an id");
	int code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	int newer = find_newer(database, order, content, error);
	code = newer < 0 ? newer : zr_inbox_close(database, order, 0, error);
	if (code == 0 && newer == 0) {
		code = put_list(database, order, content, error);
	}
	return zr_database_end(database, code, error);
}

int zr_invitation_find(struct zr_database *database, const uint8_t lookup[ZR_ORDER_LOOKUP_BYTES],
	struct zr_invitation *ret_invitation, struct zr_error *error)
{
	assert(database != NULL && lookup != NULL && ret_invitation != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(database,
		"SELECT household_id, address, area_id, form_id, zone FROM invitation"
		" JOIN invited_area USING(area_id) WHERE lookup = ?",
		&row, error, "d", lookup);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "nobody has this code");
	}
	if (code < 0) {
		return code;
	}
	ZR_CLEANUP(zr_invitation_finish)
	struct zr_invitation found = {
		.household_id = strdup(zr_statement_text(row, 0)),
		.address = strdup(zr_statement_text(row, 1)),
		.area_id = strdup(zr_statement_text(row, 2)),
		.form_id = strdup(zr_statement_text(row, 3)),
		.zone = strdup(zr_statement_text(row, 4)),
	};
	if (found.household_id == NULL || found.address == NULL || found.area_id == NULL ||
		found.form_id == NULL || found.zone == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for an invitation");
	}
	*ret_invitation = found;
	found = (struct zr_invitation){0};
	return 0;
}
