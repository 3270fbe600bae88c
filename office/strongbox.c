/* A key's file is written aside, synced and renamed; office.pub only when the key is there. */
#include "office/strongbox.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/envelope/crypto.h"
#include "lib/envelope/succession.h"

#define MAGIC       "ZRYOFF1\n"
#define MAGIC_BYTES (sizeof MAGIC - 1)
#define SALT_BYTES  16
#define PLAIN_BYTES (2 * ZR_KEY_BYTES)
/* scrypt: 64 MiB and some tenths of a second for each guess; a file may ask for 1 GiB at most. */
#define COST_LOG2     16
#define COST_LOG2_MAX 20
#define BLOCK_SIZE    8
#define PATH_BYTES    3200

struct key_file {
	uint8_t magic[MAGIC_BYTES];
	uint8_t cost_log2;
	uint8_t salt[SALT_BYTES];
	uint8_t nonce[ZR_CRYPTO_NONCE_BYTES];
	uint8_t sealed[PLAIN_BYTES + ZR_CRYPTO_TAG_BYTES];
};
static_assert(sizeof(struct key_file) == 117, "bytes of a file: no padding");
#define HEAD_BYTES offsetof(struct key_file, sealed)

static int derive(const struct key_file *file, const char *passphrase,
	uint8_t ret_key[ZR_CRYPTO_KEY_BYTES], struct zr_error *error)
{
	assert(file->cost_log2 >= 1 && file->cost_log2 <= COST_LOG2_MAX);
	uint64_t cost = (uint64_t)1 << file->cost_log2;
	uint64_t memory = 128 * BLOCK_SIZE * cost + (uint64_t)32 * 1024 * 1024;
	if (EVP_PBE_scrypt(passphrase, strlen(passphrase), file->salt, sizeof file->salt, cost,
		    BLOCK_SIZE, 1, memory, ret_key, ZR_CRYPTO_KEY_BYTES) == 1) {
		return 0;
	}
	ERR_clear_error();
	return zr_error_set(error, ZR_E_NOMEM, "no memory to open the office's key");
}

static int draw(void *ret_data, size_t bytes, struct zr_error *error)
{
	return getrandom(ret_data, bytes, 0) == (ssize_t)bytes
		       ? 0
		       : zr_error_set_errno(error, errno, "draw random bytes");
}

static int write_all(int file, const void *data, size_t bytes)
{
	const char *from = data;
	while (bytes > 0) {
		ssize_t count = write(file, from, bytes);
		if (count < 0) {
			return -1;
		}
		from += count;
		bytes -= (size_t)count;
	}
	return fsync(file);
}

/* DIR/name, whole or not at all. */
static int write_file(const char *folder, const char *name, const void *data, size_t bytes,
	struct zr_error *error)
{
	assert(data != NULL && bytes > 0);
	char path[PATH_BYTES];
	char aside[PATH_BYTES];
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	(void)snprintf(aside, sizeof aside, "%s/%s.new", folder, name);
	ZR_CLEANUP_CLOSE int file = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file < 0 || write_all(file, data, bytes) < 0 || rename(aside, path) < 0) {
		return zr_error_set_errno(error, errno, "write the office's key");
	}
	ZR_CLEANUP_CLOSE int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return directory >= 0 && fsync(directory) == 0
		       ? 0
		       : zr_error_set_errno(error, errno, "sync the folder of the office's key");
}

/* ---- reading ---- */

