/* Three small maps. Each reader wants all of its keys and skips those of later versions. */
#include "lib/envelope/renewal.h"

#include <assert.h>
#include <string.h>

#include "lib/cbor/cbor.h"
#include "lib/envelope/crypto.h"

enum {
	REQUEST_DEVICE = 1,
	REQUEST_TLS = 2,
	REQUEST_TIME = 3,
	REQUEST_SIGNATURE = 4,
	REQUEST_KEY_COUNT = 4,

	ANSWER_CERTIFICATE = 1,
	ANSWER_RENEW_FROM = 2,
	ANSWER_KEY_COUNT = 2,

	HEALTH_TIME = 1,
	HEALTH_KEY_COUNT = 1,
};

static const char purpose[] = "zarya-renew-1";
enum {
	PURPOSE_BYTES = sizeof purpose - 1,
	TIME_BYTES = 8,
	MESSAGE_BYTES = PURPOSE_BYTES + ZR_KEY_BYTES + ZR_PARTY_ID_BYTES + ZR_TLS_KEY_PUBLIC_BYTES +
			TIME_BYTES
};

static void set_message(uint8_t message[MESSAGE_BYTES], const struct zr_renewal_request *request,
	const uint8_t hub_sign[ZR_KEY_BYTES])
{
	uint8_t *next = message;
	memcpy(next, purpose, PURPOSE_BYTES);
	next += PURPOSE_BYTES;
	memcpy(next, hub_sign, ZR_KEY_BYTES);
	next += ZR_KEY_BYTES;
	memcpy(next, request->device_id, ZR_PARTY_ID_BYTES);
	next += ZR_PARTY_ID_BYTES;
	memcpy(next, request->tls_public, ZR_TLS_KEY_PUBLIC_BYTES);
	next += ZR_TLS_KEY_PUBLIC_BYTES;
	for (int i = 0; i < TIME_BYTES; i++) {
		*next++ = (uint8_t)((uint64_t)request->time_us >> (8 * (TIME_BYTES - 1 - i)));
	}
	assert(next == message + MESSAGE_BYTES);
}

static int end_writing(
	const struct zr_cbor_writer *writer, const char *what, struct zr_error *error)
{
	return writer->code == 0 ? 0
				 : zr_error_set(error, writer->code, "no memory to write %s", what);
}

/* Takes the value of one key into the thing that is read. */
typedef void take_field(struct zr_cbor_reader *reader, int64_t key, void *thing);

struct map {
	const char *what;
	unsigned key_count; /* keys from 1 on, all wanted */
	size_t bytes_max;
	take_field *take;
};

static int read_map(
	const struct map *map, struct zr_cbor_reader *reader, void *thing, struct zr_error *error)
{
	if (reader->bytes > map->bytes_max) {
		return zr_error_set(error, ZR_E_LIMIT, "%s has %zu bytes, the limit is %zu",
			map->what, reader->bytes, map->bytes_max);
	}
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(reader);
	for (size_t i = 0; i < pair_count && reader->code == 0; i++) {
		map->take(reader, zr_cbor_take_key(reader, &seen), thing);
	}
	int code = zr_cbor_end(reader, map->what, error);
	uint64_t wanted = (((uint64_t)1 << (map->key_count + 1)) - 1) & ~(uint64_t)1;
	if (code == 0 && (seen & wanted) != wanted) {
		return zr_error_set(error, ZR_E_SYNTAX, "%s lacks its field %d", map->what,
			__builtin_ctzll(wanted & ~seen));
	}
	return code;
}

/* --- request ---------------------------------------------------------------------------------- */

int zr_renewal_request_encode(const struct zr_renewal_request *request,
	const struct zr_party_secret *device, const uint8_t hub_sign[ZR_KEY_BYTES],
	struct zr_buffer *ret_body, struct zr_error *error)
{
	assert(request != NULL && device != NULL && hub_sign != NULL && ret_body->bytes == 0);
	uint8_t message[MESSAGE_BYTES];
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
	set_message(message, request, hub_sign);
	int code = zr_crypto_sign(device->sign, message, sizeof message, signature);
	if (code != 0) {
		return zr_error_set(error, code, "no memory to sign the request to renew");
	}
	struct zr_cbor_writer writer = {.buffer = ret_body};
	zr_cbor_put_map(&writer, REQUEST_KEY_COUNT);
	zr_cbor_put_bytes_field(&writer, REQUEST_DEVICE, request->device_id, ZR_PARTY_ID_BYTES);
	zr_cbor_put_bytes_field(&writer, REQUEST_TLS, request->tls_public, ZR_TLS_KEY_PUBLIC_BYTES);
	zr_cbor_put_int_field(&writer, REQUEST_TIME, request->time_us);
	zr_cbor_put_bytes_field(&writer, REQUEST_SIGNATURE, signature, sizeof signature);
	return end_writing(&writer, "the request to renew", error);
}

static void take_request_field(struct zr_cbor_reader *reader, int64_t key, void *thing)
{
	struct zr_renewal_request *request = thing;
	switch (key) {
	case REQUEST_DEVICE:
		zr_cbor_take_fixed(reader, request->device_id, sizeof request->device_id);
		break;
	case REQUEST_TLS:
		zr_cbor_take_fixed(reader, request->tls_public, sizeof request->tls_public);
		break;
	case REQUEST_TIME:
		request->time_us = zr_cbor_take_int(reader);
		break;
	case REQUEST_SIGNATURE:
		zr_cbor_take_fixed(reader, request->signature, sizeof request->signature);
		break;
	default:
		zr_cbor_skip(reader);
	}
}

