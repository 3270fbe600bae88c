/* The command line of zarya-release. */
#ifndef ZR_OWNER_RELEASE_OPTIONS_H
#define ZR_OWNER_RELEASE_OPTIONS_H

#include "owner/release_maker.h"

struct zr_release_options {
	bool is_help;
	bool is_check;
	struct zr_release_wish wish; /* texts are borrowed from the command line */
};

extern const char zr_release_options_usage[];

/* ZR_E_INVALID, with what is wrong; ZR_E_LIMIT: too many deltas. */
int zr_release_options_parse(int argc, char **argv, struct zr_release_options *ret_options,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
