/*
 * Tokens: what a program shows (Authorization: Bearer …) where a person has a session. A token acts
 * as the account that it was made for, with its role and its territory; it is drawn by the hub,
 * told once, and kept as its hash. Its id is that hash, which opens nothing.
 */
#ifndef ZR_HUB_ACCESS_TOKENS_H
#define ZR_HUB_ACCESS_TOKENS_H

#include "hub/http/request.h"
#include "lib/envelope/envelope.h"

/* GET /api/accounts/NAME/tokens */
void zr_tokens_list(struct zr_context *context, struct zr_request *request);

/* POST /api/accounts/NAME/tokens {"name"}: {"id","name","token"} */
void zr_tokens_add(struct zr_context *context, struct zr_request *request);

/* POST /api/accounts/NAME/tokens/ID/revoke */
void zr_tokens_revoke(struct zr_context *context, struct zr_request *request);

/* What a token is kept by. */
void zr_tokens_hash(const char *token, uint8_t ret_hash[ZR_HASH_BYTES]);

#endif
