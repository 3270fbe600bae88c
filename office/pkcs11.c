/* The module is loaded by p11-kit, which looks at its shape. Objects that are derived are the
 * session's, and destroyed at once. */
#include "office/pkcs11.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/crypto.h"

/* Of PKCS#11 3.0; p11-kit's header of Debian 12 ends before. */
#define ECDH_WITHOUT_KDF        1UL
#define EC_MONTGOMERY_PAIR_GEN  0x1056UL
#define SLOT_COUNT_MAX          64
#define POINT_BYTES_MAX         64
#define OCTET_STRING_HEAD_BYTES 2

/* A secret of the token. */
struct pair {
	CK_OBJECT_HANDLE secret;
	CK_OBJECT_HANDLE open; /* its public half; 0 when it was found, not drawn */
	uint8_t public_key[ZR_KEY_BYTES];
};

struct party {
	struct zr_pkcs11 *token; /* borrowed */
	struct pair sign;
	struct pair agree;
};

struct zr_pkcs11 {
	CK_FUNCTION_LIST *module; /* owned */
	bool is_begun;            /* the module is initialised */
	bool is_gone;
	CK_SLOT_ID slot;
	CK_SESSION_HANDLE session;
	struct party parties[ZR_PKCS11_PARTY_COUNT_MAX];
	size_t party_count;
};

ZR_DEFINE_CLEANUP(struct zr_pkcs11 *, zr_pkcs11_close);

/* How each kind of pair is called, and drawn. */
struct kind {
	const char *label;
	CK_MECHANISM_TYPE mechanisms[2]; /* the first that the token has; 0: no other */
	CK_ATTRIBUTE_TYPE use;
	uint8_t curve[5]; /* its object identifier in DER */
};

static const struct kind signing = {.label = "zarya office: signatures",
	.mechanisms = {CKM_EC_EDWARDS_KEY_PAIR_GEN},
	.use = CKA_SIGN,
	.curve = {0x06, 0x03, 0x2b, 0x65, 0x70}};
/* SoftHSM draws X25519 by the mechanism of the other curve. */
static const struct kind agreeing = {.label = "zarya office: answers",
	.mechanisms = {EC_MONTGOMERY_PAIR_GEN, CKM_EC_EDWARDS_KEY_PAIR_GEN},
	.use = CKA_DERIVE,
	.curve = {0x06, 0x03, 0x2b, 0x65, 0x6e}};

static int fail(struct zr_error *error, const char *what, CK_RV result)
{
	return zr_error_set(
		error, ZR_E_IO, "%s: the token says %s", what, p11_kit_strerror(result));
}

/* ---- the token ---- */

/* Names are filled up with blanks. */
static bool is_named(const CK_TOKEN_INFO *info, const char *label)
{
	size_t bytes = strlen(label);
	if (bytes == 0 || bytes > sizeof info->label || memcmp(info->label, label, bytes) != 0) {
		return false;
	}
	for (size_t i = bytes; i < sizeof info->label; i++) {
		if (info->label[i] != ' ') {
			return false;
		}
	}
	return true;
}

static int find_slot(
	struct zr_pkcs11 *token, const struct zr_pkcs11_place *place, struct zr_error *error)
{
	CK_SLOT_ID slots[SLOT_COUNT_MAX];
	CK_ULONG count = SLOT_COUNT_MAX;
	CK_RV result = token->module->C_GetSlotList(CK_TRUE, slots, &count);
	if (result != CKR_OK) {
		return fail(error, "list the tokens", result);
	}
	for (CK_ULONG i = 0; i < count; i++) {
		CK_TOKEN_INFO info = {0};
		if (token->module->C_GetTokenInfo(slots[i], &info) == CKR_OK &&
			is_named(&info, place->label)) {
			token->slot = slots[i];
			return 0;
		}
	}
	return zr_error_set(error, ZR_E_NOT_FOUND, "there is no token named %.32s behind %.200s",
		place->label, place->module);
}

static int log_in(struct zr_pkcs11 *token, const char *pin, struct zr_error *error)
{
	const CK_FUNCTION_LIST *module = token->module;
	CK_RV result = module->C_OpenSession(
		token->slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &token->session);
	if (result != CKR_OK) {
		return fail(error, "begin with the token", result);
	}
	/* The interface wants bytes that it may change, and changes none. */
	result = module->C_Login(
		token->session, CKU_USER, (CK_UTF8CHAR *)(uintptr_t)pin, strlen(pin));
	switch (result) {
	case CKR_OK:
	case CKR_USER_ALREADY_LOGGED_IN:
		return 0;
	case CKR_PIN_INCORRECT:
	case CKR_PIN_INVALID:
	case CKR_PIN_LEN_RANGE:
		return zr_error_set(error, ZR_E_REFUSED,
			"that is not the token's PIN; it locks itself after some wrong ones");
	case CKR_PIN_LOCKED:
		return zr_error_set(error, ZR_E_REFUSED,
			"the token is locked: too many wrong PINs; its security officer unlocks "
			"it");
	default:
		return fail(error, "log in", result);
	}
}

