/* The command line of zarya-respond. */
#ifndef ZR_RESPOND_RESPOND_OPTIONS_H
#define ZR_RESPOND_RESPOND_OPTIONS_H

#include <stdbool.h>

#include "lib/base/error.h"

struct zr_respond_options {
	const char *data;
	const char *agent; /* its socket */
	const char *listen;
	const char *certificate; /* files; NULL: plain HTTP */
	const char *key;
	bool is_behind_proxy;
	bool is_help;
	bool is_version;
};

extern const char zr_respond_options_usage[];

/* ZR_E_INVALID, with what to do: also plain HTTP where others than this machine could come. */
int zr_respond_options_parse(int argc, char **argv, struct zr_respond_options *ret_options,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
