/*
 * A client's address as what is counted by address: IPv6 form, of a real IPv6 address the /64 that
 * one household or office has, an IPv4 address whole.
 */
#ifndef ZR_HTTP_PEER_H
#define ZR_HTTP_PEER_H

#include <stdbool.h>
#include <stdint.h>

#define ZR_PEER_BYTES 16

struct sockaddr;

void zr_peer_read(const struct sockaddr *address, uint8_t ret_peer[ZR_PEER_BYTES]);

/* From "192.0.2.1", "2001:db8::1", "[2001:db8::1]:443"; false, and nothing is set, for what is no
 * address. */
bool zr_peer_parse(const char *text, uint8_t ret_peer[ZR_PEER_BYTES]);

/* As people write it: "192.0.2.1", "2001:db8::/64". */
#define ZR_PEER_TEXT_BYTES 48
void zr_peer_format(const uint8_t peer[ZR_PEER_BYTES], char ret_text[ZR_PEER_TEXT_BYTES]);

/* 127.0.0.1 or ::1. */
bool zr_peer_is_this_machine(const uint8_t peer[ZR_PEER_BYTES]);

#endif
