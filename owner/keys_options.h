/* The command line of zarya-keys. */
#ifndef ZR_OWNER_KEYS_OPTIONS_H
#define ZR_OWNER_KEYS_OPTIONS_H

#include "owner/ceremony.h"

enum zr_keys_verb {
	ZR_KEYS_HELP,
	ZR_KEYS_INIT,
	ZR_KEYS_DEVELOPMENT,
	ZR_KEYS_ROTATE,
	ZR_KEYS_SHOW,
	ZR_KEYS_SIGN,
	ZR_KEYS_GIVE,
};

/* Texts are borrowed from the command line. */
struct zr_keys_options {
	enum zr_keys_verb verb;
	struct zr_owner_folder folder;
	const char *owner_name;
	enum zr_owner_place place; /* rotate */
	const char *taker_chain;   /* give: a file */
	struct zr_ceremony_gift gift;
	const char *output; /* give */
	char **files;       /* sign */
	size_t file_count;
};

extern const char zr_keys_options_usage[];

/* ZR_E_INVALID, with what is wrong. */
int zr_keys_options_parse(int argc, char **argv, struct zr_keys_options *ret_options,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
