/* Heads and bodies of answers, as libmicrohttpd wants them. */
#include "hub/http/response.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* What the library takes of a long answer at once: some of a connection's memory pool. */
#define PIECE_BYTES 4096

/* Tablets look at none of what keeps a browser in its bounds, and pay for each byte of it. */
static bool is_for_browser(const struct zr_answer *answer)
{
	return strncmp(answer->type, "application/cbor", 16) != 0;
}

static void add_headers(struct MHD_Response *response, const struct zr_answer *answer)
{
	const struct {
		const char *name;
		const char *value;
		bool is_browsers; /* left out for tablets */
	} headers[] = {
		{"Content-Type", answer->type, false},
		{"Cache-Control", answer->cache != NULL ? answer->cache : "no-store", false},
		{"Set-Cookie", answer->cookie, false},
		{"Content-Disposition", answer->disposition, false},
		{"Allow", answer->allow, false},
		{"Strict-Transport-Security", answer->is_strict ? "max-age=31536000" : NULL, true},
		{"X-Content-Type-Options", "nosniff", false},
		{"X-Frame-Options", "DENY", true},
		{"Referrer-Policy", "no-referrer", true},
		{"Content-Security-Policy",
			"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
			"font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; "
			"form-action 'self'; "
			"frame-ancestors 'none'",
			true},
	};
	bool is_browser = is_for_browser(answer);
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
		const char *value = headers[i].value;
		if (value != NULL && value[0] != '\0' && (is_browser || !headers[i].is_browsers)) {
			(void)MHD_add_response_header(response, headers[i].name, value);
		}
	}
	for (size_t i = 0; i < answer->header_count; i++) {
		const struct zr_argument *header = &answer->headers[i];
		(void)MHD_add_response_header(response, header->name, header->value);
	}
	if (answer->is_last) {
		(void)MHD_add_response_header(response, "Connection", "close");
	}
	if (answer->retry_after_s != 0) {
		char text[16];
		(void)snprintf(text, sizeof text, "%u", answer->retry_after_s);
		(void)MHD_add_response_header(response, "Retry-After", text);
	}
}

static struct MHD_Response *wrap_body(
	struct zr_answer *answer, MHD_ContentReaderCallback take_piece, void *user)
{
	struct MHD_Response *response = NULL;
	if (answer->more != NULL) {
		response = MHD_create_response_from_callback(
			MHD_SIZE_UNKNOWN, PIECE_BYTES, take_piece, user, NULL);
	} else if (answer->borrowed_body != NULL) {
		response = MHD_create_response_from_buffer(answer->borrowed_bytes,
			(void *)(uintptr_t)answer->borrowed_body, MHD_RESPMEM_PERSISTENT);
	} else {
		response = MHD_create_response_from_buffer(
			answer->body.bytes, answer->body.data, MHD_RESPMEM_MUST_FREE);
		if (response != NULL) {
			answer->body = (struct zr_buffer){0}; /* moved */
		}
	}
	return response;
}

size_t zr_response_count_bytes(const struct zr_answer *answer)
{
	assert(answer != NULL && answer->status != 0);
	return answer->borrowed_body != NULL ? answer->borrowed_bytes : answer->body.bytes;
}

struct MHD_Response *zr_response_make(
	struct zr_answer *answer, MHD_ContentReaderCallback take_piece, void *user)
{
	assert(answer != NULL && answer->status != 0 && take_piece != NULL);
	struct MHD_Response *response = wrap_body(answer, take_piece, user);
	if (response != NULL) {
		add_headers(response, answer);
	}
	return response;
}