static int unseal(const struct key_file *file, const char *passphrase,
	struct zr_party_secret *ret_key, struct zr_error *error)
{
	uint8_t key[ZR_CRYPTO_KEY_BYTES] = {0};
	uint8_t plain[PLAIN_BYTES] = {0};
	if (memcmp(file->magic, MAGIC, MAGIC_BYTES) != 0 || file->cost_log2 < 1 ||
		file->cost_log2 > COST_LOG2_MAX) {
		return zr_error_set(error, ZR_E_INVALID, "that is no key of an office");
	}
	int code = derive(file, passphrase, key, error);
	if (code == 0) {
		const struct zr_crypto_bytes head = {file, HEAD_BYTES};
		const struct zr_crypto_bytes sealed = {file->sealed, sizeof file->sealed};
		code = zr_crypto_unseal(key, file->nonce, head, sealed, plain);
		if (code == ZR_E_FORGED) {
			code = zr_error_set(error, ZR_E_REFUSED,
				"the passphrase is not the one of the office's key, or the key's "
				"file is damaged");
		}
	}
	if (code == 0) {
		code = zr_party_init(ret_key, plain, error);
	}
	explicit_bzero(key, sizeof key);
	explicit_bzero(plain, sizeof plain);
	return code;
}

static int read_key(int folder, const char *name, const char *passphrase,
	struct zr_strongbox *vault, struct zr_error *error)
{
	struct key_file file;
	char more;
	ZR_CLEANUP_CLOSE int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (vault->count == ZR_STRONGBOX_KEY_COUNT_MAX) {
		return zr_error_set(error, ZR_E_LIMIT, "the office has more than %d keys",
			ZR_STRONGBOX_KEY_COUNT_MAX);
	}
	if (fd < 0) {
		return zr_error_set_errno(error, errno, "read the office's key");
	}
	if (read(fd, &file, sizeof file) != sizeof file || read(fd, &more, 1) != 0) {
		return zr_error_set(error, ZR_E_INVALID, "keys/%.80s is no key of an office", name);
	}
	int code = unseal(&file, passphrase, &vault->keys[vault->count], error);
	vault->count += code == 0 ? 1 : 0;
	return code;
}

/* The next file of a key; NULL behind the last. */
static const char *next_file(DIR *directory)
{
	assert(directory != NULL);
	const struct dirent *entry = NULL;
	while ((entry = readdir(directory)) != NULL) {
		const char *end = strrchr(entry->d_name, '.');
		if (end != NULL && strcmp(end, ".key") == 0) {
			return entry->d_name;
		}
	}
	return NULL;
}

static DIR *open_keys(const char *folder)
{
	char path[PATH_BYTES];
	(void)snprintf(path, sizeof path, "%s/keys", folder);
	return opendir(path);
}

bool zr_strongbox_has_files(const char *folder)
{
	assert(folder != NULL);
	DIR *directory = open_keys(folder);
	bool has = directory != NULL && next_file(directory) != NULL;
	if (directory != NULL) {
		(void)closedir(directory);
	}
	return has;
}

static int read_files(const char *folder, const char *passphrase, struct zr_strongbox *vault,
	struct zr_error *error)
{
	DIR *directory = open_keys(folder);
	if (directory == NULL) {
		return errno == ENOENT ? 0
				       : zr_error_set_errno(error, errno, "read the office's keys");
	}
	int code = 0;
	for (const char *name = next_file(directory); code == 0 && name != NULL;
		name = next_file(directory)) {
		code = read_key(dirfd(directory), name, passphrase, vault, error);
	}
	(void)closedir(directory);
	return code;
}

/* office.pub: the line of keys. */
static int read_line(const char *folder, struct zr_buffer *ret_line, struct zr_error *error)
{
	char path[PATH_BYTES];
	uint8_t bytes[ZR_SUCCESSION_BYTES_MAX + 1];
	(void)snprintf(path, sizeof path, "%s/office.pub", folder);
	ZR_CLEANUP_CLOSE int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count = file >= 0 ? read(file, bytes, sizeof bytes) : -1;
	if (count <= 0 || zr_buffer_add(ret_line, bytes, (size_t)count) != 0) {
		return zr_error_set(error, ZR_E_INVALID, "%s is missing or damaged", path);
	}
	return 0;
}

