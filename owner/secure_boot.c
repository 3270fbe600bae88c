/* Certificates by OpenSSL; around them the few bytes of UEFI's own structures. */
#include "owner/secure_boot.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "lib/base/cleanup.h"
#include "owner/key_file.h"

ZR_DEFINE_CLEANUP(X509 *, X509_free);
ZR_DEFINE_CLEANUP(BIO *, BIO_free);
ZR_DEFINE_CLEANUP(PKCS7 *, PKCS7_free);

/* GUIDs as they lie in memory. Source: UEFI 2.10, appendix A and 32.4. */
#define GUID_BYTES 16
static const uint8_t GLOBAL_VARIABLE[GUID_BYTES] = {0x61, 0xdf, 0xe4, 0x8b, 0xca, 0x93, 0xd2, 0x11,
	0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c};
static const uint8_t SECURITY_DATABASE[GUID_BYTES] = {0xcb, 0xb2, 0x19, 0xd7, 0x3a, 0x3d, 0x96,
	0x45, 0xa3, 0xbc, 0xda, 0xd0, 0x0e, 0x67, 0x65, 0x6f};
static const uint8_t CERT_X509[GUID_BYTES] = {0xa1, 0x59, 0xc0, 0xa5, 0xe4, 0x94, 0xa7, 0x4a, 0x87,
	0xb5, 0xab, 0x15, 0x5c, 0x2b, 0xf0, 0x72};
static const uint8_t CERT_TYPE_PKCS7[GUID_BYTES] = {0x9d, 0xd2, 0xaf, 0x4a, 0xdf, 0x68, 0xee, 0x49,
	0x8a, 0xa9, 0x34, 0x7d, 0x37, 0x56, 0x65, 0xa7};

/* Whose entry it is in the list: ours, drawn once. */
static const uint8_t SIGNATURE_OWNER[GUID_BYTES] = {0x7a, 0x61, 0x72, 0x79, 0x61, 0x00, 0x40, 0x4f,
	0x9c, 0x51, 0x6e, 0x2d, 0x83, 0x0b, 0xd4, 0x17};

/* Non-volatile, in boot services, at run time, by time-based authentication. */
#define VARIABLE_ATTRIBUTES 0x27U

/* The time of the variables: a firmware wants each change to be later than the one before it, and
 * compares it with no clock. 2020-01-01. */
static const uint8_t TIMESTAMP[16] = {0xe4, 0x07, 1, 1};

#define RSA_BITS ((size_t)2048)

struct variable {
	const char *name;
	const uint8_t *vendor;
	EVP_PKEY *key;
	X509 *certificate;
};

static void finish_variable(struct variable *variable)
{
	EVP_PKEY_free(variable->key);
	X509_free(variable->certificate);
}

static int fail(struct zr_error *error, const char *name)
{
	ERR_clear_error();
	return zr_error_set(error, ZR_E_NOMEM, "the Secure Boot key %s cannot be made", name);
}

/* ---- certificates ---- */

static bool set_serial(X509 *certificate)
{
	uint8_t bytes[16];
	BIGNUM *number = NULL;
	bool is_set = RAND_bytes(bytes, sizeof bytes) == 1;
	bytes[0] = (uint8_t)((bytes[0] & 0x7f) | 0x40); /* positive, and always 16 bytes */
	number = is_set ? BN_bin2bn(bytes, sizeof bytes, NULL) : NULL;
	is_set = number != NULL &&
		 BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
	BN_free(number);
	return is_set;
}

static bool set_name(X509 *certificate, const char *owner_name, const char *name)
{
	char text[ZR_TRUST_OWNER_NAME_BYTES];
	X509_NAME *subject = X509_get_subject_name(certificate);
	/* A common name has at most 64 letters. */
	(void)snprintf(text, sizeof text, "Zarya %s", name);
	return X509_NAME_add_entry_by_txt(
		       subject, "CN", MBSTRING_UTF8, (const uint8_t *)text, -1, -1, 0) == 1 &&
	       (strlen(owner_name) > 64 || X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8,
						   (const uint8_t *)owner_name, -1, -1, 0) == 1) &&
	       X509_set_issuer_name(certificate, subject) == 1;
}

static bool set_constraints(X509 *certificate)
{
	X509_EXTENSION *extension =
		X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "critical,CA:FALSE");
	bool is_set = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return is_set;
}

