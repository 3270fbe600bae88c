/* OpenSSL asks for a passphrase when a file is encrypted, and only then. */
#include "owner/key_file.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "lib/base/hex.h"
#include "secret/passphrase.h"

enum {
	SCRYPT_N = 1 << 14,
	SCRYPT_R = 8,
	SCRYPT_P = 5,
	SALT_BYTES = 16,
};

#define NAME_BYTES 80

ZR_DEFINE_CLEANUP(BIO *, BIO_free_all);
ZR_DEFINE_CLEANUP(PKCS8_PRIV_KEY_INFO *, PKCS8_PRIV_KEY_INFO_free);
ZR_DEFINE_CLEANUP(X509_SIG *, X509_SIG_free);

static int fail(struct zr_error *error, int code, const char *message, const char *name)
{
	ERR_clear_error();
	return zr_error_set(error, code, "%s: %s", name, message);
}

/* ---- writing ---- */

static bool put_locked(BIO *memory, PKCS8_PRIV_KEY_INFO *plain, const char *passphrase)
{
	assert(passphrase[0] != '\0');
	X509_ALGOR *scheme = PKCS5_pbe2_set_scrypt(
		EVP_aes_256_cbc(), NULL, SALT_BYTES, NULL, SCRYPT_N, SCRYPT_R, SCRYPT_P);
	ZR_CLEANUP(X509_SIG_freep)
	X509_SIG *locked =
		scheme == NULL ? NULL
			       : PKCS8_set0_pbe(passphrase, (int)strlen(passphrase), plain, scheme);
	if (locked == NULL) { /* else it owns the scheme */
		X509_ALGOR_free(scheme);
	}
	return locked != NULL && PEM_write_bio_PKCS8(memory, locked) == 1;
}

/* passphrase NULL: in the clear. */
static int put_pem(EVP_PKEY *key, const char *passphrase, struct zr_buffer *ret_pem)
{
	ZR_CLEANUP(BIO_free_allp) BIO *memory = BIO_new(BIO_s_secmem());
	ZR_CLEANUP(PKCS8_PRIV_KEY_INFO_freep) PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(key);
	char *data = NULL;
	bool is_put = memory != NULL && plain != NULL &&
		      (passphrase != NULL ? put_locked(memory, plain, passphrase)
					  : PEM_write_bio_PKCS8_PRIV_KEY_INFO(memory, plain) == 1);
	long bytes = is_put ? BIO_get_mem_data(memory, &data) : 0;
	ERR_clear_error();
	return bytes > 0 ? zr_buffer_add(ret_pem, data, (size_t)bytes) : ZR_E_NOMEM;
}

int zr_key_file_write(const struct zr_owner_folder *folder, const char *name, EVP_PKEY *key,
	const char *question, struct zr_error *error)
{
	assert(folder != NULL && key != NULL && question != NULL);
	char passphrase[ZR_PASSPHRASE_BYTES] = "";
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer pem = {0};
	const struct zr_passphrase_wish wish = {.file = folder->passphrase_file,
		.credential = "passphrase",
		.question = question,
		.is_new = true};
	int code = folder->is_development ? 0 : zr_passphrase_read(&wish, passphrase, error);
	if (code != 0) {
		return code;
	}
	code = put_pem(key, folder->is_development ? NULL : passphrase, &pem);
	explicit_bzero(passphrase, sizeof passphrase);
	if (code != 0) {
		return fail(error, code, "no memory to write the key", name);
	}
	return zr_owner_folder_write(
		folder, name, (struct zr_crypto_bytes){pem.data, pem.bytes}, error);
}

/* ---- reading ---- */

struct asking {
	const struct zr_owner_folder *folder;
	const char *question;
	struct zr_error *error;
	int code;
};

static int on_passphrase(char *ret_text, int size, int is_writing, void *user)
{
	(void)is_writing;
	struct asking *asking = user;
	char passphrase[ZR_PASSPHRASE_BYTES] = "";
	const struct zr_passphrase_wish wish = {.file = asking->folder->passphrase_file,
		.credential = "passphrase",
		.question = asking->question};
	asking->code = zr_passphrase_read(&wish, passphrase, asking->error);
	size_t length = strlen(passphrase);
	assert(length < sizeof passphrase && size > 0);
	bool is_fit = asking->code == 0 && length <= (size_t)size;
	if (is_fit) {
		memcpy(ret_text, passphrase, length);
	}
	explicit_bzero(passphrase, sizeof passphrase);
	return is_fit ? (int)length : -1;
}

static int read_key(const struct zr_owner_folder *folder, const char *name, const char *question,
	EVP_PKEY **ret_key, struct zr_error *error)
{
	assert(folder != NULL && question != NULL && ret_key != NULL);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer pem = {0};
	struct asking asking = {.folder = folder, .question = question, .error = error};
	int code = zr_owner_folder_read(folder, name, &pem, error);
	if (code != 0) {
		return code;
	}
	ZR_CLEANUP(BIO_free_allp) BIO *memory = BIO_new_mem_buf(pem.data, (int)pem.bytes);
	EVP_PKEY *key = memory == NULL
				? NULL
				: PEM_read_bio_PrivateKey(memory, NULL, on_passphrase, &asking);
	if (key == NULL && asking.code != 0) {
		ERR_clear_error();
		return asking.code;
	}
	if (key == NULL) {
		return fail(error, ZR_E_REFUSED,
			"that is not its passphrase, or the file is damaged", name);
	}
	*ret_key = key;
	return 0;
}

