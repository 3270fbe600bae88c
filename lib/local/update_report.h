/*
 * What the updater tells the agent about updates: a small file of lines "name value", written anew
 * at each step and moved into its place. The agent answers by a request, a file of one word. Pure.
 *
 *	state	wanted			running	the release that runs, 0: it does not say
 *	release	the one it is about	file	sha256 bytes (wanted: fetch these)
 *	why	the sentence of a failure
 */
#ifndef ZR_LOCAL_UPDATE_REPORT_H
#define ZR_LOCAL_UPDATE_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

#define ZR_UPDATE_REPORT_NAME_BYTES     65 /* a SHA-256 in hex */
#define ZR_UPDATE_REPORT_SENTENCE_BYTES 320
#define ZR_UPDATE_REPORT_FILE_COUNT_MAX 3 /* one a part */

/* The request's words. */
#define ZR_UPDATE_REQUEST_LOOK    "look"    /* only say what is there and what is missing */
#define ZR_UPDATE_REQUEST_INSTALL "install" /* and install it when nothing is missing */

enum zr_update_state {
	ZR_UPDATE_IDLE,    /* nothing to go to */
	ZR_UPDATE_WANTED,  /* a release to go to; files are missing, or none is: then it may be
			      installed */
	ZR_UPDATE_WORKING, /* it is being made and written */
	ZR_UPDATE_READY,   /* it stands in the other slot and starts next */
	ZR_UPDATE_FAILED,  /* see why; the running release is as it was */
};

struct zr_update_report {
	enum zr_update_state state;
	uint32_t running;
	uint32_t release; /* 0: none */
	struct {
		char name[ZR_UPDATE_REPORT_NAME_BYTES];
		uint64_t bytes;
	} files[ZR_UPDATE_REPORT_FILE_COUNT_MAX];
	size_t file_count;
	char why[ZR_UPDATE_REPORT_SENTENCE_BYTES];
};

/* Appends. ZR_E_NOMEM. */
int zr_update_report_format(
	const struct zr_update_report *report, struct zr_buffer *ret_text) ZR_MUST_CHECK;

/* text ends with NUL. ZR_E_SYNTAX: it is none, or of a later version that says more. */
int zr_update_report_parse(const char *text, struct zr_update_report *ret_report,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
