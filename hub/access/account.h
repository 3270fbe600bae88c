/*
 * Accounts: the rules of their names and passwords, the first one, and the way back in for whoever
 * has the machine. The calls of the console are accounts.h and password.h.
 */
#ifndef ZR_HUB_ACCESS_ACCOUNT_H
#define ZR_HUB_ACCESS_ACCOUNT_H

#include "hub/store/store.h"

#define ZR_ACCOUNT_FIRST          "operator" /* whom a hub begins with */
#define ZR_ACCOUNT_PASSWORD_BYTES 20         /* of one that is drawn, with its NUL */

struct zr_options;

/* ZR_E_INVALID: not an identifier in small letters, or one that the audit knows otherwise. */
int zr_account_check_name(const char *name, struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_INVALID: too short or too long. */
int zr_account_check_password(const char *password, struct zr_error *error) ZR_MUST_CHECK;

/* The hash that the store keeps, over a salt that is drawn. Slow on purpose. */
int zr_account_hash(const char *password, char ret_stored[ZR_STORE_PASSWORD_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;

/* A password for somebody else, who changes it at the first login; and its hash. */
int zr_account_draw(char ret_password[ZR_ACCOUNT_PASSWORD_BYTES],
	char ret_stored[ZR_STORE_PASSWORD_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* In a store without accounts: "operator", an administrator of the whole country, with the password
 * that was given, or one that is drawn and written to DATA/operator-password (0600); a line on the
 * standard output says which. */
int zr_account_make_first(struct zr_store *store, const struct zr_options *options,
	struct zr_error *error) ZR_MUST_CHECK;

/* What was drawn for the first account is nobody's password any more. */
void zr_account_remove_file(const char *data);

/* The hub being stopped: "operator" is there, not locked, an administrator of all, and has this
 * password. ZR_E_BUSY while a hub works with DATA, ZR_E_INVALID too short or too long. */
int zr_account_rescue(const struct zr_options *options, const char *password,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
