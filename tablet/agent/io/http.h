/*
 * One HTTPS request at a time, driven by the event loop: libcurl's multi interface on sd-event.
 * HTTPS only, TLS 1.2 or later, no redirects, no proxy of the environment, no system authorities,
 * bounded answers. The certificate's dates are not checked: the only authority is the hub's own,
 * pinned at enrolment, and a tablet whose clock is wrong must still deliver (docs/adr/0027).
 */
#ifndef ZR_AGENT_HTTP_H
#define ZR_AGENT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_http;

struct zr_http_request {
	const char *url;
	struct zr_buffer *body;         /* POST of application/cbor; NULL: GET. Moved out of. */
	const char *type;               /* of the body; NULL: application/cbor */
	const char *login;              /* "user:password", by Digest or Basic; NULL: none */
	bool is_openrosa;               /* another server than the hub: says so, see ca_pem */
	const struct zr_buffer *ca_pem; /* the one authority; NULL: whoever answers; for OpenRosa
					 * those of the system, with their dates */
	/* Who this tablet is, DER; NULL or empty: it does not say. */
	const struct zr_buffer *certificate;
	const struct zr_buffer *tls_key;
	size_t answer_bytes_max;
};

struct zr_http_answer {
	struct zr_error error; /* code 0: the hub answered, see status */
	long status;           /* HTTP */
	int64_t retry_after_s; /* 0 when the hub did not ask */
	bool was_uploaded;     /* the whole body left this tablet */
	struct zr_buffer body;
};

/* Called once per started request, from the loop. The answer is freed afterwards. */
typedef void zr_http_done(void *user, struct zr_http_answer *answer);

int zr_http_new(sd_event *event, struct zr_http **ret_http, struct zr_error *error) ZR_MUST_CHECK;
/* Drops a running request without calling done. */
void zr_http_free(struct zr_http *http);

/* No request may be running. */
int zr_http_start(struct zr_http *http, const struct zr_http_request *request, zr_http_done *done,
	void *user, struct zr_error *error) ZR_MUST_CHECK;
bool zr_http_is_busy(const struct zr_http *http);

#endif
