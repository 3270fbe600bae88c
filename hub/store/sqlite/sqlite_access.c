/* The store's accounts, the sessions that were ended before their time, the tree of territories. */
#include <string.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/sqlite/statement.h"

/* A territory that is not there is no part of the country: such an account sees nothing. */
#define NOWHERE "?/"

#define ACCOUNT_COLUMNS                                                                            \
	"SELECT account.name, person, role, territory_id, password, is_locked, must_change,"       \
	" has_totp, totp, totp_step, made_us, login_us, session_since_us,"                         \
	" CASE WHEN territory_id = '' THEN '' ELSE ifnull((SELECT path FROM territory"             \
	" WHERE territory.territory_id = account.territory_id), '" NOWHERE "') END FROM account "

static struct zr_account read_account(struct zr_statement *row)
{
	struct zr_account account = {
		.is_locked = zr_statement_int(row, 5) != 0,
		.must_change = zr_statement_int(row, 6) != 0,
		.has_totp = zr_statement_int(row, 7) != 0,
		.totp_step = (uint64_t)zr_statement_int(row, 9),
		.made_us = zr_statement_int(row, 10),
		.login_us = zr_statement_int(row, 11),
		.session_since_us = zr_statement_int(row, 12),
	};
	(void)zr_statement_copy_text(row, 0, account.name, sizeof account.name);
	(void)zr_statement_copy_text(row, 1, account.person, sizeof account.person);
	(void)zr_statement_copy_text(row, 2, account.role, sizeof account.role);
	(void)zr_statement_copy_text(row, 3, account.territory_id, sizeof account.territory_id);
	(void)zr_statement_copy_text(row, 4, account.password, sizeof account.password);
	(void)zr_statement_copy_blob(row, 8, account.totp, sizeof account.totp);
	if (!zr_statement_copy_text(row, 13, account.territory, sizeof account.territory)) {
		(void)memcpy(account.territory, NOWHERE, sizeof NOWHERE);
	}
	return account;
}

static int get_account(struct zr_store *store, const char *name, struct zr_account *ret_account,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		ACCOUNT_COLUMNS "WHERE account.name = ?", &statement, error, "t", name);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such account");
	}
	if (code == 1) {
		*ret_account = read_account(statement);
	}
	return code < 0 ? code : 0;
}

static int put_account(
	struct zr_store *store, const struct zr_account *account, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT OR REPLACE INTO account(name, person, role, territory_id, password,"
		" is_locked, must_change, has_totp, totp, totp_step, made_us, login_us,"
		" session_since_us) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		error, "tttttiiibiiii", account->name, account->person, account->role,
		account->territory_id, account->password, (int64_t)account->is_locked,
		(int64_t)account->must_change, (int64_t)account->has_totp,
		(const void *)account->totp, sizeof account->totp, (int64_t)account->totp_step,
		account->made_us, account->login_us, account->session_since_us);
}

static int list_accounts(struct zr_store *store, const struct zr_account_filter *filter,
	zr_store_visit_account *visit, void *user, struct zr_error *error)
{
	static const char all[] = ACCOUNT_COLUMNS "WHERE account.name > ?1"
						  " ORDER BY account.name LIMIT ?2";
	static const char within[] = ACCOUNT_COLUMNS
		"WHERE account.name > ?1 AND territory_id IN (SELECT territory_id FROM territory"
		" WHERE path >= ?3 AND path < substr(?3, 1, length(?3) - 1) || '0')"
		" ORDER BY account.name LIMIT ?2";
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	const char *after = filter->after != NULL ? filter->after : "";
	bool is_all = filter->territory == NULL || filter->territory[0] == '\0';
	struct zr_database *database = zr_sqlite_database(store);
	int64_t count_max = (int64_t)filter->count_max;
	int code = is_all ? zr_statement_start(
				    database, all, &statement, error, "ti", after, count_max)
			  : zr_statement_start(database, within, &statement, error, "tit", after,
				    count_max, filter->territory);
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		struct zr_account account = read_account(statement);
		code = visit(user, &account);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

/* ---- tokens ---- */

static struct zr_store_token read_token(struct zr_statement *row)
{
	struct zr_store_token token = {.made_us = zr_statement_int(row, 3)};
	(void)zr_statement_copy_blob(row, 0, token.hash, sizeof token.hash);
	(void)zr_statement_copy_text(row, 1, token.account, sizeof token.account);
	(void)zr_statement_copy_text(row, 2, token.name, sizeof token.name);
	return token;
}

static int add_token(
	struct zr_store *store, const struct zr_store_token *token, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store), "INSERT INTO token VALUES(?, ?, ?, ?)",
		error, "htti", token->hash, token->account, token->name, token->made_us);
}

static int get_token(struct zr_store *store, const uint8_t hash[ZR_HASH_BYTES],
	struct zr_store_token *ret_token, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT hash, account, name, made_us FROM token WHERE hash = ?", &statement, error,
		"h", hash);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such token");
	}
	if (code == 1) {
		*ret_token = read_token(statement);
	}
	return code < 0 ? code : 0;
}

static int list_tokens(struct zr_store *store, const char *account, zr_store_visit_token *visit,
	void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT hash, account, name, made_us FROM token WHERE account = ?"
		" ORDER BY made_us, hash",
		&statement, error, "t", account);
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		const struct zr_store_token token = read_token(statement);
		code = visit(user, &token);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int drop_token(
	struct zr_store *store, const uint8_t hash[ZR_HASH_BYTES], struct zr_error *error)
{
	return zr_statement_run(
		zr_sqlite_database(store), "DELETE FROM token WHERE hash = ?", error, "h", hash);
}

