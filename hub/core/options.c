/* Reading the command line with getopt_long. */
#include "hub/core/options.h"

#include <assert.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/limits.h"

#define STORE_PREFIX "postgresql:"

#ifndef ZR_CONSOLE_DIR
#define ZR_CONSOLE_DIR NULL
#endif

const char zr_options_usage[] =
	"usage: zarya-hub --data DIR [--store ADDRESS] [--listen HOST:PORT]\n"
	"                 [--tls-listen HOST:PORT]\n"
	"                 [--tls-name NAME]... [--keeper PATH] [--office PATH]\n"
	"                 [--console DIR]\n"
	"                 [--restored] [--new-keys] [--durable WHEN] [--pause SECONDS]\n"
	"                 [--console-certificate FILE --console-key FILE] [--console-tls]\n"
	"                 [--connections N] [--address-connections N] [--behind-proxy]\n"
	"                 [--verbose]\n"
	"                 [--openrosa HOST:PORT [--openrosa-certificate FILE\n"
	"                 --openrosa-key FILE]]\n"
	"       zarya-hub --data DIR --backup FILE\n"
	"       zarya-hub --data DIR --restore FILE\n"
	"       zarya-hub --data DIR --set-password\n"
	"       zarya-hub rebuild-index --data DIR [--store ADDRESS]\n"
	"       zarya-hub status [HOST:PORT of the console]\n"
	"       zarya-hub audit verify --data DIR [--store ADDRESS | --copy FILE]\n"
	"\n"
	"  --data DIR          everything the hub keeps: database, keys (made when missing)\n"
	"  --store ADDRESS     the database is PostgreSQL's, postgresql://USER@HOST,HOST/NAME, "
	"and\n"
	"                      not the file DIR/hub.db; a password belongs into ~/.pgpass\n"
	"  --listen H:P        the console (127.0.0.1:8080): plain HTTP on this machine alone\n"
	"                      and behind a proxy, else by TLS\n"
	"  --console-certificate FILE, --console-key FILE  PEM, for the console; without them\n"
	"                      it shows a certificate of the hub's own authority\n"
	"  --console-tls       the console speaks TLS wherever it listens\n"
	"  --tls-listen H:P    the tablets, HTTPS                 (127.0.0.1:8443)\n"
	"  --tls-name NAME     a name or address tablets call the hub by; the first one stands in\n"
	"                      enrolment codes                    (10.0.2.2, 127.0.0.1, "
	"localhost)\n"
	"  --connections N     connections of tablets at once: as many as there are open files,\n"
	"                      up to 65536; who comes beyond is closed, and comes again\n"
	"  --address-connections N  connections of tablets from one address at once  (2048);\n"
	"                      0: no limit of its own\n"
	"  --behind-proxy      the console stands behind a proxy on this machine, which says who\n"
	"                      asks (X-Forwarded-For) and whether by TLS (X-Forwarded-Proto)\n"
	"  --keeper PATH       the socket of zarya-keeper, which has the secret keys for a user "
	"of\n"
	"                      its own; without it the hub starts a keeper beside itself\n"
	"  --office PATH       the socket of zarya-office, which opens answers; its public key is\n"
	"                      DIR/keys/office.pub\n"
	"  --console DIR       the built console page\n"
	"  --openrosa H:P      ODK Collect and other OpenRosa clients, HTTPS; behind a proxy\n"
	"                      and without a certificate of its own plain HTTP\n"
	"  --openrosa-certificate FILE  a certificate that phones trust, and those between, as "
	"PEM;\n"
	"  --openrosa-key FILE   its key. Without them the hub's own, which phones do not trust\n"
	"  --durable WHEN      when tablets may forget what the hub received: backup, once a\n"
	"                      verified backup holds it (the default); replica, once PostgreSQL's\n"
	"                      synchronous standby does (the default with --store); stored, at\n"
	"                      once: then a disk that dies takes records with it\n"
	"  --pause SECONDS     between contacts of a tablet for which nothing waits  (900)\n"
	"  --backup FILE       copies the database of a hub that may be running, reads the copy\n"
	"                      through, and ends; put FILE on another disk\n"
	"  --restore FILE      puts such a copy in its place, the hub being stopped, and ends;\n"
	"                      tablets then send again what the copy lacks\n"
	"  --restored          hub.db was replaced by hand: the same for this start\n"
	"  --new-keys          the folder keys is lost: draws others beside a store with tablets,\n"
	"                      every one of which must then be enrolled again\n"
	"  --set-password      asks for another password of the operator, or reads a line that\n"
	"                      comes by a pipe, the hub being stopped, and ends\n"
	"  rebuild-index       forgets what was read in envelopes, the hub being stopped, and "
	"ends;\n"
	"                      when it starts it opens all of them again\n"
	"  --copy FILE         audit verify: of that copy of the database, with the key of DIR\n"
	"\n"
	"ZARYA_HUB_PASSWORD sets the operator's password at the first start; without it one is\n"
	"drawn and written to DIR/operator-password.\n";

