/* Reading the command line with getopt_long. */
#include "office/office_options.h"

#include <assert.h>
#include <getopt.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

const char zr_office_options_usage[] =
	"usage: zarya-office --data DIR --new-key [KEYS]\n"
	"       zarya-office --data DIR --socket PATH [--reader USER]... [KEYS]\n"
	"       zarya-office --data DIR --verify-audit [KEYS]\n"
	"\n"
	"  --data DIR              the office's keys, office.pub and audit.log\n"
	"  --new-key               draws a key and writes office.pub, which the hub is given; "
	"older\n"
	"                          keys stay and open what was sealed to them\n"
	"  --socket PATH           where hubs ask; mode 0660\n"
	"  --reader USER           a user whose programs may ask, by name or number  (the own "
	"one)\n"
	"  --verify-audit          reads audit.log through: whether all of it is there, unchanged\n"
	"\n"
	"keys:\n"
	"  --passphrase-file FILE  of keys in files: its first line; without it systemd's "
	"credential\n"
	"                          \"passphrase\", or a prompt\n"
	"  --module PATH           of keys in a token: the PKCS#11 library that speaks to it\n"
	"  --token LABEL           the token's name; a new key is drawn in it and never leaves it\n"
	"  --pin-file FILE         its first line is the token's PIN; without it the credential "
	"\"pin\",\n"
	"                          or a prompt\n";

static int add_reader(struct zr_office_options *wish, const char *name, struct zr_error *error)
{
	assert(name != NULL && wish->reader_count <= ZR_OFFICE_OPTIONS_READER_COUNT_MAX);
	char *end = NULL;
	unsigned long number = strtoul(name, &end, 10);
	const struct passwd *user = getpwnam(name);
	if (wish->reader_count == ZR_OFFICE_OPTIONS_READER_COUNT_MAX) {
		return zr_error_set(error, ZR_E_LIMIT, "at most %d times --reader",
			ZR_OFFICE_OPTIONS_READER_COUNT_MAX);
	}
	if (user == NULL && (name[0] < '0' || name[0] > '9' || *end != '\0')) {
		return zr_error_set(error, ZR_E_INVALID, "there is no user %.80s", name);
	}
	wish->readers[wish->reader_count++] = user != NULL ? user->pw_uid : (uid_t)number;
	return 0;
}

int zr_office_options_parse(
	int argc, char **argv, struct zr_office_options *ret_options, struct zr_error *error)
{
	assert(argc > 0 && argv != NULL && ret_options != NULL);
	struct zr_office_options *wish = ret_options;
	static const struct option table[] = {{"data", required_argument, NULL, 'd'},
		{"new-key", no_argument, NULL, 'n'}, {"socket", required_argument, NULL, 's'},
		{"reader", required_argument, NULL, 'r'}, {"verify-audit", no_argument, NULL, 'v'},
		{"passphrase-file", required_argument, NULL, 'p'},
		{"module", required_argument, NULL, 'm'}, {"token", required_argument, NULL, 't'},
		{"pin-file", required_argument, NULL, 'i'}, {"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	int code = 0;
	int option = 0;
	optind = 0;
	while (code == 0 && (option = getopt_long(argc, argv, "", table, NULL)) != -1) {
		wish->is_help |= option == 'h';
		wish->is_new_key |= option == 'n';
		wish->is_verify |= option == 'v';
		wish->data = option == 'd' ? optarg : wish->data;
		wish->socket = option == 's' ? optarg : wish->socket;
		wish->passphrase_file = option == 'p' ? optarg : wish->passphrase_file;
		wish->module = option == 'm' ? optarg : wish->module;
		wish->token = option == 't' ? optarg : wish->token;
		wish->pin_file = option == 'i' ? optarg : wish->pin_file;
		code = option == 'r'   ? add_reader(wish, optarg, error)
		       : option == '?' ? zr_error_set(error, ZR_E_INVALID, "see --help")
				       : 0;
	}
	int way_count = wish->is_new_key + wish->is_verify + (wish->socket != NULL);
	if (code == 0 && !wish->is_help &&
		(optind != argc || wish->data == NULL || way_count != 1)) {
		code = zr_error_set(error, ZR_E_INVALID,
			"--data and one of --new-key, --socket, --verify-audit; see --help");
	}
	if (code == 0 && ((wish->module == NULL) != (wish->token == NULL) ||
				 (wish->pin_file != NULL && wish->token == NULL))) {
		code = zr_error_set(error, ZR_E_INVALID,
			"--module and --token go together, --pin-file with both; see --help");
	}
	if (code == 0 && wish->reader_count == 0) {
		wish->readers[wish->reader_count++] = getuid();
	}
	return code;
}
