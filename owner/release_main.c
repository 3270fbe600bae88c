/*
 * zarya-release: makes and checks the folder of releases that any carrier can carry
 * (docs/owner.md). Exit status: 0 done, 1 not done, with the reason on standard error; 2 the
 * command is wrong.
 */
#include <locale.h>
#include <stdio.h>

#include "owner/release_options.h"

int main(int argc, char **argv)
{
	static struct zr_release_options options;
	struct zr_error error = {0};
	char text[700];
	(void)setlocale(LC_CTYPE, "");
	int code = zr_release_options_parse(argc, argv, &options, &error);
	int status = code == 0 ? 0 : 2;
	if (status == 0 && options.is_help) {
		return fputs(zr_release_options_usage, stdout) < 0;
	}
	if (status == 0) {
		code = options.is_check
			       ? zr_release_maker_check(options.wish.folder, stdout, &error)
			       : zr_release_maker_add(&options.wish, &error);
		status = code == 0 ? 0 : 1;
	}
	if (status != 0) {
		zr_error_format(&error, "zarya-release", text, sizeof text);
		(void)fprintf(stderr, "%s\n", text);
	}
	return fflush(stdout) == 0 ? status : 1;
}
