/* Letters for the loader's screen: PT Sans, drawn at build time (font_make.c) for the sentences
 * that it shows. */
#ifndef ZR_BOOT_FONT_H
#define ZR_BOOT_FONT_H

#include <stdint.h>

struct zr_glyph {
	uint16_t character; /* Unicode */
	uint8_t width;      /* of the picture and the advance, in pixels */
	uint32_t
		at; /* of the first of width * zr_font_height bytes in zr_font_pixels, row by row */
};

/* Coverage of each pixel, 0 to 255. */
extern const uint8_t zr_font_pixels[];
extern const struct zr_glyph zr_font_glyphs[];
extern const unsigned zr_font_glyph_count, zr_font_height;

#endif