int zr_pkcs11_open(const struct zr_pkcs11_place *place, const char *pin,
	struct zr_pkcs11 **ret_token, struct zr_error *error)
{
	assert(place != NULL && place->module != NULL && place->label != NULL && pin != NULL);
	assert(ret_token != NULL);
	ZR_CLEANUP(zr_pkcs11_closep) struct zr_pkcs11 *token = calloc(1, sizeof *token);
	if (token == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the token");
	}
	token->module = p11_kit_module_load(place->module, 0);
	if (token->module == NULL) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "%.200s is no PKCS#11 module: %.120s",
			place->module, p11_kit_message());
	}
	CK_RV result = p11_kit_module_initialize(token->module);
	if (result != CKR_OK) {
		return fail(error, "begin with the module", result);
	}
	token->is_begun = true;
	int code = find_slot(token, place, error);
	if (code == 0) {
		code = log_in(token, pin, error);
	}
	if (code == 0) {
		*ret_token = ZR_TAKE(token);
	}
	return code;
}

void zr_pkcs11_close(struct zr_pkcs11 *token)
{
	if (token == NULL) {
		return;
	}
	assert(token->session == 0 || token->module != NULL);
	if (token->session != 0) {
		(void)token->module->C_CloseSession(token->session);
	}
	if (token->is_begun) {
		(void)p11_kit_module_finalize(token->module);
	}
	if (token->module != NULL) {
		p11_kit_module_release(token->module);
	}
	free(token);
}

bool zr_pkcs11_is_gone(const struct zr_pkcs11 *token)
{
	assert(token != NULL);
	return token->is_gone;
}

/* ---- using a pair ---- */

static CK_RV take_value(
	const struct zr_pkcs11 *token, CK_OBJECT_HANDLE secret, uint8_t ret_shared[ZR_KEY_BYTES])
{
	CK_ATTRIBUTE value = {CKA_VALUE, ret_shared, ZR_KEY_BYTES};
	CK_RV result = token->module->C_GetAttributeValue(token->session, secret, &value, 1);
	(void)token->module->C_DestroyObject(token->session, secret);
	return result == CKR_OK && value.ulValueLen != ZR_KEY_BYTES ? CKR_GENERAL_ERROR : result;
}

/* X25519 in the token; what is agreed on is one record's, and may leave it. */
static CK_RV derive(const struct zr_pkcs11 *token, CK_OBJECT_HANDLE key,
	const uint8_t peer[ZR_KEY_BYTES], uint8_t ret_shared[ZR_KEY_BYTES])
{
	static const uint8_t zero[ZR_KEY_BYTES];
	uint8_t point[ZR_KEY_BYTES];
	memcpy(point, peer, sizeof point);
	CK_ECDH1_DERIVE_PARAMS parameters = {
		.kdf = ECDH_WITHOUT_KDF, .ulPublicDataLen = sizeof point, .pPublicData = point};
	CK_MECHANISM mechanism = {CKM_ECDH1_DERIVE, &parameters, sizeof parameters};
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_GENERIC_SECRET;
	CK_ULONG bytes = ZR_KEY_BYTES;
	CK_BBOOL yes = CK_TRUE;
	CK_BBOOL no = CK_FALSE;
	CK_ATTRIBUTE shape[] = {{CKA_CLASS, &class, sizeof class},
		{CKA_KEY_TYPE, &type, sizeof type}, {CKA_VALUE_LEN, &bytes, sizeof bytes},
		{CKA_TOKEN, &no, sizeof no}, {CKA_SENSITIVE, &no, sizeof no},
		{CKA_EXTRACTABLE, &yes, sizeof yes}};
	CK_OBJECT_HANDLE secret = 0;
	CK_RV result = token->module->C_DeriveKey(
		token->session, &mechanism, key, shape, sizeof shape / sizeof shape[0], &secret);
	if (result == CKR_OK) {
		result = take_value(token, secret, ret_shared);
	}
	bool is_nothing = result == CKR_OK && memcmp(ret_shared, zero, sizeof zero) == 0;
	return is_nothing ? CKR_FUNCTION_FAILED : result;
}

