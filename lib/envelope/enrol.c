/*
 * Enrolment's CBOR bodies, one encoder and one decoder each. They are no envelopes, for before
 * enrolment neither side has a key that the other one knows: the request proves itself by its own
 * key and by the secret of the code, the answer by the channel whose certificate the code names.
 */
#include "lib/envelope/enrol.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/cbor/cbor.h"
#include "lib/envelope/crypto.h"

enum {
	REQUEST_SECRET = 1,
	REQUEST_SIGN = 2,
	REQUEST_AGREE = 3,
	REQUEST_VERSION = 4,
	REQUEST_SIGNATURE = 5,
	REQUEST_TLS = 6,
	REQUEST_KEY_COUNT = 6,

	ANSWER_SIGN = 1,
	ANSWER_AGREE = 2,
	ANSWER_NAME = 3,
	ANSWER_TIME = 4,
	ANSWER_CERTIFICATE = 5,
	ANSWER_RENEW_FROM = 6,
	ANSWER_KEY_COUNT = 6,
	ANSWER_OFFICE = 7, /* a hub of before has none: it is its own */

	ERROR_NUMBER = 1,
	ERROR_SENTENCE = 2,
	ERROR_KEY_COUNT = 2,
};

/* What the device signs: a word for this use alone, the code's secret, its public keys. */
static const char purpose[] = "zarya-enrol-2";
enum {
	PURPOSE_BYTES = sizeof purpose - 1,
	MESSAGE_BYTES =
		PURPOSE_BYTES + ZR_CODE_SECRET_BYTES + 2 * ZR_KEY_BYTES + ZR_TLS_KEY_PUBLIC_BYTES
};

static void set_message(uint8_t message[MESSAGE_BYTES], const uint8_t *secret,
	const struct zr_party_public *device, const uint8_t tls_public[ZR_TLS_KEY_PUBLIC_BYTES])
{
	uint8_t *next = message;
	memcpy(next, purpose, PURPOSE_BYTES);
	next += PURPOSE_BYTES;
	memcpy(next, secret, ZR_CODE_SECRET_BYTES);
	next += ZR_CODE_SECRET_BYTES;
	memcpy(next, device->sign, ZR_KEY_BYTES);
	next += ZR_KEY_BYTES;
	memcpy(next, device->agree, ZR_KEY_BYTES);
	next += ZR_KEY_BYTES;
	memcpy(next, tls_public, ZR_TLS_KEY_PUBLIC_BYTES);
	assert(next + ZR_TLS_KEY_PUBLIC_BYTES == message + MESSAGE_BYTES);
}

/* Cuts text to size - 1 bytes, not inside a character. */
static void copy_text(char *copy, size_t size, const char *text)
{
	size_t bytes = strnlen(text, size);
	if (bytes == size) {
		bytes--;
		while (bytes > 0 && ((unsigned char)text[bytes] & 0xC0) == 0x80) {
			bytes--;
		}
	}
	memcpy(copy, text, bytes);
	copy[bytes] = '\0';
}

static int end_writing(
	const struct zr_cbor_writer *writer, const char *what, struct zr_error *error)
{
	if (writer->code == 0) {
		return 0;
	}
	zr_buffer_wipe(writer->buffer);
	return zr_error_set(error, writer->code, "no memory to write %s", what);
}

static int check_size(size_t bytes, const char *what, struct zr_error *error)
{
	if (bytes <= ZR_ENROL_BYTES_MAX) {
		return 0;
	}
	return zr_error_set(error, ZR_E_LIMIT, "%s has %zu bytes, the limit is %d", what, bytes,
		ZR_ENROL_BYTES_MAX);
}

/* All keys from 1 to last were there. */
static int end_map(const struct zr_cbor_reader *reader, const char *what, uint64_t seen,
	unsigned last, struct zr_error *error)
{
	int code = zr_cbor_end(reader, what, error);
	uint64_t needed = (((uint64_t)1 << (last + 1)) - 1) & ~(uint64_t)1;
	if (code == 0 && (seen & needed) != needed) {
		return zr_error_set(error, ZR_E_SYNTAX, "%s lacks its field %d", what,
			__builtin_ctzll(needed & ~seen));
	}
	return code;
}

/* --- request ---------------------------------------------------------------------------------- */

