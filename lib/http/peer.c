/* Addresses of sockets and of texts. */
#include "lib/http/peer.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

void zr_peer_read(const struct sockaddr *address, uint8_t ret_peer[ZR_PEER_BYTES])
{
	assert(address != NULL && ret_peer != NULL);
	memset(ret_peer, 0, ZR_PEER_BYTES);
	if (address->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)address;
		ret_peer[10] = ret_peer[11] = 0xff;
		memcpy(ret_peer + 12, &in->sin_addr, sizeof in->sin_addr);
	} else if (address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in = (const void *)address;
		bool is_whole = IN6_IS_ADDR_V4MAPPED(&in->sin6_addr) ||
				IN6_IS_ADDR_LOOPBACK(&in->sin6_addr);
		memcpy(ret_peer, &in->sin6_addr, is_whole ? 16 : 8);
	}
}

/* The address without the brackets and the port that some proxies write. */
static void cut_port(const char *text, char *ret_text, size_t size)
{
	size_t length = strcspn(text, "]");
	if (text[0] == '[' && text[length] == ']') {
		(void)snprintf(ret_text, size, "%.*s", (int)(length - 1), text + 1);
		return;
	}
	(void)snprintf(ret_text, size, "%s", text);
	char *colon = strchr(ret_text, ':');
	if (colon != NULL && strchr(ret_text, '.') < colon && strchr(ret_text, '.') != NULL) {
		*colon = '\0';
	}
}

bool zr_peer_parse(const char *text, uint8_t ret_peer[ZR_PEER_BYTES])
{
	assert(text != NULL && ret_peer != NULL);
	char host[64];
	cut_port(text, host, sizeof host);
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	if (inet_pton(AF_INET, host, &four.sin_addr) == 1) {
		zr_peer_read((const struct sockaddr *)&four, ret_peer);
		return true;
	}
	if (inet_pton(AF_INET6, host, &six.sin6_addr) == 1) {
		zr_peer_read((const struct sockaddr *)&six, ret_peer);
		return true;
	}
	return false;
}

bool zr_peer_is_this_machine(const uint8_t peer[ZR_PEER_BYTES])
{
	assert(peer != NULL);
	static const uint8_t four[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1};
	static const uint8_t six[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
	return memcmp(peer, four, sizeof four) == 0 || memcmp(peer, six, sizeof six) == 0;
}

void zr_peer_format(const uint8_t peer[ZR_PEER_BYTES], char ret_text[ZR_PEER_TEXT_BYTES])
{
	assert(peer != NULL && ret_text != NULL);
	static const uint8_t mapped[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	char text[INET6_ADDRSTRLEN] = "";
	bool is_four = memcmp(peer, mapped, sizeof mapped) == 0;
	if (is_four) {
		(void)inet_ntop(AF_INET, peer + sizeof mapped, text, sizeof text);
	} else {
		(void)inet_ntop(AF_INET6, peer, text, sizeof text);
	}
	bool is_net = !is_four && !zr_peer_is_this_machine(peer);
	(void)snprintf(ret_text, ZR_PEER_TEXT_BYTES, "%.40s%s", text, is_net ? "/64" : "");
}