/* FORGED is final: after a failure a point that is known to be good is tried, the party's own. */
static int ask(void *user, const uint8_t peer[ZR_KEY_BYTES], uint8_t ret_shared[ZR_KEY_BYTES])
{
	assert(user != NULL && peer != NULL && ret_shared != NULL);
	const struct party *party = user;
	struct zr_pkcs11 *token = party->token;
	uint8_t unused[ZR_KEY_BYTES];
	if (derive(token, party->agree.secret, peer, ret_shared) == CKR_OK) {
		return 0;
	}
	token->is_gone |=
		derive(token, party->agree.secret, party->agree.public_key, unused) != CKR_OK;
	explicit_bzero(unused, sizeof unused);
	return token->is_gone ? ZR_E_LOCKED : ZR_E_FORGED;
}

static int ask_sign(void *user, const void *message, size_t bytes,
	uint8_t ret_signature[ZR_KEY_SIGNATURE_BYTES])
{
	assert(user != NULL && message != NULL && ret_signature != NULL);
	const struct party *party = user;
	struct zr_pkcs11 *token = party->token;
	CK_MECHANISM mechanism = {CKM_EDDSA, NULL, 0};
	CK_ULONG signature_bytes = ZR_KEY_SIGNATURE_BYTES;
	CK_RV result = token->module->C_SignInit(token->session, &mechanism, party->sign.secret);
	if (result == CKR_OK) {
		result = token->module->C_Sign(token->session, (CK_BYTE *)(uintptr_t)message, bytes,
			ret_signature, &signature_bytes);
	}
	token->is_gone |= result != CKR_OK || signature_bytes != ZR_KEY_SIGNATURE_BYTES;
	return token->is_gone ? ZR_E_LOCKED : 0;
}

/* The party that the pairs make up. */
static int join(struct zr_pkcs11 *token, const struct party *pairs, struct zr_party_secret *ret_key,
	struct zr_error *error)
{
	if (token->party_count == ZR_PKCS11_PARTY_COUNT_MAX) {
		return zr_error_set(error, ZR_E_LIMIT, "the token has more than %d of them",
			ZR_PKCS11_PARTY_COUNT_MAX);
	}
	struct party *party = &token->parties[token->party_count++];
	*party = *pairs;
	party->token = token;
	*ret_key = (struct zr_party_secret){.ask = ask, .ask_sign = ask_sign, .ask_user = party};
	zr_party_public_init(
		&ret_key->public_half, party->sign.public_key, party->agree.public_key);
	return 0;
}

/* ---- drawing ---- */

/* As it is, or in an OCTET STRING. */
static int take_point(const struct zr_pkcs11 *token, struct pair *pair, struct zr_error *error)
{
	uint8_t point[POINT_BYTES_MAX];
	CK_ATTRIBUTE value = {CKA_EC_POINT, point, sizeof point};
	CK_RV result = token->module->C_GetAttributeValue(token->session, pair->open, &value, 1);
	if (result != CKR_OK) {
		return fail(error, "read the public half", result);
	}
	if (value.ulValueLen != ZR_KEY_BYTES &&
		value.ulValueLen != ZR_KEY_BYTES + OCTET_STRING_HEAD_BYTES) {
		return zr_error_set(error, ZR_E_UNSUPPORTED,
			"the token's public half has %lu bytes", value.ulValueLen);
	}
	memcpy(pair->public_key, point + value.ulValueLen - ZR_KEY_BYTES, ZR_KEY_BYTES);
	return 0;
}

static CK_RV draw_by(const struct zr_pkcs11 *token, const struct kind *kind, CK_MECHANISM_TYPE type,
	struct pair *ret_pair)
{
	CK_MECHANISM mechanism = {type, NULL, 0};
	CK_BBOOL yes = CK_TRUE;
	CK_BBOOL no = CK_FALSE;
	char *label = (char *)(uintptr_t)kind->label;
	CK_ATTRIBUTE open[] = {{CKA_TOKEN, &yes, sizeof yes}, {CKA_LABEL, label, strlen(label)},
		{CKA_EC_PARAMS, (void *)(uintptr_t)kind->curve, sizeof kind->curve}};
	CK_ATTRIBUTE secret[] = {{CKA_TOKEN, &yes, sizeof yes}, {CKA_PRIVATE, &yes, sizeof yes},
		{CKA_LABEL, label, strlen(label)}, {CKA_SENSITIVE, &yes, sizeof yes},
		{CKA_EXTRACTABLE, &no, sizeof no}, {kind->use, &yes, sizeof yes}};
	return token->module->C_GenerateKeyPair(token->session, &mechanism, open,
		sizeof open / sizeof open[0], secret, sizeof secret / sizeof secret[0],
		&ret_pair->open, &ret_pair->secret);
}