static X509 *make_certificate(EVP_PKEY *key, const char *owner_name, const char *name)
{
	ZR_CLEANUP(X509_freep) X509 *certificate = X509_new();
	bool is_made = certificate != NULL && X509_set_version(certificate, X509_VERSION_3) == 1 &&
		       set_serial(certificate) && set_name(certificate, owner_name, name) &&
		       ASN1_TIME_set_string_X509(
			       X509_getm_notBefore(certificate), "20200101000000Z") == 1 &&
		       ASN1_TIME_set_string_X509(
			       X509_getm_notAfter(certificate), "99991231235959Z") == 1 &&
		       X509_set_pubkey(certificate, key) == 1 && set_constraints(certificate) &&
		       X509_sign(certificate, key, EVP_sha256()) > 0;
	return is_made ? ZR_TAKE(certificate) : NULL;
}

/* ---- UEFI's structures ---- */

/* Little-endian numbers behind each other. */
static int add_number(struct zr_buffer *buffer, uint32_t number, size_t bytes)
{
	assert(bytes <= sizeof number);
	uint8_t text[sizeof number];
	for (size_t i = 0; i < bytes; i++) {
		text[i] = (uint8_t)(number >> (8 * i));
	}
	return zr_buffer_add(buffer, text, bytes);
}

/* EFI_SIGNATURE_LIST with one EFI_SIGNATURE_DATA, an X.509 certificate. */
static int add_list(struct zr_buffer *list, X509 *certificate)
{
	uint8_t *der = NULL;
	int der_bytes = i2d_X509(certificate, &der);
	const uint32_t data_bytes = der_bytes > 0 ? (uint32_t)(GUID_BYTES + der_bytes) : 0;
	int code = der_bytes > 0 ? zr_buffer_add(list, CERT_X509, GUID_BYTES) : ZR_E_NOMEM;
	code = code == 0 ? add_number(list, GUID_BYTES + 12 + data_bytes, 4) : code;
	code = code == 0 ? add_number(list, 0, 4) : code;
	code = code == 0 ? add_number(list, data_bytes, 4) : code;
	code = code == 0 ? zr_buffer_add(list, SIGNATURE_OWNER, GUID_BYTES) : code;
	code = code == 0 ? zr_buffer_add(list, der, (size_t)der_bytes) : code;
	OPENSSL_free(der);
	return code;
}

/* What a signature of a variable is over: name in UTF-16, vendor, attributes, time, value. */
static int add_signed_bytes(
	struct zr_buffer *bytes, const struct variable *variable, const struct zr_buffer *list)
{
	int code = 0;
	for (const char *letter = variable->name; code == 0 && *letter != '\0'; letter++) {
		code = add_number(bytes, (uint8_t)*letter, 2);
	}
	code = code == 0 ? zr_buffer_add(bytes, variable->vendor, GUID_BYTES) : code;
	code = code == 0 ? add_number(bytes, VARIABLE_ATTRIBUTES, 4) : code;
	code = code == 0 ? zr_buffer_add(bytes, TIMESTAMP, sizeof TIMESTAMP) : code;
	return code == 0 ? zr_buffer_add(bytes, list->data, list->bytes) : code;
}

/* SignedData alone, without ContentInfo around it; no attributes, for those have the time. */
static int sign_bytes(
	const struct zr_buffer *bytes, const struct variable *by, uint8_t **ret_der, int *ret_bytes)
{
	const int flags = PKCS7_BINARY | PKCS7_DETACHED | PKCS7_NOATTR | PKCS7_NOSMIMECAP;
	ZR_CLEANUP(BIO_freep) BIO *memory = BIO_new_mem_buf(bytes->data, (int)bytes->bytes);
	ZR_CLEANUP(PKCS7_freep)
	PKCS7 *message = PKCS7_sign(NULL, NULL, NULL, memory, flags | PKCS7_PARTIAL);
	if (memory == NULL || message == NULL ||
		PKCS7_sign_add_signer(message, by->certificate, by->key, EVP_sha256(), flags) ==
			NULL ||
		PKCS7_final(message, memory, flags) != 1) {
		return ZR_E_NOMEM;
	}
	*ret_bytes = i2d_PKCS7_SIGNED(message->d.sign, ret_der);
	return *ret_bytes > 0 ? 0 : ZR_E_NOMEM;
}