int zr_enrol_request_encode(
	const struct zr_enrol_wish *wish, struct zr_buffer *ret_body, struct zr_error *error)
{
	assert(wish->secret != NULL && wish->device != NULL && wish->version != NULL);
	assert(wish->tls_public != NULL);
	const struct zr_party_secret *device = wish->device;
	assert(ret_body->bytes == 0);
	uint8_t message[MESSAGE_BYTES];
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
	set_message(message, wish->secret, &device->public_half, wish->tls_public);
	int code = zr_crypto_sign(device->sign, message, sizeof message, signature);
	explicit_bzero(message, sizeof message);
	if (code != 0) {
		return zr_error_set(error, code, "no memory to sign the enrolment request");
	}
	char short_version[ZR_ENROL_VERSION_BYTES];
	copy_text(short_version, sizeof short_version, wish->version);
	struct zr_cbor_writer writer = {.buffer = ret_body};
	zr_cbor_put_map(&writer, REQUEST_KEY_COUNT);
	zr_cbor_put_bytes_field(&writer, REQUEST_SECRET, wish->secret, ZR_CODE_SECRET_BYTES);
	zr_cbor_put_bytes_field(&writer, REQUEST_SIGN, device->public_half.sign, ZR_KEY_BYTES);
	zr_cbor_put_bytes_field(&writer, REQUEST_AGREE, device->public_half.agree, ZR_KEY_BYTES);
	zr_cbor_put_text_field(&writer, REQUEST_VERSION, short_version);
	zr_cbor_put_bytes_field(&writer, REQUEST_SIGNATURE, signature, sizeof signature);
	zr_cbor_put_bytes_field(&writer, REQUEST_TLS, wish->tls_public, ZR_TLS_KEY_PUBLIC_BYTES);
	return end_writing(&writer, "the enrolment request", error);
}

struct request_fields {
	uint8_t sign[ZR_KEY_BYTES];
	uint8_t agree[ZR_KEY_BYTES];
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
};

static void take_request_field(struct zr_cbor_reader *reader, int64_t key,
	struct zr_enrol_request *request, struct request_fields *fields)
{
	switch (key) {
	case REQUEST_SECRET:
		zr_cbor_take_fixed(reader, request->secret, sizeof request->secret);
		break;
	case REQUEST_SIGN:
		zr_cbor_take_fixed(reader, fields->sign, sizeof fields->sign);
		break;
	case REQUEST_AGREE:
		zr_cbor_take_fixed(reader, fields->agree, sizeof fields->agree);
		break;
	case REQUEST_VERSION:
		zr_cbor_take_string(reader, request->version, sizeof request->version);
		break;
	case REQUEST_SIGNATURE:
		zr_cbor_take_fixed(reader, fields->signature, sizeof fields->signature);
		break;
	case REQUEST_TLS:
		zr_cbor_take_fixed(reader, request->tls_public, sizeof request->tls_public);
		break;
	default:
		zr_cbor_skip(reader);
	}
}

static int check_signature(const struct zr_enrol_request *request,
	const struct request_fields *fields, struct zr_error *error)
{
	uint8_t message[MESSAGE_BYTES];
	set_message(message, request->secret, &request->device, request->tls_public);
	int code =
		zr_crypto_verify(request->device.sign, message, sizeof message, fields->signature);
	explicit_bzero(message, sizeof message);
	if (code == ZR_E_FORGED) {
		return zr_error_set(error, code,
			"the enrolment request is not signed by the key that it brings");
	}
	return code == 0 ? 0 : zr_error_set(error, code, "no memory to check a signature");
}

int zr_enrol_request_decode(const void *body, size_t bytes, struct zr_enrol_request *ret_request,
	struct zr_error *error)
{
	assert(ret_request != NULL);
	static const char what[] = "the enrolment request";
	int code = check_size(bytes, what, error);
	if (code != 0) {
		return code;
	}
	struct zr_enrol_request request = {0};
	struct request_fields fields = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, body, bytes);
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(&reader);
	for (size_t i = 0; i < pair_count && reader.code == 0; i++) {
		take_request_field(&reader, zr_cbor_take_key(&reader, &seen), &request, &fields);
	}
	code = end_map(&reader, what, seen, REQUEST_KEY_COUNT, error);
	if (code == 0) {
		zr_party_public_init(&request.device, fields.sign, fields.agree);
		code = check_signature(&request, &fields, error);
	}
	if (code == 0) {
		*ret_request = request;
	}
	explicit_bzero(&request, sizeof request);
	return code;
}

/* --- answer ----------------------------------------------------------------------------------- */

