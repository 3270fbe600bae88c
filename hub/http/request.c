/* A request's memory, its query, and the answers every handler gives. */
#include "hub/http/request.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/http/error_body.h"
#include "hub/http/rosa_body.h"
#include "lib/envelope/enrol.h"

static void split_path(struct zr_request *request)
{
	char *rest = request->path;
	while (*rest != '\0') {
		while (*rest == '/') {
			*rest++ = '\0';
		}
		if (*rest == '\0') {
			break;
		}
		if (request->part_count == ZR_REQUEST_PART_COUNT_MAX) {
			request->part_count++; /* longer than any route */
			break;
		}
		request->parts[request->part_count++] = rest;
		rest += strcspn(rest, "/");
	}
}

struct zr_request *zr_request_new(enum zr_method method, const char *path)
{
	assert(path != NULL);
	struct zr_request *request = calloc(1, sizeof *request);
	if (request == NULL) {
		return NULL;
	}
	request->method = method;
	request->path = strdup(path);
	if (request->path == NULL) {
		free(request);
		return NULL;
	}
	split_path(request);
	return request;
}

void zr_request_free(struct zr_request *request)
{
	if (request == NULL) {
		return;
	}
	assert(request->next == NULL);
	if (request->state_free != NULL) {
		request->state_free(request->state);
	}
	for (size_t i = 0; i < request->argument_count; i++) {
		free(request->arguments[i].name);
		free(request->arguments[i].value);
	}
	for (size_t i = 0; i < request->answer.header_count; i++) {
		free(request->answer.headers[i].name);
		free(request->answer.headers[i].value);
	}
	if (request->fields.authorization != NULL) {
		explicit_bzero(
			request->fields.authorization, strlen(request->fields.authorization));
	}
	free(request->fields.authorization);
	free(request->fields.content_type);
	free(request->fields.host);
	zr_buffer_wipe(&request->body);        /* may hold a password */
	zr_buffer_wipe(&request->answer.body); /* likewise, or a secret that is told once */
	explicit_bzero(request->session, sizeof request->session);
	explicit_bzero(request->bearer, sizeof request->bearer);
	explicit_bzero(request->answer.cookie, sizeof request->answer.cookie);
	free(request->path);
	free(request);
}

static int copy_argument(const char *name, const char *value, struct zr_argument *ret_copy)
{
	struct zr_argument copy = {strdup(name), strdup(value != NULL ? value : "")};
	if (copy.name == NULL || copy.value == NULL) {
		free(copy.name);
		free(copy.value);
		return ZR_E_NOMEM;
	}
	*ret_copy = copy;
	return 0;
}

int zr_request_add_argument(struct zr_request *request, const char *name, const char *value)
{
	assert(request != NULL && name != NULL);
	if (request->argument_count == ZR_REQUEST_ARGUMENT_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	int code = copy_argument(name, value, &request->arguments[request->argument_count]);
	request->argument_count += code == 0 ? 1 : 0;
	return code;
}

void zr_request_add_header(struct zr_request *request, const char *name, const char *value)
{
	assert(request != NULL && name != NULL && value != NULL);
	struct zr_answer *answer = &request->answer;
	if (answer->header_count < ZR_ANSWER_HEADER_COUNT_MAX &&
		copy_argument(name, value, &answer->headers[answer->header_count]) == 0) {
		answer->header_count++;
	}
}

const char *zr_request_argument(
	const struct zr_request *request, const char *name, const char *otherwise)
{
	assert(request != NULL && name != NULL);
	for (size_t i = 0; i < request->argument_count; i++) {
		if (strcmp(request->arguments[i].name, name) == 0) {
			return request->arguments[i].value;
		}
	}
	return otherwise;
}

void zr_request_write(struct zr_request *request, zr_apply *apply, zr_handler *then)
{
	assert(request != NULL && apply != NULL && request->apply == NULL);
	request->apply = apply;
	request->handler = then;
}

void zr_request_answer(struct zr_request *request, unsigned status, const char *type)
{
	assert(status >= 200 && status < 600 && type != NULL);
	request->answer.status = status;
	request->answer.type = type;
	request->answer.code = 0;
	request->answer.cache = NULL;
	if ((request->flags & ZR_REQUEST_OPENROSA) != 0 && request->answer.header_count == 0) {
		zr_request_add_header(request, "X-OpenRosa-Version", "1.0");
	}
}

static void set_error_status(struct zr_request *request, int code, const char *type)
{
	zr_request_answer(request, (unsigned)zr_error_http_status(code), type);
	request->answer.code = code;
	/* Whatever was to be sent is not. */
	request->answer.more = NULL;
	request->answer.borrowed_body = NULL;
	request->answer.disposition[0] = '\0';
	request->answer.retry_after_s = zr_error_is_retryable(code) ? 5 : 0;
}

/* Tablets read the error map of lib/envelope/enrol.h. */
static void answer_device_error(struct zr_request *request, const struct zr_error *error)
{
	zr_buffer_finish(&request->answer.body);
	/* Without memory the status alone goes out, and no half of a map. */
	if (zr_enrol_error_encode(error, &request->answer.body) != 0) {
		zr_buffer_clear(&request->answer.body);
	}
	set_error_status(request, error->code, ZR_ENROL_MEDIA_TYPE);
}

static void answer_rosa_error(struct zr_request *request, const struct zr_error *error)
{
	char sentence[600];
	zr_error_format(error, NULL, sentence, sizeof sentence);
	zr_buffer_finish(&request->answer.body);
	zr_rosa_body_make("error", sentence, &request->answer.body);
	set_error_status(request, error->code, ZR_ROSA_BODY_TYPE);
}

void zr_request_answer_error(struct zr_request *request, const struct zr_error *error)
{
	assert(error != NULL && error->code != 0);
	if ((request->flags & ZR_REQUEST_DEVICE) != 0) {
		answer_device_error(request, error);
		return;
	}
	if ((request->flags & ZR_REQUEST_OPENROSA) != 0) {
		answer_rosa_error(request, error);
		return;
	}
	struct json_object *body = zr_error_body_make(error);
	zr_buffer_finish(&request->answer.body);
	if (zr_buffer_add_text(&request->answer.body,
		    json_object_to_json_string_ext(body, JSON_C_TO_STRING_PLAIN)) != 0) {
		zr_buffer_clear(&request->answer.body); /* as above */
	}
	(void)json_object_put(body);
	set_error_status(request, error->code, "application/json");
}