/* Those of the line that the token has. */
static int read_token(const struct zr_buffer *line, struct zr_pkcs11 *token,
	struct zr_strongbox *vault, struct zr_error *error)
{
	struct zr_party_public key;
	int code = 0;
	for (size_t i = 0; code == 0 && i < ZR_STRONGBOX_KEY_COUNT_MAX; i++) {
		if (!zr_succession_get(line, i, &key)) {
			return 0;
		}
		if (vault->count == ZR_STRONGBOX_KEY_COUNT_MAX ||
			zr_strongbox_find(vault, key.id) != NULL) {
			continue;
		}
		code = zr_pkcs11_find(token, &key, &vault->keys[vault->count], error);
		vault->count += code == 0 ? 1 : 0;
		code = code == ZR_E_NOT_FOUND ? 0 : code;
	}
	return code;
}

/* Which key is the last one of office.pub, whose keys the token may have. */
static int find_present(const char *folder, struct zr_pkcs11 *token, struct zr_strongbox *vault,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	struct zr_party_public last;
	int code = read_line(folder, &line, error);
	if (code == 0) {
		code = zr_succession_follow(&line, NULL, &last, error);
	}
	if (code == 0 && token != NULL) {
		code = read_token(&line, token, vault, error);
	}
	if (code != 0) {
		return code;
	}
	for (vault->present = 0; vault->present < vault->count; vault->present++) {
		const struct zr_party_public *key = &vault->keys[vault->present].public_half;
		if (memcmp(key->sign, last.sign, ZR_KEY_BYTES) == 0 &&
			memcmp(key->agree, last.agree, ZR_KEY_BYTES) == 0) {
			return 0;
		}
	}
	return zr_error_set(error, ZR_E_INVALID,
		token != NULL
			? "the last key of %s/office.pub is neither in %s/keys nor in the token"
			: "the last key of %s/office.pub is not in %s/keys; when it is in a "
			  "token, give --module and --token",
		folder, folder);
}

/* The first start of all is told from one without its token. */
static bool has_line(const char *folder)
{
	char path[PATH_BYTES];
	(void)snprintf(path, sizeof path, "%s/office.pub", folder);
	return access(path, F_OK) == 0;
}

int zr_strongbox_open(const char *folder, const struct zr_strongbox_locks *locks,
	struct zr_strongbox *ret_vault, struct zr_error *error)
{
	assert(folder != NULL && locks != NULL && ret_vault != NULL);
	assert(locks->passphrase != NULL || locks->token != NULL);
	ZR_CLEANUP(zr_strongbox_finish) struct zr_strongbox vault = {0};
	int code = locks->passphrase != NULL ? read_files(folder, locks->passphrase, &vault, error)
					     : 0;
	if (code == 0 && vault.count == 0 && !has_line(folder)) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"the office has no key yet: make one with zarya-office --data %s --new-key",
			folder);
	}
	if (code == 0) {
		code = find_present(folder, locks->token, &vault, error);
	}
	if (code == 0) {
		*ret_vault = vault;
	}
	return code;
}

const struct zr_party_secret *zr_strongbox_find(
	const struct zr_strongbox *vault, const uint8_t id[ZR_PARTY_ID_BYTES])
{
	assert(vault != NULL && id != NULL);
	for (size_t i = 0; i < vault->count; i++) {
		if (memcmp(vault->keys[i].public_half.id, id, ZR_PARTY_ID_BYTES) == 0) {
			return &vault->keys[i];
		}
	}
	return NULL;
}

void zr_strongbox_finish(struct zr_strongbox *vault)
{
	assert(vault != NULL);
	explicit_bzero(vault, sizeof *vault);
}

/* ---- a new one ---- */

