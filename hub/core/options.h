/* The hub's command line. Texts are borrowed from argv or static. */
#ifndef ZR_HUB_CORE_OPTIONS_H
#define ZR_HUB_CORE_OPTIONS_H

#include <stddef.h>

#include "lib/base/error.h"

#define ZR_OPTIONS_TLS_NAME_COUNT_MAX 16
#define ZR_OPTIONS_PATH_BYTES         3072

struct zr_options {
	const char *data;  /* --data DIR */
	const char *store; /* --store ADDRESS: a database in the place of DATA/hub.db; NULL: that */
	const char *listen;          /* --listen HOST:PORT, the console */
	const char *tls_listen;      /* --tls-listen HOST:PORT, the tablets */
	const char *openrosa_listen; /* --openrosa HOST:PORT, OpenRosa clients; NULL: not offered */
	const char *openrosa_certificate; /* --openrosa-certificate FILE; NULL: the hub's own */
	const char *openrosa_key;         /* --openrosa-key FILE, with it */
	const char *tls_names[ZR_OPTIONS_TLS_NAME_COUNT_MAX];
	size_t tls_name_count;
	const char *keeper;   /* --keeper PATH, the socket of zarya-keeper; NULL: one of our own */
	const char *office;   /* --office PATH, the socket of zarya-office; NULL: none */
	const char *console;  /* --console DIR, the built page; NULL: none */
	const char *password; /* for the first start; NULL: one is drawn */
	unsigned worker_count;
	const char *console_certificate; /* --console-certificate FILE; NULL: the hub's own */
	const char *console_key;         /* --console-key FILE, with it */
	int is_console_secure;           /* --console-tls: also on this machine */
	unsigned connection_count_max;   /* --connections: of tablets; 0: what the system allows */
	unsigned address_connection_count_max; /* --address-connections: of tablets; 0: no limit */
	const char *backup;                    /* --backup FILE: only copy the store there */
	const char *restore;                   /* --restore FILE: only put that copy in place */
	const char *durable; /* --durable: when tablets may forget; NULL: by the kind of store */
	unsigned pause_s;    /* --pause: between contacts of a tablet for which nothing waits */
	const char *copy;    /* --copy FILE: of what is verified; NULL: DATA/hub.db */
	int is_audit_check;  /* audit verify: only holds the audit against its chain */
	int is_rebuild;      /* rebuild-index: only has all that came opened again */
	int is_restored;     /* --restored: hub.db is a backup that was put there by hand */
	int is_behind_proxy; /* --behind-proxy: one on this machine speaks for its clients */
	int is_set_password; /* --set-password: only give the operator another one */
	int is_new_keys; /* --new-keys: the old ones are lost, and every tablet is enrolled again */
	int is_keeper_apart; /* without --keeper always, but in tests that have no process to spare
			      */
	int is_verbose;      /* --verbose: what the HTTP library complains of is told */
	int is_help;
};

extern const char zr_options_usage[];

/* The path of the store, as zr_store_open() takes it. ZR_E_INVALID: it is too long. */
int zr_options_format_store(const struct zr_options *options, char ret_path[ZR_OPTIONS_PATH_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_INVALID with a sentence about the option that is wrong. */
int zr_options_parse(int argc, char **argv, struct zr_options *ret_options,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