enum {
	OPTION_DATA = 1,
	OPTION_STORE,
	OPTION_LISTEN,
	OPTION_TLS_LISTEN,
	OPTION_TLS_NAME,
	OPTION_KEEPER,
	OPTION_OFFICE,
	OPTION_CONSOLE,
	OPTION_DURABLE,
	OPTION_PAUSE,
	OPTION_BACKUP,
	OPTION_RESTORE,
	OPTION_RESTORED,
	OPTION_BEHIND_PROXY,
	OPTION_SET_PASSWORD,
	OPTION_ADDRESS_CONNECTIONS,
	OPTION_CONNECTIONS,
	OPTION_CONSOLE_CERTIFICATE,
	OPTION_CONSOLE_KEY,
	OPTION_CONSOLE_TLS,
	OPTION_NEW_KEYS,
	OPTION_COPY,
	OPTION_OPENROSA,
	OPTION_OPENROSA_CERTIFICATE,
	OPTION_OPENROSA_KEY,
	OPTION_VERBOSE,
	OPTION_HELP,
};

static const struct option table[] = {
	{"data", required_argument, NULL, OPTION_DATA},
	{"store", required_argument, NULL, OPTION_STORE},
	{"listen", required_argument, NULL, OPTION_LISTEN},
	{"tls-listen", required_argument, NULL, OPTION_TLS_LISTEN},
	{"tls-name", required_argument, NULL, OPTION_TLS_NAME},
	{"address-connections", required_argument, NULL, OPTION_ADDRESS_CONNECTIONS},
	{"connections", required_argument, NULL, OPTION_CONNECTIONS},
	{"console-certificate", required_argument, NULL, OPTION_CONSOLE_CERTIFICATE},
	{"console-key", required_argument, NULL, OPTION_CONSOLE_KEY},
	{"console-tls", no_argument, NULL, OPTION_CONSOLE_TLS},
	{"keeper", required_argument, NULL, OPTION_KEEPER},
	{"office", required_argument, NULL, OPTION_OFFICE},
	{"console", required_argument, NULL, OPTION_CONSOLE},
	{"durable", required_argument, NULL, OPTION_DURABLE},
	{"pause", required_argument, NULL, OPTION_PAUSE},
	{"backup", required_argument, NULL, OPTION_BACKUP},
	{"restore", required_argument, NULL, OPTION_RESTORE},
	{"openrosa", required_argument, NULL, OPTION_OPENROSA},
	{"openrosa-certificate", required_argument, NULL, OPTION_OPENROSA_CERTIFICATE},
	{"openrosa-key", required_argument, NULL, OPTION_OPENROSA_KEY},
	{"restored", no_argument, NULL, OPTION_RESTORED},
	{"behind-proxy", no_argument, NULL, OPTION_BEHIND_PROXY},
	{"set-password", no_argument, NULL, OPTION_SET_PASSWORD},
	{"new-keys", no_argument, NULL, OPTION_NEW_KEYS},
	{"copy", required_argument, NULL, OPTION_COPY},
	{"verbose", no_argument, NULL, OPTION_VERBOSE},
	{"help", no_argument, NULL, OPTION_HELP},
	{NULL, 0, NULL, 0},
};

