/* The office's command line. Texts are borrowed from argv. */
#ifndef ZR_OFFICE_OFFICE_OPTIONS_H
#define ZR_OFFICE_OFFICE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "lib/base/error.h"

#define ZR_OFFICE_OPTIONS_READER_COUNT_MAX 16

struct zr_office_options {
	const char *data;
	const char *socket;
	const char *passphrase_file;
	const char *module; /* with token: of PKCS#11; both or none */
	const char *token;
	const char *pin_file;
	uid_t readers[ZR_OFFICE_OPTIONS_READER_COUNT_MAX];
	size_t reader_count;
	bool is_new_key;
	bool is_verify;
	bool is_help;
};

extern const char zr_office_options_usage[];

/* ZR_E_INVALID with a sentence about what is wrong. */
int zr_office_options_parse(int argc, char **argv, struct zr_office_options *ret_options,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
