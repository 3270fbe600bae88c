/* Numbers or names, IPv4 or IPv6: what getaddrinfo() finds first. */
#include "lib/http/endpoint.h"

#include <assert.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/base/cleanup.h"

int zr_endpoint_open(const char *address, int *ret_fd, struct zr_error *error)
{
	assert(address != NULL && ret_fd != NULL);
	char host[128];
	const char *colon = strrchr(address, ':');
	size_t length = colon != NULL ? (size_t)(colon - address) : 0;
	if (colon == NULL || length == 0 || length >= sizeof host) {
		return zr_error_set(error, ZR_E_INVALID,
			"\"%s\" is no address to listen on; write HOST:PORT", address);
	}
	bool is_bracketed = address[0] == '[' && address[length - 1] == ']';
	(void)snprintf(host, sizeof host, "%.*s", (int)(length - (is_bracketed ? 2 : 0)),
		address + (is_bracketed ? 1 : 0));
	struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	if (getaddrinfo(host, colon + 1, &hints, &found) != 0) {
		return zr_error_set(error, ZR_E_INVALID,
			"\"%s\" is no address to listen on; write HOST:PORT", address);
	}
	ZR_CLEANUP_CLOSE int fd =
		socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int yes = 1;
	int failed = fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
		     bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, 1024) != 0;
	freeaddrinfo(found);
	if (failed) {
		return zr_error_set(
			error, ZR_E_IO, "cannot listen on %s: %m; is it taken?", address);
	}
	*ret_fd = ZR_TAKE_FD(fd);
	return 0;
}

unsigned zr_endpoint_port(int fd)
{
	assert(fd >= 0);
	struct sockaddr_storage address = {0};
	socklen_t bytes = sizeof address;
	if (getsockname(fd, (struct sockaddr *)&address, &bytes) != 0) {
		return 0;
	}
	char port[16] = "0";
	(void)getnameinfo(
		(struct sockaddr *)&address, bytes, NULL, 0, port, sizeof port, NI_NUMERICSERV);
	return (unsigned)strtoul(port, NULL, 10);
}
