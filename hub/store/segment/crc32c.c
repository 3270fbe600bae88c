/* One table of 256 numbers, made at the first use; the instruction eats eight bytes at a time. */
#include "hub/store/segment/crc32c.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#define POLYNOMIAL 0x82f63b78u /* reflected */

static uint32_t table[256];

static void make_table(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t value = i;
		for (unsigned bit = 0; bit < 8; bit++) {
			value = (value >> 1) ^ ((value & 1) != 0 ? POLYNOMIAL : 0);
		}
		table[i] = value;
	}
}

static uint32_t add_by_table(uint32_t crc, const uint8_t *at, size_t bytes)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, make_table);
	crc = ~crc;
	for (size_t i = 0; i < bytes; i++) {
		crc = table[(crc ^ at[i]) & 0xff] ^ (crc >> 8);
	}
	return ~crc;
}

#if defined(__x86_64__)

__attribute__((target("sse4.2"))) static uint32_t add_by_instruction(
	uint32_t crc, const uint8_t *at, size_t bytes)
{
	uint64_t value = (uint32_t)~crc;
	while (bytes >= sizeof value) {
		uint64_t word;
		memcpy(&word, at, sizeof word);
		value = __builtin_ia32_crc32di(value, word);
		at += sizeof word;
		bytes -= sizeof word;
	}
	uint32_t rest = (uint32_t)value;
	while (bytes-- > 0) {
		rest = __builtin_ia32_crc32qi(rest, *at++);
	}
	return ~rest;
}

uint32_t zr_crc32c_add(uint32_t crc, const void *data, size_t bytes)
{
	assert(data != NULL || bytes == 0);
	return __builtin_cpu_supports("sse4.2") ? add_by_instruction(crc, data, bytes)
						: add_by_table(crc, data, bytes);
}

#else

uint32_t zr_crc32c_add(uint32_t crc, const void *data, size_t bytes)
{
	return add_by_table(crc, data, bytes);
}

#endif
