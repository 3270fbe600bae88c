/* See qr.h. */
#include "hub/device/qr.h"

#include <assert.h>
#include <errno.h>
#include <qrencode.h>

#include "lib/base/cleanup.h"

#define MODULES_MAX 177 /* of the largest version */

ZR_DEFINE_CLEANUP(QRcode *, QRcode_free);

static int draw(const char *text, bool is_case_sensitive, struct json_object **ret_rows,
	struct zr_error *error)
{
	ZR_CLEANUP(QRcode_freep)
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, is_case_sensitive);
	if (code == NULL && errno == ERANGE) {
		return zr_error_set(error, ZR_E_LIMIT, "the text is too long for a QR code");
	}
	struct json_object *rows = code != NULL ? json_object_new_array() : NULL;
	if (rows == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a QR code");
	}
	assert(code->width <= MODULES_MAX);
	for (int y = 0; y < code->width; y++) {
		char row[MODULES_MAX];
		for (int x = 0; x < code->width; x++) {
			row[x] = (char)('0' + (code->data[y * code->width + x] & 1));
		}
		json_object_array_add(rows, json_object_new_string_len(row, code->width));
	}
	*ret_rows = rows;
	return 0;
}

int zr_qr_draw(const char *text, struct json_object **ret_rows, struct zr_error *error)
{
	assert(text != NULL && ret_rows != NULL);
	return draw(text, false, ret_rows, error);
}

int zr_qr_draw_exactly(const char *text, struct json_object **ret_rows, struct zr_error *error)
{
	assert(text != NULL && ret_rows != NULL);
	return draw(text, true, ret_rows, error);
}