/* EFI_VARIABLE_AUTHENTICATION_2, then the list. */
static int add_auth(struct zr_buffer *auth, const struct variable *variable,
	const struct variable *by, const struct zr_buffer *list)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	uint8_t *der = NULL;
	int der_bytes = 0;
	assert(auth->bytes == 0 && list->bytes > 0);
	int code = add_signed_bytes(&bytes, variable, list);
	code = code == 0 ? sign_bytes(&bytes, by, &der, &der_bytes) : code;
	code = code == 0 ? zr_buffer_add(auth, TIMESTAMP, sizeof TIMESTAMP) : code;
	code = code == 0 ? add_number(auth, (uint32_t)(8 + GUID_BYTES + der_bytes), 4) : code;
	code = code == 0 ? add_number(auth, 0x0200, 2) : code; /* WIN_CERTIFICATE's revision */
	code = code == 0 ? add_number(auth, 0x0ef1, 2) : code; /* WIN_CERT_TYPE_EFI_GUID */
	code = code == 0 ? zr_buffer_add(auth, CERT_TYPE_PKCS7, GUID_BYTES) : code;
	code = code == 0 ? zr_buffer_add(auth, der, (size_t)der_bytes) : code;
	code = code == 0 ? zr_buffer_add(auth, list->data, list->bytes) : code;
	OPENSSL_free(der);
	return code;
}

/* ---- files ---- */

static int write_file(const struct zr_owner_folder *folder, const char *name, const char *end,
	struct zr_crypto_bytes data, struct zr_error *error)
{
	char path[64];
	(void)snprintf(path, sizeof path, "secure-boot/%s.%s", name, end);
	return zr_owner_folder_write(folder, path, data, error);
}

static int write_certificate(const struct zr_owner_folder *folder, const struct variable *variable,
	struct zr_error *error)
{
	ZR_CLEANUP(BIO_freep) BIO *memory = BIO_new(BIO_s_mem());
	char *pem = NULL;
	long bytes = memory != NULL && PEM_write_bio_X509(memory, variable->certificate) == 1
			     ? BIO_get_mem_data(memory, &pem)
			     : 0;
	return bytes > 0 ? write_file(folder, variable->name, "crt",
				   (struct zr_crypto_bytes){pem, (size_t)bytes}, error)
			 : fail(error, variable->name);
}

static int draw(const struct zr_owner_folder *folder, const char *owner_name,
	struct variable *variable, struct zr_error *error)
{
	char path[64];
	char question[64];
	variable->key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", RSA_BITS);
	variable->certificate =
		variable->key != NULL ? make_certificate(variable->key, owner_name, variable->name)
				      : NULL;
	if (variable->certificate == NULL) {
		return fail(error, variable->name);
	}
	(void)snprintf(path, sizeof path, "secure-boot/%s.pem", variable->name);
	(void)snprintf(
		question, sizeof question, "Passphrase of the Secure Boot key %s", variable->name);
	int code = zr_key_file_write(folder, path, variable->key, question, error);
	return code == 0 ? write_certificate(folder, variable, error) : code;
}

static int write_lists(const struct zr_owner_folder *folder, const struct variable *variable,
	const struct variable *by, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer list = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer auth = {0};
	if (add_list(&list, variable->certificate) != 0 ||
		add_auth(&auth, variable, by, &list) != 0) {
		return fail(error, variable->name);
	}
	int code = write_file(folder, variable->name, "esl",
		(struct zr_crypto_bytes){list.data, list.bytes}, error);
	return code == 0 ? write_file(folder, variable->name, "auth",
				   (struct zr_crypto_bytes){auth.data, auth.bytes}, error)
			 : code;
}

int zr_secure_boot_make(
	const struct zr_owner_folder *folder, const char *owner_name, struct zr_error *error)
{
	assert(folder != NULL && owner_name != NULL);
	ZR_CLEANUP(finish_variable)
	struct variable platform = {.name = "PK", .vendor = GLOBAL_VARIABLE};
	ZR_CLEANUP(finish_variable)
	struct variable exchange = {.name = "KEK", .vendor = GLOBAL_VARIABLE};
	ZR_CLEANUP(finish_variable)
	struct variable database = {.name = "db", .vendor = SECURITY_DATABASE};
	struct variable *const all[] = {&platform, &exchange, &database};
	const struct variable *const by[] = {&platform, &platform, &exchange};
	int code = 0;
	for (size_t i = 0; code == 0 && i < 3; i++) {
		code = draw(folder, owner_name, all[i], error);
	}
	for (size_t i = 0; code == 0 && i < 3; i++) {
		code = write_lists(folder, all[i], by[i], error);
	}
	return code;
}
