/*
 * zarya-shell: the tablet's compositor. It shows a status bar, one application and a keyboard.
 * It starts no programs: the application is a service that connects to the Wayland socket.
 */
#include <stdio.h>
#include <stdlib.h>
#include <wlr/util/log.h>

#include "lib/event/log.h"
#include "tablet/shell/core/shell.h"

/* What the tablet needs of wlroots; the environment may say otherwise. Without pixman wlroots
 * looks for EGL first, which the image leaves out. Input may appear after the screen. */
static void set_defaults(void)
{
	(void)setenv("WLR_RENDERER", "pixman", 0);
	(void)setenv("WLR_LIBINPUT_NO_DEVICES", "1", 0);
}

/* The sentence is for whoever starts it by hand. */
static int fail(const struct zr_error *error, int status)
{
	(void)fprintf(stderr, "zarya-shell: %s\n", error->message);
	ZR_LOG(SHELL_FAILED, .error = error->code);
	return status;
}

int main(int argc, char **argv)
{
	struct zr_error error = {0};
	struct zr_shell_options options;
	struct zr_shell shell;
	if (zr_shell_options_parse(argc, argv, &options, &error) != 0) {
		return fail(&error, 2);
	}
	if (options.wants_help) {
		fputs(ZR_SHELL_OPTIONS_USAGE, stdout);
		return 0;
	}
	wlr_log_init(WLR_ERROR, NULL);
	set_defaults();
	int code = zr_shell_init(&shell, &options, &error);
	if (code == 0) {
		code = zr_shell_run(&shell, &error);
	}
	zr_shell_finish(&shell);
	return code != 0 ? fail(&error, 1) : 0;
}
