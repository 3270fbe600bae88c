/*
 * Draws the loader's letters: PT Sans by Cairo into the C source of font.h, on standard output.
 * Runs at build time.
 *
 * The letters are those that the sentences of last_screen.c can need: printable ASCII and
 * Russian.
 */
#include <cairo.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define HEIGHT    36
#define BASELINE  27
#define SIZE      28
#define WIDTH_MAX 64

static unsigned offset;

static int encode(unsigned character, char text[4])
{
	if (character < 0x80) {
		return snprintf(text, 4, "%c", (int)character);
	}
	if (character < 0x800) {
		return snprintf(text, 4, "%c%c", (int)(0xC0 | character >> 6),
			(int)(0x80 | (character & 0x3F)));
	}
	return snprintf(text, 4, "%c%c%c", (int)(0xE0 | character >> 12),
		(int)(0x80 | (character >> 6 & 0x3F)), (int)(0x80 | (character & 0x3F)));
}

/* Writes the letter's bytes and returns its width. */
static int draw(unsigned character)
{
	char text[5] = "";
	cairo_text_extents_t extents;
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, WIDTH_MAX, HEIGHT);
	cairo_t *cairo = cairo_create(surface);

	(void)encode(character, text);
	cairo_select_font_face(cairo, "PT Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cairo, SIZE);
	cairo_text_extents(cairo, text, &extents);
	cairo_move_to(cairo, 0, BASELINE);
	cairo_show_text(cairo, text);
	cairo_surface_flush(surface);
	int width = (int)ceil(extents.x_advance), stride = cairo_image_surface_get_stride(surface);
	const uint8_t *pixels = cairo_image_surface_get_data(surface);
	for (int y = 0; y < HEIGHT; y++) {
		for (int x = 0; x < width; x++) {
			(void)printf("%d,", pixels[y * stride + x]);
		}
	}
	(void)printf("\n");
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
	return width;
}

/* 0 behind the last. */
static unsigned character_of(unsigned index)
{
	static const unsigned others[] = {0x451, 0}; /* ё */
	const unsigned ascii = 0x7F - 0x20, russian = 64;

	if (index < ascii) {
		return 0x20 + index;
	}
	return index < ascii + russian ? 0x410 + index - ascii : others[index - ascii - russian];
}

int main(void)
{
	unsigned widths[256], count = 0;

	(void)printf("#include \"tablet/boot/font.h\"\n\nconst uint8_t zr_font_pixels[] = {\n");
	for (; character_of(count); count++) {
		widths[count] = (unsigned)draw(character_of(count));
	}
	(void)printf("};\nconst struct zr_glyph zr_font_glyphs[] = {\n");
	for (unsigned i = 0; i < count; i++) {
		(void)printf("\t{%u, %u, %u},\n", character_of(i), widths[i], offset);
		offset += widths[i] * HEIGHT;
	}
	(void)printf("};\nconst unsigned zr_font_glyph_count = %u, zr_font_height = %d;\n", count,
		HEIGHT);
	return EXIT_SUCCESS;
}
