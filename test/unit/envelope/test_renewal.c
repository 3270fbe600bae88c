/* Renewal's bodies: signed for one hub, complete, and refused when anything is altered. */
#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/renewal.h"
#include "test/unit/envelope/parties.h"

static void encode_request(const struct zr_party_secret *device, const struct zr_party_secret *hub,
	struct zr_buffer *body)
{
	struct zr_renewal_request request = {.tls_public = {4, 1, 2}, .time_us = 1795449600000000};
	memcpy(request.device_id, device->public_half.id, sizeof request.device_id);
	assert_int_equal(
		0, zr_renewal_request_encode(&request, device, hub->public_half.sign, body, NULL));
}

static int read_request(const struct zr_buffer *body, size_t bytes,
	const struct zr_party_secret *device, const struct zr_party_secret *hub)
{
	struct zr_renewal_request request;
	ZR_CLEANUP_FREE char *cut = malloc(bytes + 1);
	assert_non_null(cut);
	memcpy(cut, body->data, bytes);
	struct zr_error error = {0};
	int code = zr_renewal_request_decode(cut, bytes, &request, &error);
	if (code == 0) {
		code = zr_renewal_request_verify(
			&request, device->public_half.sign, hub->public_half.sign, &error);
	}
	assert_true(code == 0 || (error.code == code && error.message[0] != '\0'));
	return code;
}

static void reads_the_request_it_wrote(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	struct zr_party_secret device;
	struct zr_party_secret hub;
	parties_init(&device, 5);
	parties_init(&hub, 9);
	encode_request(&device, &hub, &body);
	struct zr_renewal_request request;
	assert_int_equal(0, zr_renewal_request_decode(body.data, body.bytes, &request, NULL));
	assert_memory_equal(device.public_half.id, request.device_id, ZR_PARTY_ID_BYTES);
	assert_int_equal(4, request.tls_public[0]);
	assert_true(request.time_us == 1795449600000000);
	assert_int_equal(0, read_request(&body, body.bytes, &device, &hub));
}

static void refuses_an_altered_request(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	struct zr_party_secret device;
	struct zr_party_secret hub;
	parties_init(&device, 5);
	parties_init(&hub, 9);
	encode_request(&device, &hub, &body);
	for (size_t i = 0; i < body.bytes; i++) {
		body.data[i] ^= 1;
		assert_true(read_request(&body, body.bytes, &device, &hub) < 0);
		body.data[i] ^= 1;
	}
	for (size_t bytes = 0; bytes < body.bytes; bytes++) {
		assert_int_equal(ZR_E_SYNTAX, read_request(&body, bytes, &device, &hub));
	}
}

static void refuses_what_was_signed_by_another_or_for_another(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	struct zr_party_secret device;
	struct zr_party_secret other;
	struct zr_party_secret hub;
	parties_init(&device, 5);
	parties_init(&other, 6);
	parties_init(&hub, 9);
	encode_request(&device, &hub, &body);
	assert_int_equal(ZR_E_FORGED, read_request(&body, body.bytes, &other, &hub));
	assert_int_equal(ZR_E_FORGED, read_request(&body, body.bytes, &device, &other));
}

static void refuses_a_large_body(void **state)
{
	static const char large[ZR_RENEWAL_BYTES_MAX + 1];
	struct zr_renewal_request request;
	assert_int_equal(
		ZR_E_LIMIT, zr_renewal_request_decode(large, sizeof large, &request, NULL));
}

static void reads_the_answer_it_wrote(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	static struct zr_renewal_answer answer = {
		.bytes = ZR_CERTIFICATE_BYTES_MAX, .renew_from_us = 1795449600000000};
	static struct zr_renewal_answer read;
	answer.data[ZR_CERTIFICATE_BYTES_MAX - 1] = 7;
	assert_int_equal(0, zr_renewal_answer_encode(&answer, &body, NULL));
	assert_int_equal(0, zr_renewal_answer_decode(body.data, body.bytes, &read, NULL));
	assert_int_equal(answer.bytes, read.bytes);
	assert_memory_equal(answer.data, read.data, answer.bytes);
	assert_true(answer.renew_from_us == read.renew_from_us);
	for (size_t bytes = 0; bytes < body.bytes; bytes += 100) {
		assert_int_equal(
			ZR_E_SYNTAX, zr_renewal_answer_decode(body.data, bytes, &read, NULL));
	}
}

static void refuses_a_certificate_that_is_none_or_too_long(void **state)
{
	static const uint8_t none[] = {0xA2, 1, 0x40, 2, 0};
	static uint8_t large[ZR_CERTIFICATE_BYTES_MAX + 8] = {0xA2, 1, 0x59, 0x08, 0x01};
	static struct zr_renewal_answer read;
	large[sizeof large - 2] = 2;
	assert_int_equal(ZR_E_SYNTAX, zr_renewal_answer_decode(none, sizeof none, &read, NULL));
	assert_int_equal(ZR_E_LIMIT, zr_renewal_answer_decode(large, sizeof large, &read, NULL));
}

static void tells_the_time(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	int64_t time_us = 0;
	assert_int_equal(0, zr_renewal_health_encode(1795449600000000, &body, NULL));
	assert_int_equal(0, zr_renewal_health_decode(body.data, body.bytes, &time_us, NULL));
	assert_true(time_us == 1795449600000000);
	assert_int_equal(ZR_E_SYNTAX, zr_renewal_health_decode("", 0, &time_us, NULL));
	static const uint8_t other[] = {0xA1, 2, 0};
	assert_int_equal(
		ZR_E_SYNTAX, zr_renewal_health_decode(other, sizeof other, &time_us, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_request_it_wrote),
		cmocka_unit_test(refuses_an_altered_request),
		cmocka_unit_test(refuses_what_was_signed_by_another_or_for_another),
		cmocka_unit_test(refuses_a_large_body),
		cmocka_unit_test(reads_the_answer_it_wrote),
		cmocka_unit_test(refuses_a_certificate_that_is_none_or_too_long),
		cmocka_unit_test(tells_the_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
