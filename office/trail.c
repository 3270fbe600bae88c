/* The file is read a line at a time; what is written is made whole in memory first. */
#include "office/trail.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/envelope/crypto.h"

#define PATH_BYTES  3200
#define CHAIN_FIELD ",\"chain\":\""
#define SIGN_FIELD  "\",\"sign\":\""
#define LINE_END    "\"}\n"
#define TAIL_BYTES                                                                                 \
	(sizeof CHAIN_FIELD - 1 + 2 * ZR_TRAIL_CHAIN_BYTES + sizeof SIGN_FIELD - 1 +               \
		2 * ZR_CRYPTO_SIGNATURE_BYTES + sizeof LINE_END - 1)

/* ---- reading ---- */

/* SHA-256 over the chain before and the line up to its own. */
static int next_chain(const uint8_t chain[ZR_TRAIL_CHAIN_BYTES], const char *line, size_t bytes,
	uint8_t ret_chain[ZR_TRAIL_CHAIN_BYTES])
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer both = {0};
	int code = zr_buffer_add(&both, chain, ZR_TRAIL_CHAIN_BYTES);
	if (code == 0) {
		code = zr_buffer_add(&both, line, bytes);
	}
	if (code == 0) {
		zr_crypto_hash(both.data, both.bytes, ret_chain);
	}
	return code;
}

/* Who signs; borrowed. */
struct signers {
	const struct zr_party_public *keys;
	size_t count;
};

static bool is_signed(const struct signers *signers, const uint8_t chain[ZR_TRAIL_CHAIN_BYTES],
	const uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES])
{
	for (size_t i = 0; i < signers->count; i++) {
		if (zr_crypto_verify(
			    signers->keys[i].sign, chain, ZR_TRAIL_CHAIN_BYTES, signature) == 0) {
			return true;
		}
	}
	return signers->count == 0;
}

/* One line with its end; the chain goes on when it holds. */
static bool follows(uint8_t chain[ZR_TRAIL_CHAIN_BYTES], const char *line, size_t bytes,
	const struct signers *signers)
{
	uint8_t told[ZR_TRAIL_CHAIN_BYTES];
	uint8_t counted[ZR_TRAIL_CHAIN_BYTES];
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
	char hex[2 * ZR_CRYPTO_SIGNATURE_BYTES + 1];
	if (bytes <= TAIL_BYTES) {
		return false;
	}
	const char *tail = line + bytes - TAIL_BYTES;
	const char *chain_hex = tail + sizeof CHAIN_FIELD - 1;
	const char *sign_hex = chain_hex + 2 * ZR_TRAIL_CHAIN_BYTES + sizeof SIGN_FIELD - 1;
	(void)snprintf(hex, sizeof hex, "%.*s", 2 * ZR_TRAIL_CHAIN_BYTES, chain_hex);
	bool is_whole = memcmp(tail, CHAIN_FIELD, sizeof CHAIN_FIELD - 1) == 0 &&
			zr_hex_decode(hex, told, sizeof told) == 0;
	(void)snprintf(hex, sizeof hex, "%.*s", 2 * ZR_CRYPTO_SIGNATURE_BYTES, sign_hex);
	is_whole = is_whole && zr_hex_decode(hex, signature, sizeof signature) == 0;
	if (!is_whole || next_chain(chain, line, bytes - TAIL_BYTES, counted) != 0 ||
		memcmp(told, counted, sizeof told) != 0 || !is_signed(signers, told, signature)) {
		return false;
	}
	memcpy(chain, counted, ZR_TRAIL_CHAIN_BYTES);
	return true;
}

