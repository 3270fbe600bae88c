/*
 * One request of a browser and its answer, whole: what the door collects and the clerk fills in.
 * Belongs to one thread.
 */
#ifndef ZR_RESPOND_INQUIRY_H
#define ZR_RESPOND_INQUIRY_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/http/peer.h"
#include "respond/core/fields.h"

#define ZR_INQUIRY_COOKIE_BYTES   320
#define ZR_INQUIRY_LOCATION_BYTES 1024

struct zr_inquiry {
	bool is_post;
	const char *path;       /* borrowed: "/form" */
	struct zr_fields query; /* of the address, then of the body */
	struct zr_fields form;
	char cookie[ZR_INQUIRY_COOKIE_BYTES]; /* the permit's, "" for none */
	char language[3];                     /* that the browser asks for first: "ru", "" */
	uint8_t peer[ZR_PEER_BYTES];
	bool is_secure; /* by TLS, with us or with our proxy */
	int64_t now_us;

	unsigned status;  /* 0 while there is no answer */
	const char *type; /* static */
	struct zr_buffer body;
	char location[ZR_INQUIRY_LOCATION_BYTES]; /* "" for none */
	char set_cookie[ZR_INQUIRY_COOKIE_BYTES + 120];
	unsigned retry_after_s;
	bool is_again;           /* once the round is on disk there is more to do: no answer yet */
	bool is_second;          /* and that round is on disk now */
	struct zr_inquiry *next; /* while it waits */
	void *owner;             /* of who waits for the answer */
	bool is_kept;            /* the browser may keep the answer: it is the same for everybody */
};

#endif