int zr_renewal_request_decode(const void *body, size_t bytes,
	struct zr_renewal_request *ret_request, struct zr_error *error)
{
	assert(ret_request != NULL);
	static const struct map map = {"the request to renew", REQUEST_KEY_COUNT,
		ZR_RENEWAL_BYTES_MAX, take_request_field};
	static_assert(sizeof ret_request->signature == ZR_CRYPTO_SIGNATURE_BYTES, "one size");
	struct zr_renewal_request request = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, body, bytes);
	int code = read_map(&map, &reader, &request, error);
	if (code == 0) {
		*ret_request = request;
	}
	return code;
}

int zr_renewal_request_verify(const struct zr_renewal_request *request,
	const uint8_t device_sign[ZR_KEY_BYTES], const uint8_t hub_sign[ZR_KEY_BYTES],
	struct zr_error *error)
{
	assert(request != NULL && device_sign != NULL && hub_sign != NULL);
	uint8_t message[MESSAGE_BYTES];
	set_message(message, request, hub_sign);
	int code = zr_crypto_verify(device_sign, message, sizeof message, request->signature);
	if (code == ZR_E_FORGED) {
		return zr_error_set(error, code,
			"the request to renew is not signed by the tablet that it names");
	}
	return code == 0 ? 0 : zr_error_set(error, code, "no memory to check a signature");
}

/* --- answer ----------------------------------------------------------------------------------- */

int zr_renewal_answer_encode(
	const struct zr_renewal_answer *answer, struct zr_buffer *ret_body, struct zr_error *error)
{
	assert(answer != NULL && answer->bytes > 0 && answer->bytes <= sizeof answer->data);
	assert(ret_body->bytes == 0);
	struct zr_cbor_writer writer = {.buffer = ret_body};
	zr_cbor_put_map(&writer, ANSWER_KEY_COUNT);
	zr_cbor_put_bytes_field(&writer, ANSWER_CERTIFICATE, answer->data, answer->bytes);
	zr_cbor_put_int_field(&writer, ANSWER_RENEW_FROM, answer->renew_from_us);
	return end_writing(&writer, "the certificate", error);
}

void zr_renewal_take_certificate(
	struct zr_cbor_reader *reader, struct zr_renewal_answer *ret_answer)
{
	assert(reader != NULL && ret_answer != NULL);
	struct zr_cbor_span span = zr_cbor_take_bytes(reader);
	if (reader->code == 0 && (span.bytes == 0 || span.bytes > sizeof ret_answer->data)) {
		zr_cbor_fail(reader, span.bytes == 0 ? ZR_E_SYNTAX : ZR_E_LIMIT);
	}
	if (reader->code == 0) {
		memcpy(ret_answer->data, span.data, span.bytes);
		ret_answer->bytes = span.bytes;
	}
}

static void take_answer_field(struct zr_cbor_reader *reader, int64_t key, void *thing)
{
	struct zr_renewal_answer *answer = thing;
	switch (key) {
	case ANSWER_CERTIFICATE:
		zr_renewal_take_certificate(reader, answer);
		break;
	case ANSWER_RENEW_FROM:
		answer->renew_from_us = zr_cbor_take_int(reader);
		break;
	default:
		zr_cbor_skip(reader);
	}
}

int zr_renewal_answer_decode(const void *body, size_t bytes, struct zr_renewal_answer *ret_answer,
	struct zr_error *error)
{
	assert(ret_answer != NULL);
	static const struct map map = {"the certificate", ANSWER_KEY_COUNT,
		ZR_RENEWAL_BYTES_MAX + ZR_CERTIFICATE_BYTES_MAX, take_answer_field};
	struct zr_renewal_answer answer = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, body, bytes);
	int code = read_map(&map, &reader, &answer, error);
	if (code == 0) {
		*ret_answer = answer;
	}
	return code;
}

/* --- health ----------------------------------------------------------------------------------- */

int zr_renewal_health_encode(int64_t time_us, struct zr_buffer *ret_body, struct zr_error *error)
{
	assert(ret_body != NULL && ret_body->bytes == 0);
	struct zr_cbor_writer writer = {.buffer = ret_body};
	zr_cbor_put_map(&writer, HEALTH_KEY_COUNT);
	zr_cbor_put_int_field(&writer, HEALTH_TIME, time_us);
	return end_writing(&writer, "the hub's time", error);
}

static void take_health_field(struct zr_cbor_reader *reader, int64_t key, void *thing)
{
	int64_t *time_us = thing;
	if (key == HEALTH_TIME) {
		*time_us = zr_cbor_take_int(reader);
	} else {
		zr_cbor_skip(reader);
	}
}

int zr_renewal_health_decode(
	const void *body, size_t bytes, int64_t *ret_time_us, struct zr_error *error)
{
	assert(ret_time_us != NULL);
	static const struct map map = {
		"the hub's time", HEALTH_KEY_COUNT, ZR_RENEWAL_BYTES_MAX, take_health_field};
	int64_t time_us = 0;
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, body, bytes);
	int code = read_map(&map, &reader, &time_us, error);
	if (code == 0) {
		*ret_time_us = time_us;
	}
	return code;
}
