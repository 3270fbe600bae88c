/* Sizes on the panel, and what the style sheet promises of them. */
#include "tablet/ui/scale.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "test/unit/unit.h"

enum {
	FINGER = 54, /* 9 mm of the reference panel, rounded up */
	BODY = 21,   /* 10 pt */
	HINT = 19,   /* 9 pt */
};

static void expect_density(int width, int height, int width_mm, int height_mm, double expected)
{
	double density = zr_scale_density(width, height, width_mm, height_mm);
	assert_true(fabs(density - expected) < 0.1);
}

static void believes_panels(void **state)
{
	expect_density(1280, 800, 217, 136, 5.9);  /* 10.1 inches */
	expect_density(800, 1280, 217, 136, 5.9);  /* held upright, told lying */
	expect_density(1024, 600, 154, 86, 6.7);   /* 7 inches */
	expect_density(1024, 600, 222, 125, 4.6);  /* 10.1 inches, coarse */
	expect_density(1920, 1200, 217, 136, 8.8); /* 10.1 inches, fine */
	expect_density(2560, 1600, 181, 113, 14.1);
}

static void doubts_panels_that_lie(void **state)
{
	static const int lies[][4] = {
		{1280, 800, 0, 0},
		{1280, 800, 217, 0},
		{1280, 800, -217, -136},
		{1280, 800, 160, 90},    /* the shape alone */
		{1600, 1000, 160, 100},  /* likewise */
		{1280, 800, 217, 217},   /* another shape */
		{1280, 800, 325, 203},   /* a virtual machine's 100 dpi */
		{1280, 800, 2, 1},       /* a pinhead */
		{1280, 800, 21, 13},     /* centimetres */
		{1920, 1080, 1600, 900}, /* a wall */
		{0, 0, 217, 136},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(lies); i++) {
		expect_density(lies[i][0], lies[i][1], lies[i][2], lies[i][3], ZR_SCALE_REFERENCE);
	}
}

static void keeps_millimetres_on_every_panel(void **state)
{
	static const double panels[] = {4.4, 4.65, 5.9, 6.7, 8.8, 14.1, 16};
	for (size_t i = 0; i < G_N_ELEMENTS(panels); i++) {
		zr_scale_set(panels[i]);
		assert_true(zr_scale_px(FINGER) / panels[i] >= 9.0);
		assert_true(zr_scale_font(BODY) / panels[i] >= 10 * 25.4 / 72);
		assert_true(zr_scale_font(HINT) / panels[i] >= 9 * 25.4 / 72);
		assert_true(zr_scale_font(HINT) >= 16);
		assert_int_equal(zr_scale_mm((int)ceil(panels[i] * 90 + 0.1)), 90);
	}
	zr_scale_set(ZR_SCALE_REFERENCE);
	assert_int_equal(zr_scale_px(FINGER), FINGER);
	assert_int_equal(zr_scale_px(-12), -12);
}

static void turns_a_style_sheet(void **state)
{
	zr_scale_set(2 * ZR_SCALE_REFERENCE);
	g_autofree char *turned = zr_scale_style(
		"a { min-height: 54px; margin: -16px 0 3px; border: 1px solid #123456; }\n"
		"b.x2px { font-size: 19px; opacity: 0.01; border-left:2px; }");
	assert_string_equal(turned,
		"a { min-height: 108px; margin: -32px 0 6px; border: 1px solid #123456; }\n"
		"b.x2px { font-size: 38px; opacity: 0.01; border-left:2px; }");
	zr_scale_set(4.4);
	g_autofree char *small = zr_scale_style("b { font-size: 19px; padding: 19px; }");
	assert_string_equal(small, "b { font-size: 16px; padding: 15px; }");
	zr_scale_set(ZR_SCALE_REFERENCE);
}

/* ---- the style sheet itself ---- */

static void read_style(char **ret_style)
{
	const char *path = g_getenv("STYLE_CSS");
	assert_non_null(path);
	assert_true(g_file_get_contents(path, ret_style, NULL, NULL));
}

static void no_text_of_the_style_is_smaller_than_a_hint(void **state)
{
	g_autofree char *style = NULL;
	read_style(&style);
	unsigned count = 0;
	for (const char *at = style; (at = strstr(at, "font-size: ")) != NULL; count++) {
		at += strlen("font-size: ");
		assert_true(g_ascii_strtoll(at, NULL, 10) >= HINT);
	}
	assert_true(count > 20);
}