static int draw_pair(const struct zr_pkcs11 *token, const struct kind *kind, struct pair *ret_pair,
	struct zr_error *error)
{
	CK_RV result = CKR_MECHANISM_INVALID;
	size_t count = sizeof kind->mechanisms / sizeof kind->mechanisms[0];
	for (size_t i = 0; i < count && kind->mechanisms[i] != 0 && result != CKR_OK; i++) {
		CK_MECHANISM_INFO info;
		result = token->module->C_GetMechanismInfo(token->slot, kind->mechanisms[i], &info);
		if (result == CKR_OK) {
			result = draw_by(token, kind, kind->mechanisms[i], ret_pair);
		}
	}
	if (result != CKR_OK) {
		return zr_error_set(error, ZR_E_UNSUPPORTED,
			"the token draws no %s key (it says %s): an office needs one with both "
			"Ed25519 and X25519",
			kind == &signing ? "Ed25519" : "X25519", p11_kit_strerror(result));
	}
	return take_point(token, ret_pair, error);
}

static void destroy(const struct zr_pkcs11 *token, const struct pair *pair)
{
	if (pair->secret != 0) {
		(void)token->module->C_DestroyObject(token->session, pair->secret);
		(void)token->module->C_DestroyObject(token->session, pair->open);
	}
}

/* By its party's id both are found again. */
static int name(const struct zr_pkcs11 *token, const struct pair *pair,
	const uint8_t id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	CK_ATTRIBUTE value = {CKA_ID, (void *)(uintptr_t)id, ZR_PARTY_ID_BYTES};
	CK_RV result = token->module->C_SetAttributeValue(token->session, pair->secret, &value, 1);
	if (result == CKR_OK) {
		result = token->module->C_SetAttributeValue(token->session, pair->open, &value, 1);
	}
	return result == CKR_OK ? 0 : fail(error, "name the key", result);
}

int zr_pkcs11_draw(struct zr_pkcs11 *token, struct zr_party_secret *ret_key, struct zr_error *error)
{
	assert(token != NULL && ret_key != NULL);
	struct party pairs = {0};
	struct zr_party_public public_half;
	int code = draw_pair(token, &signing, &pairs.sign, error);
	if (code == 0) {
		code = draw_pair(token, &agreeing, &pairs.agree, error);
	}
	if (code == 0) {
		zr_party_public_init(&public_half, pairs.sign.public_key, pairs.agree.public_key);
		code = name(token, &pairs.sign, public_half.id, error);
	}
	if (code == 0) {
		code = name(token, &pairs.agree, public_half.id, error);
	}
	if (code == 0) {
		code = join(token, &pairs, ret_key, error);
	}
	if (code != 0) {
		destroy(token, &pairs.sign);
		destroy(token, &pairs.agree);
	}
	return code;
}

/* ---- finding ---- */

static int find_pair(const struct zr_pkcs11 *token, const struct kind *kind,
	const uint8_t id[ZR_PARTY_ID_BYTES], CK_OBJECT_HANDLE *ret_secret, struct zr_error *error)
{
	CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
	char *label = (char *)(uintptr_t)kind->label;
	CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class},
		{CKA_ID, (void *)(uintptr_t)id, ZR_PARTY_ID_BYTES},
		{CKA_LABEL, label, strlen(label)}};
	CK_ULONG count = 0;
	CK_RV result = token->module->C_FindObjectsInit(
		token->session, wanted, sizeof wanted / sizeof wanted[0]);
	if (result == CKR_OK) {
		result = token->module->C_FindObjects(token->session, ret_secret, 1, &count);
		(void)token->module->C_FindObjectsFinal(token->session);
	}
	if (result != CKR_OK) {
		return fail(error, "look for the office's key", result);
	}
	return count == 1 ? 0
			  : zr_error_set(error, ZR_E_NOT_FOUND,
				    "the token does not hold this key of the office");
}

int zr_pkcs11_find(struct zr_pkcs11 *token, const struct zr_party_public *key,
	struct zr_party_secret *ret_key, struct zr_error *error)
{
	assert(token != NULL && key != NULL && ret_key != NULL);
	struct party pairs = {0};
	memcpy(pairs.sign.public_key, key->sign, ZR_KEY_BYTES);
	memcpy(pairs.agree.public_key, key->agree, ZR_KEY_BYTES);
	int code = find_pair(token, &signing, key->id, &pairs.sign.secret, error);
	if (code == 0) {
		code = find_pair(token, &agreeing, key->id, &pairs.agree.secret, error);
	}
	return code == 0 ? join(token, &pairs, ret_key, error) : code;
}