/* ---- the keys of charters ---- */

static void name_of(enum zr_owner_place place, const uint8_t *public_key, char ret_name[NAME_BYTES])
{
	assert(place < ZR_OWNER_PLACE_COUNT && public_key != NULL);
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	char id[2 * ZR_COSE_KEY_ID_BYTES + 1];
	zr_crypto_hash(public_key, ZR_CRYPTO_KEY_BYTES, hash);
	zr_hex_encode(hash, ZR_COSE_KEY_ID_BYTES, id);
	(void)snprintf(ret_name, NAME_BYTES, "%s/%s.pem", zr_owner_folder_place_name(place), id);
}

static void question_of(enum zr_owner_place place, char ret_question[NAME_BYTES])
{
	(void)snprintf(ret_question, NAME_BYTES, "Passphrase of the key %s",
		zr_owner_folder_place_name(place));
}

static bool has_public(EVP_PKEY *key, uint8_t ret_public[ZR_CRYPTO_KEY_BYTES])
{
	size_t bytes = ZR_CRYPTO_KEY_BYTES;
	bool is_read = EVP_PKEY_get_raw_public_key(key, ret_public, &bytes) == 1;
	ERR_clear_error();
	return is_read && bytes == ZR_CRYPTO_KEY_BYTES;
}

int zr_key_file_draw(const struct zr_owner_folder *folder, enum zr_owner_place place,
	uint8_t ret_public[ZR_CRYPTO_KEY_BYTES], struct zr_error *error)
{
	assert(folder != NULL && ret_public != NULL);
	char name[NAME_BYTES];
	char question[NAME_BYTES];
	uint8_t public_key[ZR_CRYPTO_KEY_BYTES];
	ZR_CLEANUP(EVP_PKEY_freep) EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	ZR_CLEANUP(EVP_PKEY_freep) EVP_PKEY *again = NULL;
	if (key == NULL || !has_public(key, public_key)) {
		return fail(error, ZR_E_NOMEM, "no key can be drawn",
			zr_owner_folder_place_name(place));
	}
	name_of(place, public_key, name);
	question_of(place, question);
	int code = zr_key_file_write(folder, name, key, question, error);
	if (code == 0) {
		code = zr_key_file_open(folder, place, public_key, &again, error);
	}
	if (code == 0) {
		memcpy(ret_public, public_key, sizeof public_key);
	}
	return code;
}

bool zr_key_file_is_there(const struct zr_owner_folder *folder, enum zr_owner_place place,
	const uint8_t public_key[ZR_CRYPTO_KEY_BYTES])
{
	assert(folder != NULL && public_key != NULL);
	char name[NAME_BYTES];
	char path[ZR_OWNER_PATH_BYTES];
	name_of(place, public_key, name);
	(void)snprintf(path, sizeof path, "%s/%s", folder->path, name);
	return access(path, R_OK) == 0;
}

int zr_key_file_open(const struct zr_owner_folder *folder, enum zr_owner_place place,
	const uint8_t public_key[ZR_CRYPTO_KEY_BYTES], EVP_PKEY **ret_key, struct zr_error *error)
{
	assert(folder != NULL && public_key != NULL && ret_key != NULL);
	char name[NAME_BYTES];
	char question[NAME_BYTES];
	uint8_t found[ZR_CRYPTO_KEY_BYTES];
	ZR_CLEANUP(EVP_PKEY_freep) EVP_PKEY *key = NULL;
	name_of(place, public_key, name);
	question_of(place, question);
	int code = read_key(folder, name, question, &key, error);
	if (code != 0) {
		return code;
	}
	if (!has_public(key, found) || memcmp(found, public_key, sizeof found) != 0) {
		return fail(error, ZR_E_INVALID, "another key than its name says", name);
	}
	*ret_key = ZR_TAKE(key);
	return 0;
}

static int on_sign(void *user, struct zr_crypto_bytes message,
	uint8_t ret_signature[ZR_CRYPTO_SIGNATURE_BYTES], struct zr_error *error)
{
	EVP_PKEY *key = user;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t bytes = ZR_CRYPTO_SIGNATURE_BYTES;
	bool is_signed =
		context != NULL && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
		EVP_DigestSign(context, ret_signature, &bytes, message.data, message.bytes) == 1 &&
		bytes == ZR_CRYPTO_SIGNATURE_BYTES;
	EVP_MD_CTX_free(context);
	ERR_clear_error();
	return is_signed ? 0 : zr_error_set(error, ZR_E_NOMEM, "no memory to sign");
}

struct zr_cose_signer zr_key_file_signer(
	EVP_PKEY *key, const uint8_t public_key[ZR_CRYPTO_KEY_BYTES])
{
	assert(key != NULL && public_key != NULL);
	struct zr_cose_signer signer = {.ask = on_sign, .user = key};
	memcpy(signer.public_key, public_key, sizeof signer.public_key);
	return signer;
}
