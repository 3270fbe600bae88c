/* The alphabets: Tatar ә җ ң ө ү һ; Bashkir ә ғ ҙ ҡ ң ө ҫ ү һ; Chuvash ӑ ӗ ҫ ӳ. */
#include "tablet/shell/keyboard/relatives.h"

#include <assert.h>
#include <string.h>

#define GAP 6

static const struct {
	const char *letter;
	const char *relatives;
} families[] = {
	{"а", "әӑ"},
	{"г", "ғ"},
	{"е", "ёӗ"},
	{"ж", "җ"},
	{"з", "ҙ"},
	{"к", "ҡ"},
	{"н", "ң"},
	{"о", "ө"},
	{"с", "ҫ"},
	{"у", "үӳ"},
	{"х", "һ"},
	{"А", "ӘӐ"},
	{"Г", "Ғ"},
	{"Е", "ЁӖ"},
	{"Ж", "Җ"},
	{"З", "Ҙ"},
	{"К", "Ҡ"},
	{"Н", "Ң"},
	{"О", "Ө"},
	{"С", "Ҫ"},
	{"У", "ҮӲ"},
	{"Х", "Һ"},
};

const char *zr_relatives_of(const char *text)
{
	assert(text);
	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
		if (strcmp(families[i].letter, text) == 0) {
			return families[i].relatives;
		}
	}
	return "";
}

size_t zr_relatives_keys(
	const struct zr_layout_key *key, int width, struct zr_layout_key keys[ZR_RELATIVES_MAX])
{
	assert(key && width > 0);
	const struct zr_box *box = &key->box;
	const char *rest = zr_relatives_of(key->text);
	size_t count = 0;
	while (*rest != '\0') {
		assert(count < ZR_RELATIVES_MAX);
		keys[count] = zr_layout_text_key(&rest);
		keys[count].box = (struct zr_box){.x = box->x + (int)count * (box->width + GAP),
			.y = box->y - box->height - 2 * GAP,
			.width = box->width,
			.height = box->height};
		count++;
	}
	if (count == 0) {
		return 0;
	}
	const struct zr_box *last = &keys[count - 1].box;
	const int beyond = last->x + last->width + GAP - width;
	for (size_t i = 0; i < count && beyond > 0; i++) {
		keys[i].box.x -= beyond;
	}
	return count;
}
