/*
 * libcurl's multi interface on sd-event: a source per socket, one timer. The answer is handed over
 * after curl has let go of the transfer, so that done may start the next one.
 */
#include "tablet/agent/io/http.h"

#include <assert.h>
#include <curl/curl.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "lib/event/log.h"

enum {
	/* Twice in an enrolment, which a person waits for: see ZR_LOCAL_TIMEOUT_MS. */
	CONNECT_TIMEOUT_S = 12,
	/* Slower than this for so long is a dead link, not a slow one. */
	SLOWEST_BYTES_PER_S = 64,
	SLOWEST_FOR_S = 60,
};

struct zr_http {
	sd_event *event; /* borrowed */
	sd_event_source *timer;
	CURLM *multi;
	CURL *easy; /* the running request */
	struct curl_slist *headers;
	struct zr_buffer body;
	struct zr_http_answer answer;
	size_t answer_bytes_max;
	zr_http_done *done;
	void *user;
};

static void let_go(struct zr_http *http)
{
	if (http->easy != NULL) {
		(void)curl_multi_remove_handle(http->multi, http->easy);
		curl_easy_cleanup(http->easy);
		http->easy = NULL;
	}
	curl_slist_free_all(http->headers);
	http->headers = NULL;
	zr_buffer_wipe(&http->body);
}

static void read_outcome(struct zr_http *http, CURLcode result)
{
	curl_off_t retry_after_s = 0;
	curl_off_t uploaded_bytes = 0;
	struct zr_http_answer *answer = &http->answer;
	(void)curl_easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &answer->status);
	(void)curl_easy_getinfo(http->easy, CURLINFO_RETRY_AFTER, &retry_after_s);
	(void)curl_easy_getinfo(http->easy, CURLINFO_SIZE_UPLOAD_T, &uploaded_bytes);
	answer->retry_after_s = retry_after_s > 0 ? retry_after_s : 0;
	answer->was_uploaded =
		http->body.bytes > 0 &&
		(uploaded_bytes >= (curl_off_t)http->body.bytes || answer->status == 200);
	if (result == CURLE_OK || answer->error.code != 0) {
		return;
	}
	if (result == CURLE_PEER_FAILED_VERIFICATION) {
		(void)zr_error_set(&answer->error, ZR_E_IMPOSTOR,
			"whoever answers at the hub's address is not this tablet's hub: %s",
			curl_easy_strerror(result));
	} else {
		(void)zr_error_set(&answer->error, ZR_E_NETWORK, "cannot reach the hub: %s",
			curl_easy_strerror(result));
	}
	ZR_LOG(TRANSFER_FAILED, .error = answer->error.code, .curl = result);
}

static void finish_done(struct zr_http *http)
{
	int left = 0;
	for (CURLMsg *message = curl_multi_info_read(http->multi, &left); message != NULL;
		message = curl_multi_info_read(http->multi, &left)) {
		if (message->msg != CURLMSG_DONE) {
			continue;
		}
		assert(message->easy_handle == http->easy);
		read_outcome(http, message->data.result);
		let_go(http);
		struct zr_http_answer answer = http->answer;
		http->answer = (struct zr_http_answer){0};
		http->done(http->user, &answer);
		zr_buffer_wipe(&answer.body);
		return;
	}
}

