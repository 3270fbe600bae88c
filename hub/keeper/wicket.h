/*
 * The keeper's side of the socket: it opens the vault, gives hello to whoever comes, and answers
 * questions one after another until nobody is left who may ask. After zr_wicket_settle() it opens
 * no file any more.
 */
#ifndef ZR_HUB_KEEPER_WICKET_H
#define ZR_HUB_KEEPER_WICKET_H

#include "hub/keeper/talk.h"
#include "hub/keeper/vault.h"

struct zr_wicket {
	struct zr_vault vault;
	struct zr_keeper_hello hello;
};

/* Opens the vault. On failure hello.error says why, for who listens. Errors of zr_vault_open(). */
int zr_wicket_open(struct zr_wicket *wicket, const char *folder, int64_t now_us,
	struct zr_error *error) ZR_MUST_CHECK;
/* Asks each question but VOUCH once, so that libraries open what they open at first use while they
 * may, and pledges for the whole process. Likewise; errors of zr_pledge_keeper(). */
int zr_wicket_settle(struct zr_wicket *wicket, struct zr_error *error) ZR_MUST_CHECK;
/* Wipes. */
void zr_wicket_close(struct zr_wicket *wicket);

/* One question of `bytes` bytes, answered. For zr_wicket_serve(), and for a hub that has its vault
 * within. Returns the bytes of the answer, which stand in ret_answer. */
union zr_wicket_question {
	uint32_t verb;
	struct zr_keeper_question common;
	struct zr_keeper_vouch_question vouch;
};
union zr_wicket_answer {
	struct zr_keeper_answer common;
	struct zr_keeper_vouch_answer vouch;
};
size_t zr_wicket_answer(struct zr_wicket *wicket, const union zr_wicket_question *question,
	size_t bytes, union zr_wicket_answer *ret_answer);

/* Answers the peer of `fd`, which is -1 for none yet, and those who come to `listener`, which is -1
 * for nobody more: then it returns when the peer is gone; else never. */
void zr_wicket_serve(struct zr_wicket *wicket, int listener, int fd);

#endif
