/* A factor: the density of this panel by that of the reference. */
#include "tablet/ui/scale.h"

#include <assert.h>
#include <glib.h>
#include <math.h>
#include <string.h>

/* A tablet of 10.1 inches with 1024 by 600 has 4.65, one of 8.4 inches with 2560 by 1600 has 14.1:
 * what lies far outside is a monitor on a desk or no panel at all. */
#define DENSITY_MIN 4.4
#define DENSITY_MAX 16.0

#define SHAPE_TOLERANCE 0.08 /* pixels are nearly square on every panel that is sold */

enum {
	FONT_MIN = 16,
	HAIRLINE = 2,
};

static double present = ZR_SCALE_REFERENCE;

/* Sizes that stand in an EDID when its maker knew the shape only. */
static bool is_shape_only(int long_mm, int short_mm)
{
	static const int shapes[][2] = {
		{16, 9}, {16, 10}, {160, 90}, {160, 100}, {1600, 900}, {1600, 1000}};
	for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
		if (shapes[i][0] == long_mm && shapes[i][1] == short_mm) {
			return true;
		}
	}
	return false;
}

double zr_scale_density(int width_px, int height_px, int width_mm, int height_mm)
{
	int long_px = MAX(width_px, height_px), short_px = MIN(width_px, height_px);
	int long_mm = MAX(width_mm, height_mm), short_mm = MIN(width_mm, height_mm);
	if (short_px <= 0 || short_mm <= 0 || is_shape_only(long_mm, short_mm)) {
		return ZR_SCALE_REFERENCE;
	}
	double shape = ((double)long_px / short_px) / ((double)long_mm / short_mm);
	double density = hypot(long_px, short_px) / hypot(long_mm, short_mm);
	bool is_sane = fabs(shape - 1) <= SHAPE_TOLERANCE && zr_scale_is_possible(density);
	return is_sane ? density : ZR_SCALE_REFERENCE;
}

bool zr_scale_is_possible(double dots_per_mm)
{
	return dots_per_mm >= DENSITY_MIN && dots_per_mm <= DENSITY_MAX;
}

void zr_scale_set(double dots_per_mm)
{
	assert(zr_scale_is_possible(dots_per_mm));
	present = dots_per_mm;
}

int zr_scale_px(int length)
{
	assert(zr_scale_is_possible(present));
	double exact = length * present / ZR_SCALE_REFERENCE;
	return (int)(exact < 0 ? -ceil(-exact - 1e-6) : ceil(exact - 1e-6));
}

int zr_scale_font(int size)
{
	assert(size > 0);
	return MAX(zr_scale_px(size), FONT_MIN);
}

int zr_scale_mm(int length_px)
{
	assert(length_px >= 0);
	return (int)(length_px / present);
}

/* ---- the style sheet ---- */

static bool is_in_font_size(const char *css, const char *at)
{
	const char *from = at;
	while (from > css && from[-1] != ';' && from[-1] != '{') {
		from--;
	}
	from += strspn(from, " \n\t");
	return g_str_has_prefix(from, "font-size");
}

/* The number that begins here and ends in "px"; NULL when none does. */
static const char *read_px(const char *css, const char *at, int *ret_length)
{
	bool is_first = at == css || !(g_ascii_isalnum(at[-1]) || strchr("-.#_", at[-1]) != NULL);
	char *end = NULL;
	if (!is_first || !(g_ascii_isdigit(*at) || (*at == '-' && g_ascii_isdigit(at[1])))) {
		return NULL;
	}
	gint64 length = g_ascii_strtoll(at, &end, 10);
	if (strncmp(end, "px", 2) != 0 || g_ascii_isalnum(end[2]) || ABS(length) > 4096) {
		return NULL;
	}
	*ret_length = (int)length;
	return end + 2;
}

char *zr_scale_style(const char *css)
{
	assert(css != NULL);
	GString *out = g_string_new(NULL);
	for (const char *at = css; *at != '\0';) {
		int length = 0;
		const char *end = read_px(css, at, &length);
		if (end == NULL) {
			g_string_append_c(out, *at++);
			continue;
		}
		bool stays = ABS(length) <= HAIRLINE;
		int turned = is_in_font_size(css, at) ? zr_scale_font(length) : zr_scale_px(length);
		g_string_append_printf(out, "%dpx", stays ? length : turned);
		at = end;
	}
	return g_string_free(out, FALSE);
}