/* ---- sessions ---- */

static int end_session(struct zr_store *store, const uint8_t session[ZR_STORE_SESSION_BYTES],
	int64_t until_us, int64_t now_us, struct zr_error *error)
{
	int code = zr_statement_run(zr_sqlite_database(store),
		"DELETE FROM ended_session WHERE until_us < ?", error, "i", now_us);
	return code == 0 ? zr_statement_run(zr_sqlite_database(store),
				   "INSERT OR REPLACE INTO ended_session VALUES(?, ?)", error, "di",
				   session, until_us)
			 : code;
}

static int is_session_ended(struct zr_store *store, const uint8_t session[ZR_STORE_SESSION_BYTES],
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	return zr_statement_find(zr_sqlite_database(store),
		"SELECT 1 FROM ended_session WHERE session = ?", &statement, error, "d", session);
}

/* ---- territories ---- */

#define TERRITORY_COLUMNS "SELECT territory_id, parent_id, kind, name, path FROM territory "
/* '0' follows '/': all that begins with the path. */
#define BELOW(column) column " >= ?1 AND " column " < substr(?1, 1, length(?1) - 1) || '0'"

static struct zr_territory read_territory(struct zr_statement *row)
{
	struct zr_territory territory = {0};
	(void)zr_statement_copy_text(row, 0, territory.territory_id, sizeof territory.territory_id);
	(void)zr_statement_copy_text(row, 1, territory.parent_id, sizeof territory.parent_id);
	(void)zr_statement_copy_text(row, 2, territory.kind, sizeof territory.kind);
	(void)zr_statement_copy_text(row, 3, territory.name, sizeof territory.name);
	(void)zr_statement_copy_text(row, 4, territory.path, sizeof territory.path);
	return territory;
}

static int get_territory(struct zr_store *store, const char *territory_id,
	struct zr_territory *ret_territory, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		TERRITORY_COLUMNS "WHERE territory_id = ?", &statement, error, "t", territory_id);
	if (code == 0) {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, "there is no territory %.63s", territory_id);
	}
	if (code == 1) {
		*ret_territory = read_territory(statement);
	}
	return code < 0 ? code : 0;
}

/* What is below the old path is below the new one. */
static int move_below(
	struct zr_store *store, const char *before, const char *after, struct zr_error *error)
{
	int code = zr_statement_run(zr_sqlite_database(store),
		"UPDATE territory SET path = ?2 || substr(path, length(?1) + 1)"
		" WHERE " BELOW("path"),
		error, "tt", before, after);
	if (code == 0) {
		code = zr_statement_run(zr_sqlite_database(store),
			"UPDATE area SET territory = ?2 || substr(territory, length(?1) + 1)"
			" WHERE " BELOW("territory"),
			error, "tt", before, after);
	}
	return code == 0 ? zr_statement_run(zr_sqlite_database(store),
				   "UPDATE upload SET territory = ?2 || substr(territory,"
				   " length(?1) + 1) WHERE " BELOW("territory"),
				   error, "tt", before, after)
			 : code;
}

static int put_territory(
	struct zr_store *store, const struct zr_territory *territory, struct zr_error *error)
{
	struct zr_territory before = {0};
	int code = get_territory(store, territory->territory_id, &before, error);
	if (code == 0 && strcmp(before.path, territory->path) != 0) {
		code = move_below(store, before.path, territory->path, error);
	}
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO territory(territory_id, parent_id, kind, name, path)"
		" VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(territory_id)"
		" DO UPDATE SET parent_id = ?2, kind = ?3, name = ?4, path = ?5",
		error, "ttttt", territory->territory_id, territory->parent_id, territory->kind,
		territory->name, territory->path);
}

static int list_territories(struct zr_store *store, const char *path,
	zr_store_visit_territory *visit, void *user, struct zr_error *error)
{
	static const char all[] = TERRITORY_COLUMNS "ORDER BY path";
	static const char below[] = TERRITORY_COLUMNS "WHERE " BELOW("path") " ORDER BY path";
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	struct zr_database *database = zr_sqlite_database(store);
	int code = path[0] == '\0'
			   ? zr_statement_start(database, all, &statement, error, "")
			   : zr_statement_start(database, below, &statement, error, "t", path);
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		struct zr_territory territory = read_territory(statement);
		code = visit(user, &territory);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int place_area(
	struct zr_store *store, const char *area_id, const char *path, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE area SET territory = ? WHERE area_id = ?", error, "tt", path, area_id);
}

static int locate_area(struct zr_store *store, const char *area_id,
	char ret_path[ZR_STORE_PATH_BYTES], struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT territory FROM area WHERE area_id = ?", &statement, error, "t", area_id);
	if (code == 0) {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, "there is no area %s; make it first", area_id);
	}
	if (code == 1 && !zr_statement_copy_text(statement, 0, ret_path, ZR_STORE_PATH_BYTES)) {
		return zr_error_set(error, ZR_E_INVALID, "the territory of an area is damaged");
	}
	return code < 0 ? code : 0;
}

const struct zr_store_engine_access zr_sqlite_access = {
	.get_account = get_account,
	.put_account = put_account,
	.list_accounts = list_accounts,
	.add_token = add_token,
	.get_token = get_token,
	.list_tokens = list_tokens,
	.drop_token = drop_token,
	.end_session = end_session,
	.is_session_ended = is_session_ended,
	.get_territory = get_territory,
	.put_territory = put_territory,
	.list_territories = list_territories,
	.place_area = place_area,
	.locate_area = locate_area,
};
