/* A client of its own, a screen long: it must not need what the hub needs. */
#include "hub/watch/status.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "hub/watch/telling.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"

#define PREFIX "zarya_hub_"

enum {
	WAIT_S = 10,
	ANSWER_BYTES_MAX = 1024 * 1024,
	SILENT = 2,
};

/* ---- asking ---- */

static int connect_to(const char *address)
{
	char host[128] = "";
	const char *colon = strrchr(address, ':');
	size_t length = colon != NULL ? (size_t)(colon - address) : 0;
	if (length == 0 || length >= sizeof host) {
		return -1;
	}
	bool is_bracketed = address[0] == '[' && address[length - 1] == ']';
	(void)snprintf(host, sizeof host, "%.*s", (int)(length - (is_bracketed ? 2 : 0)),
		address + (is_bracketed ? 1 : 0));
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	if (getaddrinfo(host, colon + 1, &hints, &found) != 0) {
		return -1;
	}
	ZR_CLEANUP_CLOSE int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const struct timeval wait = {.tv_sec = WAIT_S};
	bool is_there = fd >= 0 &&
			setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) == 0 &&
			setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) == 0 &&
			connect(fd, found->ai_addr, found->ai_addrlen) == 0;
	freeaddrinfo(found);
	return is_there ? ZR_TAKE_FD(fd) : -1;
}

/* The body of GET /metrics; false when it does not come whole. */
static bool ask(const char *address, struct zr_buffer *ret_text)
{
	static const char request[] = "GET /metrics HTTP/1.0\r\nHost: zarya-hub\r\n\r\n";
	ZR_CLEANUP_CLOSE int fd = connect_to(address);
	if (fd < 0 || send(fd, request, sizeof request - 1, MSG_NOSIGNAL) < 0) {
		return false;
	}
	char chunk[16384];
	ssize_t count = 0;
	while ((count = recv(fd, chunk, sizeof chunk, 0)) > 0) {
		if (ret_text->bytes > ANSWER_BYTES_MAX ||
			zr_buffer_add(ret_text, chunk, (size_t)count) != 0) {
			return false;
		}
	}
	const char *text = zr_buffer_text(ret_text);
	return count == 0 && strncmp(text, "HTTP/1.", 7) == 0 &&
	       strncmp(text + 8, " 200 ", 5) == 0 && strstr(text, "\n# TYPE " PREFIX) != NULL;
}

/* ---- telling ---- */

static int is_in_russian(void)
{
	const char *language = getenv("LC_ALL");
	if (language == NULL || language[0] == '\0') {
		language = getenv("LC_MESSAGES");
	}
	if (language == NULL || language[0] == '\0') {
		language = getenv("LANG");
	}
	return language != NULL && strncmp(language, "ru", 2) == 0;
}

int zr_status_run(const char *address, FILE *out)
{
	assert(address != NULL && out != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	int is_russian = is_in_russian();
	if (!ask(address, &text)) {
		(void)fprintf(out,
			is_russian ? "узел не отвечает на %s\n" : "no hub answers at %s\n",
			address);
		return SILENT;
	}
	return zr_telling_tell(zr_buffer_text(&text), is_russian, out);
}
