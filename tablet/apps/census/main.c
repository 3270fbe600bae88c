/* zarya-census: the interviews. Reads its options and runs the application. */
#include <stdio.h>
#include <stdlib.h>

#include "tablet/apps/census/page/app.h"

static const char usage[] =
	"usage: zarya-census --data DIR [--socket PATH] [--form FILE]\n" ZR_LAUNCH_USAGE
	"--form tries one questionnaire without an agent; nothing is sent.\n";

static const char no_screen[] =
	"zarya-census: no screen to open a window on. Start it in a desktop session (DISPLAY or\n"
	"WAYLAND_DISPLAY says which), or try the questionnaire as text: ./zarya form play FILE\n";

static const struct option names[] = {
	{"data", required_argument, NULL, 'd'},
	{"socket", required_argument, NULL, 's'},
	{"form", required_argument, NULL, 'f'},
	ZR_LAUNCH_OPTIONS,
	{NULL, 0, NULL, 0},
};

/* 0, or -1 when the option is wrong. */
static int take(struct zr_app_options *options, int option)
{
	switch (option) {
	case 'd':
		options->data = optarg;
		return 0;
	case 's':
		options->socket = optarg;
		return 0;
	case 'f':
		options->form = optarg;
		return 0;
	default:
		return zr_launch_take(&options->launch, option, optarg);
	}
}

int main(int argc, char **argv)
{
	struct zr_app_options options = {.launch = zr_launch_default()};
	int option;
	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (take(&options, option) != 0) {
			fputs(usage, stderr);
			return EXIT_FAILURE;
		}
	}
	if (options.data == NULL || optind != argc) {
		fputs(usage, stderr);
		return EXIT_FAILURE;
	}
	if (!zr_launch_open(&options.launch)) {
		fputs(no_screen, stderr);
		return EXIT_FAILURE;
	}
	return zr_app_run(&options);
}