/* What is read, not glanced at. */
static void body_texts_of_the_style_are_10_pt(void **state)
{
	static const char *const selectors[] = {"\n.zr-window {", "\n.zr-banner {",
		"\n.zr-question {", "\n.zr-message {", "\n.zr-body {", "\n.zr-honest {",
		"\nentry.zr-entry, .zr-area {"};
	g_autofree char *style = NULL;
	read_style(&style);
	for (size_t i = 0; i < G_N_ELEMENTS(selectors); i++) {
		const char *rule = strstr(style, selectors[i]);
		assert_non_null(rule);
		const char *size = strstr(rule, "font-size: ");
		assert_true(size != NULL && size < strchr(rule, '}'));
		assert_true(g_ascii_strtoll(size + strlen("font-size: "), NULL, 10) >= BODY);
	}
}

/* A key's border counts: 52 and two hairlines are 54. */
static void keys_of_the_style_meet_a_finger(void **state)
{
	static const char *const selectors[] = {"button.zr-bar {",
		"button.zr-plain, button.zr-primary, button.zr-danger {", "button.zr-chip {",
		"button.zr-clear {", "entry.zr-entry, .zr-area {", "scale.zr-scale {"};
	g_autofree char *style = NULL;
	read_style(&style);
	for (size_t i = 0; i < G_N_ELEMENTS(selectors); i++) {
		const char *rule = strstr(style, selectors[i]);
		assert_non_null(rule);
		const char *height = strstr(rule, "min-height: ");
		assert_true(height != NULL && height < strchr(rule, '}'));
		assert_true(
			g_ascii_strtoll(height + strlen("min-height: "), NULL, 10) + 2 >= FINGER);
	}
}

/* ---- contrast ---- */

static double luminance(unsigned colour)
{
	static const double weights[] = {0.2126, 0.7152, 0.0722};
	double sum = 0;
	for (int i = 0; i < 3; i++) {
		double part = ((colour >> (16 - 8 * i)) & 255) / 255.0;
		sum += weights[i] *
		       (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static double contrast(unsigned a, unsigned b)
{
	double first = luminance(a), second = luminance(b);
	return (fmax(first, second) + 0.05) / (fmin(first, second) + 0.05);
}

/* The colour that the rule gives to the property; fallback when it gives none. */
static unsigned colour_of(const char *rule, const char *property, unsigned fallback)
{
	g_auto(GStrv) declarations = g_strsplit(strchr(rule, '{') + 1, ";", -1);
	for (guint i = 0; declarations[i] != NULL; i++) {
		const char *text = g_strstrip(declarations[i]);
		if (g_str_has_prefix(text, property) && strchr(text, '#') != NULL) {
			return (unsigned)g_ascii_strtoull(strchr(text, '#') + 1, NULL, 16);
		}
	}
	return fallback;
}

/* WCAG's 4.5 to 1 for what is read, on its own ground, else on the page's or, if light, the bar's.
 */
static void texts_of_the_style_stand_out(void **state)
{
	g_autofree char *style = NULL;
	read_style(&style);
	g_auto(GStrv) rules = g_strsplit(style, "}", -1);
	unsigned count = 0;
	for (guint i = 0; rules[i] != NULL; i++) {
		if (strchr(rules[i], '{') == NULL || strstr(rules[i], "color: #") == NULL) {
			continue;
		}
		unsigned ink = colour_of(rules[i], "color:", 0x1b2733);
		unsigned page = luminance(ink) > 0.5 ? 0x35506b : 0xf7f8fa;
		unsigned ground = colour_of(rules[i], "background:", page);
		if (contrast(ink, ground) < 4.5) {
			fail_msg("%06x on %06x in%s", ink, ground, rules[i]);
		}
		count++;
	}
	assert_true(count > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(believes_panels),
		cmocka_unit_test(doubts_panels_that_lie),
		cmocka_unit_test(keeps_millimetres_on_every_panel),
		cmocka_unit_test(turns_a_style_sheet),
		cmocka_unit_test(no_text_of_the_style_is_smaller_than_a_hint),
		cmocka_unit_test(body_texts_of_the_style_are_10_pt),
		cmocka_unit_test(keys_of_the_style_meet_a_finger),
		cmocka_unit_test(texts_of_the_style_stand_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
