/* The shell's command line. Strings are borrowed from argv. */
#ifndef ZR_SHELL_SHELL_OPTIONS_H
#define ZR_SHELL_SHELL_OPTIONS_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "tablet/shell/core/words.h"

struct zr_shell_options {
	const char *agent_socket;  /* NULL: ZR_LOCAL_SOCKET */
	const char *probe_path;    /* NULL: the virtio port, where there is one */
	const char *test_input;    /* NULL: none; only with the headless backend */
	const char *display_name;  /* the Wayland socket's name */
	enum zr_language language; /* before a person chose one in the application */
	unsigned quarter_turns;    /* of the picture, clockwise */
	int width, height;         /* asked of a screen that has no modes; 0: as it comes */
	int width_mm, height_mm;   /* of the panel as the picture stands; 0: what its EDID says */
	unsigned blank_s; /* seconds without a touch until the screen goes dark, 0: never */
	bool is_pointer;  /* an absolute pointer stays a pointer instead of a finger */
	bool wants_help;
};

#define ZR_SHELL_OPTIONS_USAGE                                                                     \
	"usage: zarya-shell [--socket PATH] [--display NAME] [--language CODE]\n"                  \
	"                   [--transform 0|90|180|270] [--size WIDTHxHEIGHT]\n"                    \
	"                   [--panel MMxMM] [--blank-after SECONDS] [--pointer]\n"                 \
	"                   [--probe PATH] [--test-input PATH]\n"

/* ZR_E_INVALID with the option that is wrong. */
int zr_shell_options_parse(int argc, char *const *argv, struct zr_shell_options *ret_options,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