static int take_number(const char *value, unsigned *ret_number, struct zr_error *error)
{
	char *end = NULL;
	unsigned long number = strtoul(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || number > INT_MAX) {
		return zr_error_set(error, ZR_E_INVALID, "\"%s\" is no number; see --help", value);
	}
	*ret_number = (unsigned)number;
	return 0;
}

static int take_pause(const char *value, unsigned *ret_pause_s, struct zr_error *error)
{
	int code = take_number(value, ret_pause_s, error);
	if (code == 0 &&
		(*ret_pause_s < ZR_HUB_PAUSE_S_LEAST || *ret_pause_s > ZR_HUB_PAUSE_S_MOST)) {
		return zr_error_set(error, ZR_E_INVALID, "--pause takes %d to %d seconds",
			ZR_HUB_PAUSE_S_LEAST, ZR_HUB_PAUSE_S_MOST);
	}
	return code;
}

/* Those of the doors, and of what tablets are told there. 1: the option is another. */
static int take_door(
	struct zr_options *options, int option, const char *value, struct zr_error *error)
{
	switch (option) {
	case OPTION_LISTEN:
		options->listen = value;
		return 0;
	case OPTION_TLS_LISTEN:
		options->tls_listen = value;
		return 0;
	case OPTION_CONSOLE_CERTIFICATE:
		options->console_certificate = value;
		return 0;
	case OPTION_CONSOLE_KEY:
		options->console_key = value;
		return 0;
	case OPTION_CONSOLE_TLS:
		options->is_console_secure = 1;
		return 0;
	case OPTION_CONNECTIONS:
		return take_number(value, &options->connection_count_max, error);
	case OPTION_ADDRESS_CONNECTIONS:
		return take_number(value, &options->address_connection_count_max, error);
	case OPTION_BEHIND_PROXY:
		options->is_behind_proxy = 1;
		return 0;
	case OPTION_DURABLE:
		options->durable = value;
		return 0;
	case OPTION_PAUSE:
		return take_pause(value, &options->pause_s, error);
	default:
		return 1;
	}
}

static int take(struct zr_options *options, int option, const char *value, struct zr_error *error)
{
	switch (option) {
	case OPTION_DATA:
		options->data = value;
		return 0;
	case OPTION_STORE:
		options->store = value;
		return 0;
	case OPTION_KEEPER:
		options->keeper = value;
		return 0;
	case OPTION_OFFICE:
		options->office = value;
		return 0;
	case OPTION_CONSOLE:
		options->console = value;
		return 0;
	case OPTION_OPENROSA:
		options->openrosa_listen = value;
		return 0;
	case OPTION_OPENROSA_CERTIFICATE:
		options->openrosa_certificate = value;
		return 0;
	case OPTION_OPENROSA_KEY:
		options->openrosa_key = value;
		return 0;
	case OPTION_BACKUP:
		options->backup = value;
		return 0;
	case OPTION_RESTORE:
		options->restore = value;
		return 0;
	case OPTION_COPY:
		options->copy = value;
		return 0;
	case OPTION_RESTORED:
		options->is_restored = 1;
		return 0;
	case OPTION_SET_PASSWORD:
		options->is_set_password = 1;
		return 0;
	case OPTION_NEW_KEYS:
		options->is_new_keys = 1;
		return 0;
	case OPTION_VERBOSE:
		options->is_verbose = 1;
		return 0;
	case OPTION_HELP:
		options->is_help = 1;
		return 0;
	case OPTION_TLS_NAME:
		if (options->tls_name_count == ZR_OPTIONS_TLS_NAME_COUNT_MAX) {
			return zr_error_set(error, ZR_E_LIMIT, "too many --tls-name, at most %d",
				ZR_OPTIONS_TLS_NAME_COUNT_MAX);
		}
		options->tls_names[options->tls_name_count++] = value;
		return 0;
	default:
		return zr_error_set(error, ZR_E_INVALID, "see zarya-hub --help");
	}
}

