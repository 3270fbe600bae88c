/* Every value has its bounds here, so that no part asks again whether a turn is one of four. */
#include "tablet/shell/core/shell_options.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option table[] = {
	{"socket", required_argument, NULL, 's'},
	{"display", required_argument, NULL, 'd'},
	{"language", required_argument, NULL, 'l'},
	{"transform", required_argument, NULL, 't'},
	{"size", required_argument, NULL, 'z'},
	{"panel", required_argument, NULL, 'm'},
	{"blank-after", required_argument, NULL, 'b'},
	{"pointer", no_argument, NULL, 'P'},
	{"probe", required_argument, NULL, 'p'},
	{"test-input", required_argument, NULL, 'i'},
	{"help", no_argument, NULL, 'h'},
	{0},
};

static bool parse_number(const char *text, unsigned long max, unsigned *ret_number)
{
	char *end = NULL;
	unsigned long number = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || number > max) {
		return false;
	}
	*ret_number = (unsigned)number;
	return true;
}

struct range {
	int least, most;
};

static bool parse_size(const char *text, struct range range, int *ret_width, int *ret_height)
{
	int end = 0;
	return sscanf(text, "%dx%d%n", ret_width, ret_height, &end) == 2 && text[end] == '\0' &&
	       *ret_width >= range.least && *ret_width <= range.most &&
	       *ret_height >= range.least && *ret_height <= range.most;
}

static bool parse_transform(const char *text, struct zr_shell_options *options)
{
	unsigned degrees = 0;
	if (!parse_number(text, 270, &degrees) || degrees % 90 != 0) {
		return false;
	}
	options->quarter_turns = degrees / 90;
	return true;
}

static bool apply(struct zr_shell_options *options, int letter, const char *value)
{
	switch (letter) {
	case 's':
		options->agent_socket = value;
		return true;
	case 'd':
		options->display_name = value;
		return *value != '\0' && !strchr(value, '/');
	case 'l':
		options->language = zr_words_language(value, ZR_LANGUAGE_RUSSIAN);
		return strcmp(value, zr_languages_code(options->language)) == 0;
	case 't':
		return parse_transform(value, options);
	case 'z':
		return parse_size(
			value, (struct range){320, 8192}, &options->width, &options->height);
	case 'm':
		return parse_size(
			value, (struct range){20, 2000}, &options->width_mm, &options->height_mm);
	case 'b':
		return parse_number(value, 24 * 60 * 60, &options->blank_s);
	case 'P':
		options->is_pointer = true;
		return true;
	case 'p':
		options->probe_path = value;
		return true;
	case 'i':
		options->test_input = value;
		return true;
	case 'h':
		options->wants_help = true;
		return true;
	default:
		return false;
	}
}

int zr_shell_options_parse(
	int argc, char *const *argv, struct zr_shell_options *ret_options, struct zr_error *error)
{
	assert(argv && ret_options);
	struct zr_shell_options options = {
		.display_name = "wayland-0", .language = ZR_LANGUAGE_RUSSIAN};
	optind = 0;
	opterr = 0;
	for (;;) {
		const int at = optind ? optind : 1;
		int letter = getopt_long(argc, argv, "", table, NULL);
		if (letter < 0) {
			break;
		}
		if (!apply(&options, letter, optarg)) {
			return zr_error_set(error, ZR_E_INVALID,
				"%s: not an option of ours or not a value for it (--help lists "
				"them)",
				argv[at]);
		}
	}
	if (optind < argc) {
		return zr_error_set(error, ZR_E_INVALID, "%s: options only", argv[optind]);
	}
	*ret_options = options;
	return 0;
}
