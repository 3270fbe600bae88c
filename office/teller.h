/*
 * One question answered: each item is opened with the key that it is sealed to, the audit has it on
 * disk, and only then there is an answer. What cannot be opened says why, by itself. What is opened
 * for a search for doubles stands in the audit like all else, and does not leave the office.
 */
#ifndef ZR_OFFICE_TELLER_H
#define ZR_OFFICE_TELLER_H

#include "lib/base/buffer.h"
#include "office/namesake.h"
#include "office/strongbox.h"
#include "office/trail.h"

struct zr_teller {
	const struct zr_strongbox *vault; /* borrowed */
	const struct zr_pkcs11 *token;    /* that has some of its keys; borrowed; NULL: none has */
	struct zr_trail *trail;           /* borrowed */
	struct zr_namesakes *namesakes;   /* borrowed */
};

/* message is what is behind a frame's length. The frame of the answer is appended to ret_frame;
 * ZR_E_SYNTAX, ZR_E_LIMIT: the message is no question, and who sent it need not be answered.
 * ZR_E_NOMEM. */
int zr_teller_answer(const struct zr_teller *desk, const void *message, size_t bytes,
	int64_t now_us, struct zr_buffer *ret_frame) ZR_MUST_CHECK;

#endif
