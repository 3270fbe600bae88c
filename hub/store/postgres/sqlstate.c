/*
 * Classes of the SQL standard and PostgreSQL's own (its manual, appendix A). The code decides what
 * a tablet does next, so that whatever passes by itself must be retryable: a server that goes down,
 * one that is not the primary any more, two hubs that wanted one row.
 */
#include "hub/store/postgres/sqlstate.h"

#include <assert.h>
#include <string.h>

struct row {
	const char *begin; /* of the state */
	int code;
	const char *sentence; /* has one %s */
};

/* The first that fits. */
static const struct row rows[] = {
	{"53100", ZR_E_FULL,
		"the database cannot be written: its storage is full; free space, what was stored "
		"is kept (%s)"},
	{"53200", ZR_E_NOMEM, "the database has no memory (%s)"},
	{"25006", ZR_E_IO, "this connection to the database only reads (%s)"},
	{"23", ZR_E_EXISTS, "the database has it already (%s)"},
	{"22021", ZR_E_INVALID, "a text is not UTF-8 (%s)"},
	{"54", ZR_E_LIMIT, "a value is too large for the database (%s)"},
	{"42501", ZR_E_INVALID,
		"the database's user may not do this; make him the owner of the tables (%s)"},
	{"28", ZR_E_INVALID, "the database does not let this user in (%s)"},
	{"3D", ZR_E_INVALID, "there is no such database; make it with createdb (%s)"},
	/* Connections, resources, locks, a server that stops or starts, a standby, a foreign
	 * server behind this one. */
	{"08", ZR_E_BUSY, "the database went away; try again later (%s)"},
	{"53", ZR_E_BUSY, "the database has too much to do; try again later (%s)"},
	{"57", ZR_E_BUSY, "the database stopped the work; try again later (%s)"},
	{"40", ZR_E_BUSY, "another hub wrote the same at the same time; try again (%s)"},
	{"25", ZR_E_BUSY, "the database gave up the transaction; try again (%s)"},
	{"55", ZR_E_BUSY, "the database is not ready for this; try again later (%s)"},
	{"HV", ZR_E_BUSY, "a server behind the database does not answer; try again later (%s)"},
	{"", ZR_E_IO, "the database failed (%s)"},
};

static const struct row *find(const char *state)
{
	size_t i = 0;
	while (strncmp(state, rows[i].begin, strlen(rows[i].begin)) != 0) {
		i++; /* the last fits all */
	}
	assert(i < sizeof rows / sizeof rows[0]);
	return &rows[i];
}

int zr_sqlstate_code(const char *state)
{
	return state == NULL ? ZR_E_BUSY : find(state)->code;
}

int zr_sqlstate_fail(const char *state, struct zr_error *error)
{
	if (state == NULL) {
		return zr_error_set(
			error, ZR_E_BUSY, "the database does not answer; try again later");
	}
	const struct row *row = find(state);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return zr_error_set(error, row->code, row->sentence, state);
#pragma GCC diagnostic pop
}