/* What goes together. */
static int check(const struct zr_options *options, struct zr_error *error)
{
	if (options->data == NULL) {
		return zr_error_set(error, ZR_E_INVALID, "--data DIR is missing; see --help");
	}
	if ((options->console_certificate == NULL) != (options->console_key == NULL)) {
		return zr_error_set(
			error, ZR_E_INVALID, "--console-certificate and --console-key go together");
	}
	if ((options->openrosa_certificate == NULL) != (options->openrosa_key == NULL)) {
		return zr_error_set(error, ZR_E_INVALID,
			"--openrosa-certificate and --openrosa-key go together; see --help");
	}
	if (options->store == NULL) {
		return 0;
	}
	if (strncmp(options->store, STORE_PREFIX, strlen(STORE_PREFIX)) != 0) {
		return zr_error_set(error, ZR_E_INVALID,
			"--store is no address of a database: postgresql://USER@HOST/NAME");
	}
	return options->backup == NULL && options->restore == NULL
		       ? 0
		       : zr_error_set(error, ZR_E_INVALID,
				 "a database of PostgreSQL is copied and put back by its own "
				 "means, "
				 "pg_basebackup and its log's archive (docs/operations.md); start "
				 "the "
				 "hub once with --restored afterwards");
}

int zr_options_format_store(const struct zr_options *options, char ret_path[ZR_OPTIONS_PATH_BYTES],
	struct zr_error *error)
{
	assert(options != NULL && options->data != NULL && ret_path != NULL);
	int length =
		options->store != NULL
			? snprintf(ret_path, ZR_OPTIONS_PATH_BYTES, "%s", options->store)
			: snprintf(ret_path, ZR_OPTIONS_PATH_BYTES, "%s/hub.db", options->data);
	bool fits = length >= 0 && (size_t)length + sizeof "-wal" <= ZR_OPTIONS_PATH_BYTES;
	return fits ? 0
		    : zr_error_set(error, ZR_E_INVALID, "the path of %s is too long",
			      options->store != NULL ? "--store" : "--data");
}

int zr_options_parse(int argc, char **argv, struct zr_options *ret_options, struct zr_error *error)
{
	assert(argc > 0 && argv != NULL && ret_options != NULL);
	long processor_count = sysconf(_SC_NPROCESSORS_ONLN);
	struct zr_options options = {
		.listen = "127.0.0.1:8080",
		.tls_listen = "127.0.0.1:8443",
		.console = ZR_CONSOLE_DIR,
		.is_keeper_apart = 1,
		.pause_s = ZR_HUB_PAUSE_S,
		.address_connection_count_max = ZR_HUB_ADDRESS_CONNECTION_COUNT_MAX,
		.worker_count = processor_count > 1 ? (unsigned)processor_count : 2,
	};
	if (argc > 2 && strcmp(argv[1], "audit") == 0 && strcmp(argv[2], "verify") == 0) {
		options.is_audit_check = 1;
		argc -= 2;
		argv += 2;
	} else if (argc > 1 && strcmp(argv[1], "rebuild-index") == 0) {
		options.is_rebuild = 1;
		argc--;
		argv++;
	}
	optind = 0;
	int option = 0;
	while ((option = getopt_long(argc, argv, "", table, NULL)) != -1) {
		int code = take_door(&options, option, optarg, error);
		if (code > 0) {
			code = take(&options, option, optarg, error);
		}
		if (code != 0) {
			return code;
		}
	}
	if (optind != argc) {
		return zr_error_set(
			error, ZR_E_INVALID, "\"%s\" is no option; see --help", argv[optind]);
	}
	int code = options.is_help ? 0 : check(&options, error);
	if (code == 0) {
		*ret_options = options;
	}
	return code;
}
