/*
 * What the status bar and its sheet say of the hub: when it was there last, and why not since.
 * Pure: no clock, no I/O.
 *
 * Bars and hub are two things: the bars say whether there is a network, this says whether the hub
 * answers in it.
 */
#ifndef ZR_SHELL_HUB_TEXT_H
#define ZR_SHELL_HUB_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "tablet/shell/bar/status_text.h"

enum zr_hub_state {
	ZR_HUB_FINE,    /* the last attempt went well */
	ZR_HUB_NEVER,   /* none was made */
	ZR_HUB_SENDING, /* a person asked for one just now */
	ZR_HUB_NO_NETWORK,
	ZR_HUB_SILENT,   /* a network, and no answer in it */
	ZR_HUB_STRANGER, /* somebody else answers: its certificate or signature is not the hub's */
	ZR_HUB_REFUSES,
	ZR_HUB_FULL,
	ZR_HUB_BUSY,
	ZR_HUB_CLOCK, /* the tablet's is wrong */
	ZR_HUB_FAULT, /* any other */
	ZR_HUB_STATE_COUNT,
};

enum zr_hub_state zr_hub_text_state(const struct zr_status *status);

/* Quiet when it is fine, waiting for what passes, alarm for what a person must act on. */
enum zr_status_mood zr_hub_text_mood(enum zr_hub_state state);

enum zr_hub_detail {
	ZR_HUB_BRIEF, /* "does not answer", or "2 d" when it is fine */
	ZR_HUB_USUAL, /* "does not answer, last contact 2 days ago" */
	ZR_HUB_WHOLE, /* "Hub: does not answer, last contact 2 days ago" */
};

/* For the bar; "" before enrolment. */
void zr_hub_text_line(const struct zr_status *status, enum zr_language language,
	enum zr_hub_detail detail, char *text, size_t size);

/* For the sheet: what is the matter and what follows from it, in one or two sentences. */
const char *zr_hub_text_sentence(enum zr_hub_state state, enum zr_language language);

/* "just now", "3 min ago", "2 days ago"; what lies in the future, by a clock that was set back, is
 * just now. */
void zr_hub_text_ago(
	int64_t since_us, int64_t now_us, enum zr_language language, char *text, size_t size);

#endif
