/*
 * zarya-remake: a part of a release out of the running one and a delta (remake.h). It reads bytes
 * from outside, so it is run by a user who may write its folder and nothing else.
 */
#include <stdio.h>
#include <string.h>

#include "tablet/update/remake.h"

enum {
	ARGUMENT_COUNT = 6,
};

int main(int argc, char **argv)
{
	bool is_root = argc == ARGUMENT_COUNT && strcmp(argv[1], "root") == 0;
	if (!is_root && (argc != ARGUMENT_COUNT || strcmp(argv[1], "uki") != 0)) {
		(void)fputs("usage: zarya-remake root|uki BASE DELTA FOLDER RESULT\n", stderr);
		return 2;
	}
	struct zr_remake remake = {
		.base = argv[2], .delta = argv[3], .folder = argv[4], .result = argv[5]};
	struct zr_error error = {0};
	int code = is_root ? zr_remake_root(&remake, &error) : zr_remake_file(&remake, &error);
	if (code != 0) {
		(void)fprintf(stderr, "zarya-remake: %s%s%s\n", error.where,
			error.where[0] != '\0' ? ": " : "", error.message);
		return 1;
	}
	return 0;
}
