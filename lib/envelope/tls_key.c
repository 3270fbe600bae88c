/* OpenSSL 3: the number by BIGNUM, the point by EC_POINT, the file form by EVP. */
#include "lib/envelope/tls_key.h"

#include <assert.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include "lib/base/cleanup.h"

ZR_DEFINE_CLEANUP(BIGNUM *, BN_clear_free);
ZR_DEFINE_CLEANUP(BN_CTX *, BN_CTX_free);
ZR_DEFINE_CLEANUP(EC_GROUP *, EC_GROUP_free);
ZR_DEFINE_CLEANUP(EC_POINT *, EC_POINT_free);
ZR_DEFINE_CLEANUP(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_free);
ZR_DEFINE_CLEANUP(OSSL_PARAM *, OSSL_PARAM_free);
ZR_DEFINE_CLEANUP(EVP_PKEY_CTX *, EVP_PKEY_CTX_free);
ZR_DEFINE_CLEANUP(EVP_PKEY *, EVP_PKEY_free);

/* 1 + random modulo (order - 1): from 1 to order - 1. */
static bool draw_number(
	BIGNUM *number, const EC_GROUP *group, const uint8_t *random, BN_CTX *context)
{
	ZR_CLEANUP(BN_clear_freep) BIGNUM *bound = BN_dup(EC_GROUP_get0_order(group));
	return bound != NULL && BN_sub_word(bound, 1) == 1 &&
	       BN_bin2bn(random, ZR_TLS_KEY_RANDOM_BYTES, number) != NULL &&
	       BN_mod(number, number, bound, context) == 1 && BN_add_word(number, 1) == 1;
}

static bool find_point(const EC_GROUP *group, const BIGNUM *number, BN_CTX *context,
	uint8_t ret_public[ZR_TLS_KEY_PUBLIC_BYTES])
{
	ZR_CLEANUP(EC_POINT_freep) EC_POINT *point = EC_POINT_new(group);
	return point != NULL && EC_POINT_mul(group, point, number, NULL, NULL, context) == 1 &&
	       EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, ret_public,
		       ZR_TLS_KEY_PUBLIC_BYTES, context) == ZR_TLS_KEY_PUBLIC_BYTES;
}

static EVP_PKEY *make_pair(const BIGNUM *number, const uint8_t *public_half)
{
	ZR_CLEANUP(OSSL_PARAM_BLD_freep) OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	ZR_CLEANUP(EVP_PKEY_CTX_freep)
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	if (builder == NULL || context == NULL ||
		OSSL_PARAM_BLD_push_utf8_string(
			builder, OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0) != 1 ||
		OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, number) != 1 ||
		OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, public_half,
			ZR_TLS_KEY_PUBLIC_BYTES) != 1) {
		return NULL;
	}
	ZR_CLEANUP(OSSL_PARAM_freep)
	OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
	EVP_PKEY *pair = NULL;
	if (parameters == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
		EVP_PKEY_fromdata(context, &pair, EVP_PKEY_KEYPAIR, parameters) != 1) {
		return NULL;
	}
	return pair;
}

static bool write_pair(EVP_PKEY *pair, struct zr_buffer *ret_der)
{
	unsigned char *der = NULL;
	int bytes = i2d_PrivateKey(pair, &der);
	bool is_written = bytes > 0 && zr_buffer_add(ret_der, der, (size_t)bytes) == 0;
	OPENSSL_clear_free(der, bytes > 0 ? (size_t)bytes : 0);
	return is_written;
}

int zr_tls_key_init(struct zr_tls_key *ret_key, const uint8_t random[ZR_TLS_KEY_RANDOM_BYTES],
	struct zr_error *error)
{
	assert(ret_key != NULL && random != NULL);
	*ret_key = (struct zr_tls_key){0};
	ZR_CLEANUP(EC_GROUP_freep)
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	ZR_CLEANUP(BN_CTX_freep) BN_CTX *context = BN_CTX_new();
	ZR_CLEANUP(BN_clear_freep) BIGNUM *number = BN_secure_new();
	ZR_CLEANUP(EVP_PKEY_freep) EVP_PKEY *pair = NULL;
	if (group != NULL && context != NULL && number != NULL &&
		draw_number(number, group, random, context) &&
		find_point(group, number, context, ret_key->public_half)) {
		BN_set_flags(number, BN_FLG_CONSTTIME);
		pair = make_pair(number, ret_key->public_half);
	}
	if (pair == NULL || !write_pair(pair, &ret_key->der)) {
		ERR_clear_error();
		zr_tls_key_finish(ret_key);
		return zr_error_set(error, ZR_E_NOMEM, "no memory to make a key for TLS");
	}
	return 0;
}

void zr_tls_key_finish(struct zr_tls_key *key)
{
	assert(key != NULL);
	zr_buffer_wipe(&key->der);
	explicit_bzero(key->public_half, sizeof key->public_half);
}