/* Reads all whole lines; ret_bytes is where the last of them ends. */
static int read_through(struct zr_trail *trail, const struct signers *signers, off_t *ret_bytes,
	struct zr_error *error)
{
	ZR_CLEANUP_FREE char *line = NULL;
	size_t capacity = 0;
	assert(trail->file >= 0 && ret_bytes != NULL);
	int copy = fcntl(trail->file, F_DUPFD_CLOEXEC, 0);
	FILE *stream = copy >= 0 ? fdopen(copy, "r") : NULL;
	if (stream == NULL) {
		return zr_error_set_errno(error, errno, "read the office's audit");
	}
	int code = 0;
	ssize_t bytes = 0;
	*ret_bytes = 0;
	while (code == 0 && (bytes = getline(&line, &capacity, stream)) > 0) {
		if (line[bytes - 1] != '\n') {
			break; /* half of a line, at the end */
		}
		trail->count++;
		*ret_bytes += bytes;
		if (!follows(trail->chain, line, (size_t)bytes, signers)) {
			code = zr_error_set(error, ZR_E_INVALID,
				"line %" PRIu64 " of audit.log was changed, or one before it is "
				"missing: put back the copy that is whole",
				trail->count);
		}
	}
	(void)fclose(stream);
	return code;
}

static int open_file(const char *folder, int flags, struct zr_error *error)
{
	char path[PATH_BYTES];
	(void)snprintf(path, sizeof path, "%s/audit.log", folder);
	int file = open(path, flags | O_CLOEXEC, 0600);
	return file >= 0 ? file : zr_error_set_errno(error, errno, "open the office's audit");
}

/* Two that write would each go on from a chain that the other does not know. */
static int hold(int file, const char *folder, struct zr_error *error)
{
	if (flock(file, LOCK_EX | LOCK_NB) == 0) {
		return 0;
	}
	return errno == EWOULDBLOCK
		       ? zr_error_set(error, ZR_E_EXISTS,
				 "an office works with %.200s already: it alone goes on with the "
				 "audit",
				 folder)
		       : zr_error_set_errno(error, errno, "hold the office's audit");
}

int zr_trail_open(const char *folder, const struct zr_party_secret *signer,
	struct zr_trail *ret_trail, struct zr_error *error)
{
	assert(folder != NULL && signer != NULL && ret_trail != NULL);
	struct zr_trail trail = {.file = open_file(folder, O_RDWR | O_CREAT | O_APPEND, error)};
	off_t bytes = 0;
	if (trail.file < 0) {
		return trail.file;
	}
	const struct signers any = {0};
	int code = hold(trail.file, folder, error);
	if (code == 0) {
		code = read_through(&trail, &any, &bytes, error);
	}
	if (code == 0 && (ftruncate(trail.file, bytes) < 0 || fsync(trail.file) < 0)) {
		code = zr_error_set_errno(error, errno, "make the office's audit whole");
	}
	if (code != 0) {
		(void)close(trail.file);
		return code;
	}
	trail.signer = signer;
	*ret_trail = trail;
	return 0;
}

int zr_trail_verify(const char *folder, const struct zr_party_public *keys, size_t key_count,
	uint64_t *ret_count, struct zr_error *error)
{
	assert(folder != NULL && keys != NULL && key_count > 0 && ret_count != NULL);
	struct zr_trail trail = {.file = open_file(folder, O_RDONLY, error)};
	off_t bytes = 0;
	if (trail.file < 0) {
		return trail.file;
	}
	const struct signers signers = {keys, key_count};
	int code = read_through(&trail, &signers, &bytes, error);
	(void)close(trail.file);
	*ret_count = trail.count;
	return code;
}

void zr_trail_close(struct zr_trail *trail)
{
	assert(trail != NULL);
	if (trail->file > 0) {
		(void)close(trail->file);
	}
	*trail = (struct zr_trail){0};
}

/* ---- writing ---- */

/* A text in JSON's quotes. */
static int put_text(struct zr_buffer *line, const char *text)
{
	int code = zr_buffer_add_text(line, "\"");
	for (; code == 0 && *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		code = c < 0x20 || c == '"' || c == '\\' || c == 0x7f
			       ? zr_buffer_add_format(line, "\\u%04x", c)
			       : zr_buffer_add(line, text, 1);
	}
	return code == 0 ? zr_buffer_add_text(line, "\"") : code;
}