static int handle_socket(sd_event_source *source, int fd, uint32_t events, void *user)
{
	struct zr_http *http = user;
	int running = 0;
	int mask = ((events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
		   ((events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
		   ((events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
	(void)curl_multi_socket_action(http->multi, fd, mask, &running);
	finish_done(http);
	return 0;
}

static int handle_timer(sd_event_source *source, uint64_t time_us, void *user)
{
	struct zr_http *http = user;
	int running = 0;
	(void)curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	finish_done(http);
	return 0;
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *socket_user)
{
	struct zr_http *http = user;
	sd_event_source *source = socket_user;
	if (what == CURL_POLL_REMOVE) {
		(void)sd_event_source_disable_unref(source);
		(void)curl_multi_assign(http->multi, fd, NULL);
		return 0;
	}
	uint32_t events = ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0) |
			  ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0);
	if (source != NULL) {
		return sd_event_source_set_io_events(source, events) < 0 ? -1 : 0;
	}
	if (sd_event_add_io(http->event, &source, fd, events, handle_socket, http) < 0) {
		return -1;
	}
	(void)curl_multi_assign(http->multi, fd, source);
	return 0;
}

static int set_timer(CURLM *multi, long timeout_ms, void *user)
{
	struct zr_http *http = user;
	if (timeout_ms < 0) {
		return sd_event_source_set_enabled(http->timer, SD_EVENT_OFF) < 0 ? -1 : 0;
	}
	uint64_t now_us = 0;
	(void)sd_event_now(http->event, CLOCK_MONOTONIC, &now_us);
	int result = sd_event_source_set_time(http->timer, now_us + (uint64_t)timeout_ms * 1000);
	return result < 0 || sd_event_source_set_enabled(http->timer, SD_EVENT_ONESHOT) < 0 ? -1
											    : 0;
}

int zr_http_new(sd_event *event, struct zr_http **ret_http, struct zr_error *error)
{
	assert(event != NULL && ret_http != NULL);
	struct zr_http *http = calloc(1, sizeof *http);
	if (http == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(http);
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the network");
	}
	http->event = event;
	http->multi = curl_multi_init();
	if (http->multi == NULL || sd_event_add_time(event, &http->timer, CLOCK_MONOTONIC, 0, 0,
					   handle_timer, http) < 0) {
		zr_http_free(http);
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the network");
	}
	(void)sd_event_source_set_enabled(http->timer, SD_EVENT_OFF);
	(void)curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	(void)curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
	(void)curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	(void)curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
	*ret_http = http;
	return 0;
}

void zr_http_free(struct zr_http *http)
{
	if (http == NULL) {
		return;
	}
	let_go(http);
	if (http->multi != NULL) {
		(void)curl_multi_cleanup(http->multi);
	}
	(void)sd_event_source_disable_unref(http->timer);
	zr_buffer_wipe(&http->answer.body);
	free(http);
	curl_global_cleanup();
}

bool zr_http_is_busy(const struct zr_http *http)
{
	assert(http != NULL);
	return http->easy != NULL;
}

static size_t take_body(char *data, size_t size, size_t count, void *user)
{
	struct zr_http *http = user;
	size_t bytes = size * count;
	assert(http->answer.body.bytes <= http->answer_bytes_max);
	if (bytes > http->answer_bytes_max - http->answer.body.bytes) {
		(void)zr_error_set(&http->answer.error, ZR_E_LIMIT,
			"the hub's answer is larger than %zu bytes", http->answer_bytes_max);
		return 0;
	}
	int code = zr_buffer_add(&http->answer.body, data, bytes);
	if (code != 0) {
		(void)zr_error_set(&http->answer.error, code, "no memory for the hub's answer");
		return 0;
	}
	return bytes;
}

static CURLcode forget_dates(CURL *easy, void *context, void *user)
{
	X509_VERIFY_PARAM *parameters = SSL_CTX_get0_param(context);
	return X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_NO_CHECK_TIME) == 1
		       ? CURLE_OK
		       : CURLE_ABORTED_BY_CALLBACK;
}

#define SET(option, value) (curl_easy_setopt(easy, (option), (value)) == CURLE_OK)

static bool set_trust(CURL *easy, const struct zr_http_request *request)
{
	const struct zr_buffer *ca_pem = request->ca_pem;
	if (ca_pem == NULL && request->is_openrosa) {
		return SET(CURLOPT_SSL_VERIFYPEER, 1L) && SET(CURLOPT_SSL_VERIFYHOST, 2L);
	}
	if (ca_pem == NULL) {
		return SET(CURLOPT_SSL_VERIFYPEER, 0L) && SET(CURLOPT_SSL_VERIFYHOST, 0L) &&
		       SET(CURLOPT_FORBID_REUSE, 1L) && SET(CURLOPT_SSL_SESSIONID_CACHE, 0L);
	}
	struct curl_blob blob = {
		.data = ca_pem->data, .len = ca_pem->bytes, .flags = CURL_BLOB_COPY};
	return SET(CURLOPT_CAINFO, NULL) && SET(CURLOPT_CAPATH, NULL) &&
	       SET(CURLOPT_CAINFO_BLOB, &blob) && SET(CURLOPT_SSL_VERIFYPEER, 1L) &&
	       SET(CURLOPT_SSL_VERIFYHOST, 2L) && SET(CURLOPT_SSL_CTX_FUNCTION, forget_dates);
}

/* Left out while there is none: the hub says what it wants. */
static bool set_certificate(CURL *easy, const struct zr_http_request *request)
{
	if (request->certificate == NULL || request->certificate->bytes == 0) {
		return true;
	}
	assert(request->tls_key != NULL && request->tls_key->bytes > 0);
	struct curl_blob certificate = {.data = request->certificate->data,
		.len = request->certificate->bytes,
		.flags = CURL_BLOB_COPY};
	struct curl_blob key = {.data = request->tls_key->data,
		.len = request->tls_key->bytes,
		.flags = CURL_BLOB_COPY};
	return SET(CURLOPT_SSLCERTTYPE, "DER") && SET(CURLOPT_SSLCERT_BLOB, &certificate) &&
	       SET(CURLOPT_SSLKEYTYPE, "DER") && SET(CURLOPT_SSLKEY_BLOB, &key);
}

static bool add_header(struct zr_http *http, const char *header)
{
	struct curl_slist *more = curl_slist_append(http->headers, header);
	http->headers = more != NULL ? more : http->headers;
	return more != NULL;
}

static bool set_login(CURL *easy, const char *login)
{
	return login == NULL ||
	       (SET(CURLOPT_USERPWD, login) &&
		       SET(CURLOPT_HTTPAUTH, (long)(CURLAUTH_BASIC | CURLAUTH_DIGEST)));
}

static bool set_body(struct zr_http *http, const struct zr_http_request *request)
{
	CURL *easy = http->easy;
	struct zr_buffer *body = request->body;
	if (body == NULL) {
		return SET(CURLOPT_HTTPGET, 1L);
	}
	http->body = *body;
	*body = (struct zr_buffer){0};
	char type[256];
	(void)snprintf(type, sizeof type, "Content-Type: %s",
		request->type != NULL ? request->type : "application/cbor");
	/* No waiting for "100 Continue": the hub reads the body anyway. */
	return add_header(http, type) && add_header(http, "Expect:") &&
	       (!request->is_openrosa || add_header(http, "X-OpenRosa-Version: 1.0")) &&
	       SET(CURLOPT_HTTPHEADER, http->headers) &&
	       SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)http->body.bytes) &&
	       SET(CURLOPT_POSTFIELDS, http->body.data);
}

static bool set_up(struct zr_http *http, const struct zr_http_request *request)
{
	CURL *easy = http->easy;
	return SET(CURLOPT_URL, request->url) && SET(CURLOPT_PROTOCOLS_STR, "https") &&
	       SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) && SET(CURLOPT_PROXY, "") &&
	       SET(CURLOPT_NOSIGNAL, 1L) && SET(CURLOPT_FOLLOWLOCATION, 0L) &&
	       SET(CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S) &&
	       SET(CURLOPT_LOW_SPEED_LIMIT, (long)SLOWEST_BYTES_PER_S) &&
	       SET(CURLOPT_LOW_SPEED_TIME, (long)SLOWEST_FOR_S) &&
	       SET(CURLOPT_WRITEFUNCTION, take_body) && SET(CURLOPT_WRITEDATA, http) &&
	       set_trust(easy, request) && set_certificate(easy, request) &&
	       set_login(easy, request->login) && set_body(http, request);
}

int zr_http_start(struct zr_http *http, const struct zr_http_request *request, zr_http_done *done,
	void *user, struct zr_error *error)
{
	assert(http != NULL && request != NULL && request->url != NULL);
	assert(request->answer_bytes_max > 0);
	assert(!zr_http_is_busy(http) && done != NULL);
	http->answer = (struct zr_http_answer){0};
	http->answer_bytes_max = request->answer_bytes_max;
	http->done = done;
	http->user = user;
	http->easy = curl_easy_init();
	if (http->easy == NULL || !set_up(http, request) ||
		curl_multi_add_handle(http->multi, http->easy) != CURLM_OK) {
		let_go(http);
		return zr_error_set(error, ZR_E_NOMEM, "cannot prepare a request to the hub");
	}
	return 0;
}
