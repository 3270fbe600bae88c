/*
 * The second factor of an account: codes of six digits that change every half minute (TOTP over
 * HMAC-SHA-1, RFC 6238 and 4226), as every authenticator makes them, and ten recovery codes for who
 * lost his telephone. The store holds a number that was drawn, never the secret: that is what the
 * keeper alone makes of the number (zr_keeper_derive()), so a copy of the store gives no code.
 * Pure.
 */
#ifndef ZR_HUB_ACCESS_FACTOR_H
#define ZR_HUB_ACCESS_FACTOR_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

#define ZR_FACTOR_SECRET_BYTES   20 /* RFC 4226, 4: as long as the hash */
#define ZR_FACTOR_TEXT_BYTES     33 /* the secret in base 32, with its NUL */
#define ZR_FACTOR_STEP_S         30
#define ZR_FACTOR_DIGIT_COUNT    6
#define ZR_FACTOR_RECOVERY_COUNT 10
#define ZR_FACTOR_RECOVERY_BYTES 20 /* four groups of four letters, with the NUL */

/* The step of the code: the present one, that before or that after, for clocks differ; blanks in
 * it do not matter. ZR_E_REFUSED: it is none of them, or not behind `used`, the last one that was
 * good. */
int zr_factor_verify(const uint8_t secret[ZR_FACTOR_SECRET_BYTES], const char *code, int64_t now_us,
	uint64_t used, uint64_t *ret_step) ZR_MUST_CHECK;

/* What a telephone takes: "otpauth://totp/…", and the secret for who types it. */
void zr_factor_format_secret(
	const uint8_t secret[ZR_FACTOR_SECRET_BYTES], char ret_text[ZR_FACTOR_TEXT_BYTES]);

/* A recovery code of the secret, by number. ZR_E_NOMEM. */
int zr_factor_format_recovery(const uint8_t secret[ZR_FACTOR_SECRET_BYTES], unsigned number,
	char ret_code[ZR_FACTOR_RECOVERY_BYTES]) ZR_MUST_CHECK;
/* The number of a recovery code; hyphens, blanks and capitals do not matter. ZR_E_REFUSED. */
int zr_factor_find_recovery(const uint8_t secret[ZR_FACTOR_SECRET_BYTES], const char *code,
	unsigned *ret_number) ZR_MUST_CHECK;

#endif
