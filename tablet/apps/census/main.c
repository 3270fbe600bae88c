/* zarya-census: the interviews. Reads its options and runs the application. */
#include <getopt.h>
#include <gtk/gtk.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tablet/apps/census/page/app.h"
#include "tablet/ui/scale.h"
#include "tablet/apps/census/wording.h"

static const char usage[] =
	"usage: zarya-census --data DIR [--socket PATH] [--probe PATH] [--origin X,Y]\n"
	"                    [--language ru|en|tt|ba|cv] [--form FILE] [--size WxH]\n"
	"                    [--dots-per-mm N]\n"
	"--form tries one questionnaire without an agent; nothing is sent.\n"
	"--dots-per-mm (4.4 to 16) stands for what the panel says of its size.\n";

static const char no_screen[] =
	"zarya-census: no screen to open a window on. Start it in a desktop session (DISPLAY or\n"
	"WAYLAND_DISPLAY says which), or try the questionnaire as text: ./zarya form play FILE\n";

static const struct option names[] = {
	{"data", required_argument, NULL, 'd'},
	{"socket", required_argument, NULL, 's'},
	{"probe", required_argument, NULL, 'p'},
	{"origin", required_argument, NULL, 'o'},
	{"language", required_argument, NULL, 'l'},
	{"form", required_argument, NULL, 'f'},
	{"size", required_argument, NULL, 'z'},
	{"dots-per-mm", required_argument, NULL, 'm'},
	{NULL, 0, NULL, 0},
};

static int read_pair(const char *text, const char *format, int ret_pair[static 2])
{
	int first = 0, second = 0, end = 0;
	if (sscanf(text, format, &first, &second, &end) != 2 || text[end] != '\0') {
		return -1;
	}
	ret_pair[0] = first;
	ret_pair[1] = second;
	return 0;
}

/* 0, or -1 when the option is wrong. */
static int take(struct zr_app_options *options, int option)
{
	char *end = NULL;
	switch (option) {
	case 'd':
		options->data = optarg;
		return 0;
	case 's':
		options->socket = optarg;
		return 0;
	case 'p':
		options->probe = optarg;
		return 0;
	case 'f':
		options->form = optarg;
		return 0;
	case 'o':
		return read_pair(optarg, "%d,%d%n", options->origin);
	case 'z':
		return read_pair(optarg, "%dx%d%n", options->size);
	case 'm':
		options->dots_per_mm = strtod(optarg, &end);
		return *end == '\0' && zr_scale_is_possible(options->dots_per_mm) ? 0 : -1;
	case 'l':
		zr_texts_set_language(zr_languages_guess(optarg));
		options->has_language = true;
		return 0;
	default:
		return -1;
	}
}

int main(int argc, char **argv)
{
	struct zr_app_options options = {.origin = {0, 48}, .size = {1280, 752}};
	setlocale(LC_CTYPE, "");
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
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigaction(SIGPIPE, &ignore, NULL);
	if (!gtk_init_check()) {
		fputs(no_screen, stderr);
		return EXIT_FAILURE;
	}
	return zr_app_run(&options);
}
