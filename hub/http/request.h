/*
 * One request on its way through the hub: what came, what goes back, and what is to be done next.
 *
 * A request belongs to one thread at a time and moves by queue: listener, worker, writer, worker,
 * listener. A handler fills the answer, or asks for a write with zr_request_write(): then `apply`
 * runs on the writer inside a transaction, and `then` runs on a worker after the commit.
 * Nothing here knows HTTP's bytes or the store's.
 */
#ifndef ZR_HUB_HTTP_REQUEST_H
#define ZR_HUB_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hub/access/caller.h"
#include "hub/http/credential.h"
#include "lib/http/peer.h"
#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_context; /* what a worker owns: hub/core/context.h */
struct zr_request;
struct zr_store;

typedef void zr_handler(struct zr_context *context, struct zr_request *request);
typedef int zr_apply(struct zr_store *store, struct zr_request *request, struct zr_error *error);

enum zr_method {
	ZR_METHOD_GET = 1,
	ZR_METHOD_POST = 2,
	ZR_METHOD_PUT = 4,
};

/* Whose request it is and how it is run: of its route, or of its listener while it has none. */
enum zr_request_flag {
	ZR_REQUEST_DEVICE = 1 << 0,  /* on the tablets' listener; errors as CBOR maps */
	ZR_REQUEST_CONSOLE = 1 << 1, /* on the console's listener; errors as JSON */
	ZR_REQUEST_SLOW = 1 << 3,    /* may take seconds: not among those who serve tablets */
	ZR_REQUEST_OPENS = 1 << 10,  /* opens answers of households: the audit tells of it first */
	ZR_REQUEST_HASH = 1 << 4,    /* hashes a password: one after another, by themselves */
	ZR_REQUEST_LIVE = 1 << 11,   /* its answer waits for what changes: hub/watch/live.h */
	ZR_REQUEST_CERTIFIED = 1 << 7, /* only for a tablet that showed its certificate */
	ZR_REQUEST_OPENROSA = 1 << 6,  /* on the listener of OpenRosa clients; errors as theirs */
	ZR_REQUEST_INNER = 1 << 8,     /* the hub's own: goes back from the writer as it is */
};

#define ZR_REQUEST_PART_COUNT_MAX     6
#define ZR_REQUEST_ARGUMENT_COUNT_MAX 16
#define ZR_ANSWER_HEADER_COUNT_MAX    4
#define ZR_SESSION_TEXT_BYTES         256
#define ZR_BEARER_TEXT_BYTES          80 /* a token has 67 */

struct zr_argument {
	char *name;
	char *value;
};

/* A long answer is made while it is sent. A handler sets `more`; that is run as a step of its own
 * whenever the client has taken all of body: the client's pace sets the hub's, and memory holds one
 * piece. It puts the next piece into body (none is allowed) and, behind the last, NULL into more.
 * If it refuses, the answer breaks off, and the client sees that it is not whole. */
struct zr_answer {
	unsigned status;  /* HTTP; 0 while there is no answer */
	int code;         /* the error that it tells; 0 for none */
	const char *type; /* media type, static */
	struct zr_buffer body;
	const void *borrowed_body; /* instead of body: lives as long as the hub */
	size_t borrowed_bytes;
	zr_handler *more;  /* body is only how it begins: this puts what follows there, once it was
			    * taken, again and again; NULL: nothing follows */
	const char *cache; /* Cache-Control, static; NULL: no-store */
	char cookie[400];  /* Set-Cookie, "" for none */
	char disposition[200]; /* Content-Disposition, "" for none */
	const char *allow;     /* Allow, static; NULL for none */
	struct zr_argument headers[ZR_ANSWER_HEADER_COUNT_MAX]; /* others; owned */
	size_t header_count;
	unsigned retry_after_s;
	bool is_last;   /* the connection is closed behind it */
	bool is_strict; /* a browser shall come by TLS only, from now on */
};

struct zr_request {
	enum zr_method method;
	char *path; /* owned; cut at each slash: the parts point into it */
	const char *parts[ZR_REQUEST_PART_COUNT_MAX];
	size_t part_count;
	struct zr_argument arguments[ZR_REQUEST_ARGUMENT_COUNT_MAX]; /* of the query */
	size_t argument_count;
	char session[ZR_SESSION_TEXT_BYTES + 1]; /* the cookie's value, "" for none */
	char bearer[ZR_BEARER_TEXT_BYTES + 1];   /* a program's token, "" for none */
	bool has_zarya_header;
	bool is_head; /* its method is HEAD, which is run as GET */
	struct {
		char *authorization;
		char *content_type;
		char *host;
	} fields;       /* of the head, for ZR_REQUEST_OPENROSA; owned; NULL: not there */
	bool is_secure; /* the client speaks TLS, with us or with our proxy */
	uint8_t peer[ZR_PEER_BYTES]; /* the client's address, as it is counted */
	enum zr_right right;         /* that its route wants */
	struct zr_caller caller;     /* who asks, once admitted */
	bool has_device; /* by the certificate of its connection; the next two are set */
	uint8_t device[ZR_PARTY_ID_BYTES];
	uint8_t certificate_key[ZR_CREDENTIAL_KEY_BYTES];
	struct zr_buffer body;
	int64_t now_us; /* when it was complete, the hub's clock */

	struct zr_answer answer;

	zr_handler *handler; /* what a worker runs next; NULL: the answer is ready */
	zr_apply *apply;     /* what the writer runs; NULL: nothing to write */
	void *state;         /* the handler's own between its steps */
	void (*state_free)(void *state);
	bool is_admitted; /* session and header were checked */
	bool is_refused;  /* its refusal is being written to the audit */
	bool is_told;     /* that it opens answers stands in the audit */
	bool is_answered; /* the answer stands whatever becomes of the write */
	int write_code;   /* how the last write ended */
	struct zr_error write_error;

	struct {
		char who[ZR_STORE_ID_BYTES]; /* device id or account */
		const char *what;
		int code;
		char detail[120];
	} audit; /* the line it leaves in the audit, done or refused; what is NULL for none */

	struct zr_request *next;                     /* in a queue: the one behind it */
	void (*on_done)(struct zr_request *request); /* gives the request back to its listener */
	void *connection;                            /* the listener's */
	unsigned flags;                              /* enum zr_request_flag */
};

struct zr_request *zr_request_new(enum zr_method method, const char *path);
void zr_request_free(struct zr_request *request);

/* Copies; a name or value beyond the limit is dropped and ZR_E_LIMIT returned. */
int zr_request_add_argument(
	struct zr_request *request, const char *name, const char *value) ZR_MUST_CHECK;

/* The value of a query argument; otherwise when it did not come. Borrowed. */
const char *zr_request_argument(
	const struct zr_request *request, const char *name, const char *otherwise);

/* Adds a field to the answer's head; what there is no place or memory for is left out. name is
 * copied, too. */
void zr_request_add_header(struct zr_request *request, const char *name, const char *value);

/* Asks for a write: apply in a transaction, then `then` (NULL: the answer that already stands). */
void zr_request_write(struct zr_request *request, zr_apply *apply, zr_handler *then);

/* Answers. json and error set no-store; error takes the status and name from the table. */
void zr_request_answer(struct zr_request *request, unsigned status, const char *type);
void zr_request_answer_error(struct zr_request *request, const struct zr_error *error);

#endif
