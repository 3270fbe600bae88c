/* Contents come from SHA-256 over seed, tablet and number, one block after the other. */
#include "test/load/invent.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/envelope/crypto.h"

enum {
	LINE_COUNT_LEAST = 5,
	LINE_COUNT_SPREAD = 45,
};

/* An hour of an invented day, so that nobody takes it for a real time. */
static const int64_t epoch_us = 1000000000LL * 1000000;

static void draw(uint64_t seed, unsigned tablet, uint64_t number, unsigned block,
	uint8_t ret_bytes[ZR_CRYPTO_HASH_BYTES])
{
	char text[128];
	int bytes = snprintf(text, sizeof text, "zarya-sim %llu %u %llu %u",
		(unsigned long long)seed, tablet, (unsigned long long)number, block);
	assert(bytes > 0 && (size_t)bytes < sizeof text);
	zr_crypto_hash(text, (size_t)bytes, ret_bytes);
}

/* The shape of a random UUID (RFC 4122). */
static char *make_id(const uint8_t bytes[ZR_CRYPTO_HASH_BYTES])
{
	char hex[33];
	zr_hex_encode(bytes, 16, hex);
	char *id = malloc(37);
	if (id != NULL) {
		(void)snprintf(id, 37, "%.8s-%.4s-4%.3s-a%.3s-%.12s", hex, hex + 8, hex + 13,
			hex + 17, hex + 20);
	}
	return id;
}

static int add_lines(struct zr_buffer *xml, uint64_t seed, unsigned tablet, uint64_t number)
{
	uint8_t bytes[ZR_CRYPTO_HASH_BYTES];
	draw(seed, tablet, number, 0, bytes);
	unsigned line_count = LINE_COUNT_LEAST + bytes[31] % LINE_COUNT_SPREAD;
	int code = 0;
	for (unsigned line = 1; line <= line_count && code == 0; line++) {
		char hex[2 * ZR_CRYPTO_HASH_BYTES + 1];
		draw(seed, tablet, number, line, bytes);
		zr_hex_encode(bytes, sizeof bytes, hex);
		code = zr_buffer_add_format(xml, "<answer_%u>%s</answer_%u>", line, hex, line);
	}
	return code;
}

static char *copy(const char *text)
{
	size_t bytes = strlen(text) + 1;
	char *copied = malloc(bytes);
	if (copied != NULL) {
		memcpy(copied, text, bytes);
	}
	return copied;
}

int zr_invent_record(uint64_t seed, unsigned tablet, uint64_t number, struct zr_record *ret_record)
{
	uint8_t bytes[ZR_CRYPTO_HASH_BYTES];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	draw(seed, tablet, number, 0, bytes);
	record.record_id = make_id(bytes);
	record.form_id = copy("simulated");
	record.form_version = copy("1");
	record.area_id = copy("");
	record.household_id = copy("");
	record.outcome = copy("completed");
	record.started_us = epoch_us + (int64_t)number * 1000000;
	record.finished_us = record.started_us + 600LL * 1000000;
	if (record.record_id == NULL || record.form_id == NULL || record.form_version == NULL ||
		record.area_id == NULL || record.household_id == NULL || record.outcome == NULL) {
		return ZR_E_NOMEM;
	}
	int code = zr_buffer_add_format(&xml,
		"<data id=\"simulated\" "
		"version=\"1\"><meta><instanceID>uuid:%s</instanceID></meta>",
		record.record_id);
	if (code == 0) {
		code = add_lines(&xml, seed, tablet, number);
	}
	if (code == 0) {
		code = zr_buffer_add_text(&xml, "</data>");
	}
	if (code != 0) {
		return code;
	}
	record.xml_bytes = xml.bytes;
	record.xml = xml.data;
	xml = (struct zr_buffer){0};
	*ret_record = record;
	record = (struct zr_record){0};
	return 0;
}
