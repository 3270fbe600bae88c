/* Nobody's answers go over a network in the open. */
#include "respond/respond_options.h"

#include <assert.h>
#include <getopt.h>
#include <string.h>

const char zr_respond_options_usage[] =
	"Usage: zarya-respond --data DIR --agent SOCKET [--listen HOST:PORT]\n"
	"                     [--certificate FILE --key FILE | --behind-proxy]\n\n"
	"Takes a household's answers in its browser, by the code of its letter. An agent beside "
	"it\n"
	"(zarya-agent, enrolled with a code that was made for this) seals and delivers them.\n\n"
	"  --data DIR           its own folder (mode 0700): begun answers, sealed\n"
	"  --agent SOCKET       of that agent\n"
	"  --listen HOST:PORT   default 127.0.0.1:8090\n"
	"  --certificate FILE   PEM, with --key FILE: needed but on this machine\n"
	"  --behind-proxy       a proxy on this machine speaks TLS, and says who its clients are\n"
	"  --help, --version\n\n"
	"Prints \"ready port=N\" when it serves, ends on SIGTERM.\n";

enum option_name {
	OPTION_DATA = 1,
	OPTION_AGENT,
	OPTION_LISTEN,
	OPTION_CERTIFICATE,
	OPTION_KEY,
	OPTION_BEHIND_PROXY,
	OPTION_HELP,
	OPTION_VERSION,
};

static const struct option names[] = {
	{"data", required_argument, NULL, OPTION_DATA},
	{"agent", required_argument, NULL, OPTION_AGENT},
	{"listen", required_argument, NULL, OPTION_LISTEN},
	{"certificate", required_argument, NULL, OPTION_CERTIFICATE},
	{"key", required_argument, NULL, OPTION_KEY},
	{"behind-proxy", no_argument, NULL, OPTION_BEHIND_PROXY},
	{"help", no_argument, NULL, OPTION_HELP},
	{"version", no_argument, NULL, OPTION_VERSION},
	{0},
};

static void take(struct zr_respond_options *options, int name, const char *value)
{
	switch (name) {
	case OPTION_DATA:
		options->data = value;
		break;
	case OPTION_AGENT:
		options->agent = value;
		break;
	case OPTION_LISTEN:
		options->listen = value;
		break;
	case OPTION_CERTIFICATE:
		options->certificate = value;
		break;
	case OPTION_KEY:
		options->key = value;
		break;
	case OPTION_BEHIND_PROXY:
		options->is_behind_proxy = true;
		break;
	case OPTION_HELP:
		options->is_help = true;
		break;
	default:
		options->is_version = true;
		break;
	}
}

static bool is_this_machine(const char *address)
{
	static const char *const names_of_it[] = {"127.0.0.1:", "[::1]:", "localhost:"};
	for (size_t i = 0; i < sizeof names_of_it / sizeof names_of_it[0]; i++) {
		if (strncmp(address, names_of_it[i], strlen(names_of_it[i])) == 0) {
			return true;
		}
	}
	return false;
}

static int check(const struct zr_respond_options *options, struct zr_error *error)
{
	if (options->is_help || options->is_version) {
		return 0;
	}
	if (options->data == NULL || options->agent == NULL) {
		return zr_error_set(error, ZR_E_INVALID, "--data and --agent are needed");
	}
	if ((options->certificate == NULL) != (options->key == NULL)) {
		return zr_error_set(error, ZR_E_INVALID, "--certificate and --key go together");
	}
	if (options->certificate == NULL && !is_this_machine(options->listen)) {
		return zr_error_set(error, ZR_E_INVALID,
			"answers must not cross a network in the open: give --certificate and "
			"--key, or listen on 127.0.0.1 behind a proxy");
	}
	return 0;
}

int zr_respond_options_parse(
	int argc, char **argv, struct zr_respond_options *ret_options, struct zr_error *error)
{
	assert(argv != NULL && ret_options != NULL);
	struct zr_respond_options options = {.listen = "127.0.0.1:8090"};
	int name = 0;
	opterr = 0;
	while ((name = getopt_long(argc, argv, "", names, NULL)) >= 0) {
		if (name == '?') {
			return zr_error_set(error, ZR_E_INVALID,
				"an option is not known; see zarya-respond --help");
		}
		take(&options, name, optarg);
	}
	if (optind != argc) {
		return zr_error_set(error, ZR_E_INVALID, "there is nothing but options");
	}
	int code = check(&options, error);
	if (code == 0) {
		*ret_options = options;
	}
	return code;
}