static int seal(struct key_file *file, const char *passphrase, const uint8_t plain[PLAIN_BYTES],
	struct zr_error *error)
{
	uint8_t key[ZR_CRYPTO_KEY_BYTES] = {0};
	memcpy(file->magic, MAGIC, MAGIC_BYTES);
	file->cost_log2 = COST_LOG2;
	int code = draw(file->salt, sizeof file->salt, error);
	if (code == 0) {
		code = draw(file->nonce, sizeof file->nonce, error);
	}
	if (code == 0) {
		code = derive(file, passphrase, key, error);
	}
	if (code == 0) {
		const struct zr_crypto_bytes head = {file, HEAD_BYTES};
		const struct zr_crypto_bytes secrets = {plain, PLAIN_BYTES};
		code = zr_crypto_seal(key, file->nonce, head, secrets, file->sealed);
	}
	explicit_bzero(key, sizeof key);
	return code;
}

static int make_folders(const char *folder, char keys[PATH_BYTES - 64], struct zr_error *error)
{
	(void)snprintf(keys, PATH_BYTES - 64, "%s/keys", folder);
	return (mkdir(folder, 0700) < 0 && errno != EEXIST) ||
			       (mkdir(keys, 0700) < 0 && errno != EEXIST)
		       ? zr_error_set_errno(error, errno, "make the office's folder")
		       : 0;
}

/* The key's file first, unless the token has it (file NULL), then the line that ends in it: signed
 * by the key of before, if any. */
static int store_key(const char *folder, const struct zr_strongbox *before,
	const struct zr_party_public *key, const struct key_file *file, struct zr_error *error)
{
	char keys[PATH_BYTES - 64];
	char name[2 * ZR_PARTY_ID_BYTES + sizeof ".key"];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	const struct zr_party_secret *present =
		before->count > 0 ? &before->keys[before->present] : NULL;
	zr_hex_encode(key->id, ZR_PARTY_ID_BYTES, name);
	memcpy(name + 2 * ZR_PARTY_ID_BYTES, ".key", sizeof ".key");
	int code = present != NULL ? read_line(folder, &line, error) : 0;
	if (code == 0) {
		code = zr_succession_extend(&line, present, key, error);
	}
	if (code == 0) {
		code = make_folders(folder, keys, error);
	}
	if (code == 0 && file != NULL) {
		code = write_file(keys, name, file, sizeof *file, error);
	}
	return code == 0 ? write_file(folder, "office.pub", line.data, line.bytes, error) : code;
}

static int draw_file(const char *passphrase, struct key_file *ret_file,
	struct zr_party_public *ret_public, struct zr_error *error)
{
	uint8_t plain[PLAIN_BYTES] = {0};
	struct zr_party_secret key = {0};
	int code = draw(plain, sizeof plain, error);
	if (code == 0) {
		code = zr_party_init(&key, plain, error);
	}
	if (code == 0) {
		*ret_public = key.public_half;
		code = seal(ret_file, passphrase, plain, error);
	}
	explicit_bzero(plain, sizeof plain);
	zr_party_finish(&key);
	return code;
}

int zr_strongbox_add(
	const char *folder, const struct zr_strongbox_locks *locks, struct zr_error *error)
{
	assert(folder != NULL && locks != NULL &&
		(locks->passphrase == NULL || locks->passphrase[0]));
	ZR_CLEANUP(zr_strongbox_finish) struct zr_strongbox present = {0};
	struct zr_party_secret key = {0};
	struct key_file file = {0};
	int code = zr_strongbox_open(folder, locks, &present, error);
	if (code == ZR_E_NOT_FOUND) {
		code = 0;
	}
	if (code == 0 && present.count == ZR_STRONGBOX_KEY_COUNT_MAX) {
		code = zr_error_set(error, ZR_E_LIMIT, "the office has %d keys already",
			ZR_STRONGBOX_KEY_COUNT_MAX);
	}
	if (code == 0) {
		code = locks->token != NULL
			       ? zr_pkcs11_draw(locks->token, &key, error)
			       : draw_file(locks->passphrase, &file, &key.public_half, error);
	}
	if (code != 0) {
		return code;
	}
	return store_key(
		folder, &present, &key.public_half, locks->token != NULL ? NULL : &file, error);
}