static int put_record(struct zr_buffer *line, const struct zr_sealed_pair_label *label,
	const char *record_id, bool is_first)
{
	char device[2 * ZR_PARTY_ID_BYTES + 1];
	char text[2 * ZR_PARTY_ID_BYTES + 24 + ZR_RECORD_ID_BYTES_MAX];
	zr_hex_encode(label->sender, sizeof label->sender, device);
	(void)snprintf(text, sizeof text, "%s/%" PRIu64 " %s", device, label->sequence, record_id);
	int code = is_first ? 0 : zr_buffer_add_text(line, ",");
	return code == 0 ? put_text(line, text) : code;
}

static int put_entry(struct zr_buffer *line, uint64_t number, const struct zr_trail_entry *entry)
{
	const struct zr_office_question *question = entry->question;
	char time_text[32];
	struct tm utc;
	time_t seconds = (time_t)(entry->time_us / 1000000);
	(void)strftime(time_text, sizeof time_text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &utc));
	int code = zr_buffer_add_format(
		line, "{\"n\":%" PRIu64 ",\"time\":\"%s\",\"who\":", number, time_text);
	if (code == 0) {
		code = put_text(line, question->who);
	}
	if (code == 0) {
		code = zr_buffer_add_text(line, ",\"what\":");
	}
	if (code == 0) {
		code = put_text(line, question->what);
	}
	if (code == 0) {
		code = zr_buffer_add_text(line, ",\"records\":[");
	}
	bool is_first = true;
	for (size_t i = 0; code == 0 && i < question->item_count; i++) {
		if (entry->codes[i] == 0) {
			code = put_record(
				line, &entry->labels[i], question->items[i].record_id, is_first);
			is_first = false;
		}
	}
	return code == 0 ? zr_buffer_add_text(line, "]") : code;
}

/* The line's end: its chain, and that signed. */
static int put_tail(const struct zr_trail *trail, struct zr_buffer *line,
	uint8_t ret_chain[ZR_TRAIL_CHAIN_BYTES])
{
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
	char chain_hex[2 * ZR_TRAIL_CHAIN_BYTES + 1];
	char sign_hex[2 * ZR_CRYPTO_SIGNATURE_BYTES + 1];
	assert(line->bytes > 0 && trail->signer != NULL);
	int code = next_chain(trail->chain, line->data, line->bytes, ret_chain);
	if (code == 0) {
		code = zr_party_sign(trail->signer, ret_chain, ZR_TRAIL_CHAIN_BYTES, signature);
	}
	if (code != 0) {
		return code;
	}
	zr_hex_encode(ret_chain, ZR_TRAIL_CHAIN_BYTES, chain_hex);
	zr_hex_encode(signature, sizeof signature, sign_hex);
	return zr_buffer_add_format(
		line, CHAIN_FIELD "%s" SIGN_FIELD "%s" LINE_END, chain_hex, sign_hex);
}

/* What could be written only in part is taken back: nobody was answered. */
static int append(
	const struct zr_trail *trail, const struct zr_buffer *line, struct zr_error *error)
{
	assert(line->bytes > TAIL_BYTES && line->data[line->bytes - 1] == '\n');
	off_t end = lseek(trail->file, 0, SEEK_END);
	ssize_t count = write(trail->file, line->data, line->bytes);
	if (count == (ssize_t)line->bytes && fdatasync(trail->file) == 0) {
		return 0;
	}
	int why = count < 0 || count == (ssize_t)line->bytes ? errno : ENOSPC;
	if (ftruncate(trail->file, end) < 0) {
		why = EIO;
	}
	return zr_error_set_errno(error, why, "write the office's audit");
}

int zr_trail_write(
	struct zr_trail *trail, const struct zr_trail_entry *entry, struct zr_error *error)
{
	assert(trail != NULL && trail->signer != NULL && entry->question->item_count > 0);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	uint8_t chain[ZR_TRAIL_CHAIN_BYTES];
	int code = put_entry(&line, trail->count + 1, entry);
	if (code == 0) {
		code = put_tail(trail, &line, chain);
	}
	if (code != 0) {
		return zr_error_set(error, code,
			code == ZR_E_LOCKED ? "the token that signs the office's audit is gone"
					    : "no memory to write the office's audit");
	}
	code = append(trail, &line, error);
	if (code == 0) {
		memcpy(trail->chain, chain, sizeof chain);
		trail->count++;
	}
	return code;
}