int zr_enrol_answer_encode(
	const struct zr_enrol_answer *answer, struct zr_buffer *ret_body, struct zr_error *error)
{
	assert(answer != NULL && ret_body->bytes == 0);
	struct zr_cbor_writer writer = {.buffer = ret_body};
	uint8_t office[2 * ZR_KEY_BYTES];
	memcpy(office, answer->office.sign, ZR_KEY_BYTES);
	memcpy(office + ZR_KEY_BYTES, answer->office.agree, ZR_KEY_BYTES);
	zr_cbor_put_map(&writer, ANSWER_KEY_COUNT + 1);
	zr_cbor_put_bytes_field(&writer, ANSWER_SIGN, answer->hub.sign, ZR_KEY_BYTES);
	zr_cbor_put_bytes_field(&writer, ANSWER_AGREE, answer->hub.agree, ZR_KEY_BYTES);
	zr_cbor_put_text_field(&writer, ANSWER_NAME, answer->device_name);
	zr_cbor_put_int(&writer, ANSWER_TIME);
	zr_cbor_put_int(&writer, answer->time_us);
	zr_cbor_put_bytes_field(
		&writer, ANSWER_CERTIFICATE, answer->certificate.data, answer->certificate.bytes);
	zr_cbor_put_int_field(&writer, ANSWER_RENEW_FROM, answer->certificate.renew_from_us);
	zr_cbor_put_bytes_field(&writer, ANSWER_OFFICE, office, sizeof office);
	return end_writing(&writer, "the enrolment answer", error);
}

int zr_enrol_answer_decode(
	const void *body, size_t bytes, struct zr_enrol_answer *ret_answer, struct zr_error *error)
{
	assert(ret_answer != NULL);
	static const char what[] = "the enrolment answer";
	int code = check_size(bytes, what, error);
	if (code != 0) {
		return code;
	}
	struct zr_enrol_answer answer = {0};
	uint8_t office[2 * ZR_KEY_BYTES];
	bool has_office = false;
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, body, bytes);
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(&reader);
	for (size_t i = 0; i < pair_count && reader.code == 0; i++) {
		switch (zr_cbor_take_key(&reader, &seen)) {
		case ANSWER_SIGN:
			zr_cbor_take_fixed(&reader, answer.hub.sign, ZR_KEY_BYTES);
			break;
		case ANSWER_AGREE:
			zr_cbor_take_fixed(&reader, answer.hub.agree, ZR_KEY_BYTES);
			break;
		case ANSWER_NAME:
			zr_cbor_take_string(&reader, answer.device_name, sizeof answer.device_name);
			break;
		case ANSWER_TIME:
			answer.time_us = zr_cbor_take_int(&reader);
			break;
		case ANSWER_CERTIFICATE:
			zr_renewal_take_certificate(&reader, &answer.certificate);
			break;
		case ANSWER_RENEW_FROM:
			answer.certificate.renew_from_us = zr_cbor_take_int(&reader);
			break;
		case ANSWER_OFFICE:
			zr_cbor_take_fixed(&reader, office, sizeof office);
			has_office = true;
			break;
		default:
			zr_cbor_skip(&reader);
		}
	}
	code = end_map(&reader, what, seen, ANSWER_KEY_COUNT, error);
	if (code == 0) {
		zr_party_public_init(&answer.hub, answer.hub.sign, answer.hub.agree);
		answer.office = answer.hub;
		if (has_office) {
			zr_party_public_init(&answer.office, office, office + ZR_KEY_BYTES);
		}
		*ret_answer = answer;
	}
	return code;
}

/* --- error ------------------------------------------------------------------------------------ */

int zr_enrol_error_encode(const struct zr_error *problem, struct zr_buffer *ret_body)
{
	assert(problem != NULL && problem->code < 0);
	assert(ret_body->bytes == 0);
	struct zr_cbor_writer writer = {.buffer = ret_body};
	zr_cbor_put_map(&writer, ERROR_KEY_COUNT);
	zr_cbor_put_int(&writer, ERROR_NUMBER);
	zr_cbor_put_uint(&writer, (uint64_t) - (int64_t)problem->code);
	zr_cbor_put_text_field(&writer, ERROR_SENTENCE, problem->message);
	return end_writing(&writer, "the error", NULL);
}

int zr_enrol_error_decode(const void *body, size_t bytes, struct zr_error *ret_problem)
{
	assert(ret_problem != NULL);
	static const char what[] = "the error";
	int code = check_size(bytes, what, NULL);
	if (code != 0) {
		return code;
	}
	uint64_t number = 0;
	char sentence[sizeof ret_problem->message] = "";
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, body, bytes);
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(&reader);
	for (size_t i = 0; i < pair_count && reader.code == 0; i++) {
		switch (zr_cbor_take_key(&reader, &seen)) {
		case ERROR_NUMBER:
			number = zr_cbor_take_uint(&reader);
			break;
		case ERROR_SENTENCE:
			zr_cbor_take_string(&reader, sentence, sizeof sentence);
			break;
		default:
			zr_cbor_skip(&reader);
		}
	}
	code = end_map(&reader, what, seen, ERROR_KEY_COUNT, NULL);
	if (code != 0 || number == 0) {
		return code != 0 ? code : ZR_E_SYNTAX;
	}
	int meaning = number > UINT16_MAX ? ZR_E_INVALID : zr_error_from_wire((unsigned)number);
	(void)zr_error_set(ret_problem, meaning, "%s", sentence);
	return 0;
}
