/* One list, of one area: a tablet has no other. */
#include "lib/store/answered.h"

#include <assert.h>

#include "lib/sqlite/statement.h"

/* 1: a newer list stands; 0, or an error. */
static int find_newer(struct zr_database *database, uint64_t sequence, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *newer = NULL;
	return zr_statement_find(database, "SELECT 1 FROM answered_area WHERE sequence > ?", &newer,
		error, "i", (int64_t)sequence);
}

static int put_list(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	int code = zr_statement_run(database, "DELETE FROM answered", error, "");
	if (code == 0) {
		code = zr_statement_run(database,
			"REPLACE INTO answered_area(one, area_id, sequence) VALUES(1, ?, ?)", error,
			"ti", content->area_id, (int64_t)order->sequence);
	}
	for (size_t i = 0; i < content->answered_count && code == 0; i++) {
		code = zr_statement_run(database,
			"INSERT OR IGNORE INTO answered(household_id) VALUES(?)", error, "t",
			content->answered_ids[i]);
	}
	return code;
}

int zr_answered_apply(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	assert(database != NULL && order != NULL && content != NULL);
	assert(content->kind == ZR_ORDER_ANSWERED && content->area_id != NULL);
	int code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	int newer = find_newer(database, order->sequence, error);
	code = newer < 0 ? newer : zr_inbox_close(database, order, 0, error);
	if (code == 0 && newer == 0) {
		code = put_list(database, order, content, error);
	}
	return zr_database_end(database, code, error);
}
