/* 122 random bits of the kernel's: no two tablets of a fleet draw the same. */
#include "tablet/apps/census/model/ident.h"

#include <assert.h>
#include <errno.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/random.h>

int zr_ident_draw(char **ret_id, struct zr_error *error)
{
	assert(ret_id != NULL);
	uint8_t bits[16];
	if (getrandom(bits, sizeof bits, 0) != (ssize_t)sizeof bits) {
		return zr_error_set_errno(error, errno, "draw an id");
	}
	bits[6] = (uint8_t)((bits[6] & 0x0f) | 0x40);
	bits[8] = (uint8_t)((bits[8] & 0x3f) | 0x80);
	GString *id = g_string_new(NULL);
	for (size_t i = 0; i < sizeof bits; i++) {
		bool is_edge = i == 4 || i == 6 || i == 8 || i == 10;
		g_string_append_printf(id, is_edge ? "-%02x" : "%02x", bits[i]);
	}
	*ret_id = g_string_free(id, FALSE);
	return 0;
}
