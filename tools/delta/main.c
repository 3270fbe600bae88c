/*
 * zarya-delta: makes the delta from one release's part to the next's. Whether a tablet gets the
 * same bytes out of it is for zarya-remake to show; the release's maker asks it
 * (tools/release/release.py).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "tools/delta/delta_maker.h"
#include "tools/delta/erofs_facts.h"

static int write_out(const struct zr_buffer *delta, const char *path, struct zr_error *error)
{
	FILE *file = fopen(path, "wbe");
	if (file == NULL) {
		return zr_error_set_errno(error, errno, "write the delta");
	}
	bool is_written = fwrite(delta->data, 1, delta->bytes, file) == delta->bytes;
	return fclose(file) == 0 && is_written
		       ? 0
		       : zr_error_set_errno(error, errno, "write the delta");
}

int main(int argc, char **argv)
{
	bool is_tree = argc == 6 && strcmp(argv[1], "tree") == 0;
	if (!is_tree && (argc != 5 || strcmp(argv[1], "file") != 0)) {
		(void)fputs(
			"usage: zarya-delta tree BASE-FOLDER FOLDER IMAGE DELTA\n"
			"       zarya-delta file BASE FILE DELTA\n"
			"IMAGE is the erofs image of FOLDER: it is made again as it was made.\n",
			stderr);
		return 2;
	}
	struct zr_error error = {0};
	struct zr_delta_recipe recipe = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer delta = {0};
	int code = 0;
	if (is_tree) {
		code = zr_erofs_facts_read(argv[4], &recipe, &error);
		if (code == 0) {
			code = zr_delta_maker_trees(argv[2], argv[3], &recipe, &delta, &error);
		}
	} else {
		code = zr_delta_maker_files(argv[2], argv[3], "part", &delta, &error);
	}
	if (code == 0) {
		code = write_out(&delta, argv[argc - 1], &error);
	}
	if (code != 0) {
		(void)fprintf(stderr, "zarya-delta: %s%s%s\n", error.where,
			error.where[0] != '\0' ? ": " : "", error.message);
		return 1;
	}
	return 0;
}
