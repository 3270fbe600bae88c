/* Pictures of questionnaires: where they lie, and what is refused before it is unpacked. */
#include "tablet/ui/picture.h"

#include <glib/gstdio.h>

#include "test/unit/unit.h"

struct place {
	char *folder;
	char *path;
};

static int set_up(void **state)
{
	struct place *place = g_new0(struct place, 1);
	place->folder = g_dir_make_tmp("zarya-picture-XXXXXX", NULL);
	place->path = g_build_filename(place->folder, "a.ppm", NULL);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;
	(void)g_unlink(place->path);
	(void)g_rmdir(place->folder);
	g_free(place->path);
	g_free(place->folder);
	g_free(place);
	return 0;
}

static void write_drawing(const struct place *place, int width, int height)
{
	g_autofree char *text = g_strdup_printf(
		"P6\n%d %d\n255\n%0*d", width, height, width <= 100 ? width * height * 3 : 30, 0);
	assert_true(g_file_set_contents(place->path, text, -1, NULL));
}

static void finds_pictures_beside_the_form(void **state)
{
	g_autofree char *path = zr_picture_path("/forms/f/1", "jr://images/well.png");
	g_autofree char *plain = zr_picture_path("/forms/f/1", "well.png");
	g_autofree char *nowhere = zr_picture_path(NULL, "jr://images/well.png");
	assert_string_equal(path, "/forms/f/1/well.png");
	assert_string_equal(plain, "/forms/f/1/well.png");
	assert_string_equal(nowhere, "");
}

static void never_leaves_the_folder(void **state)
{
	g_autofree char *path = zr_picture_path("/forms/f/1", "jr://images/../../../etc/passwd");
	assert_string_equal(path, "/forms/f/1/passwd");
	assert_null(zr_picture_path("/forms/f/1", "jr://images/.."));
	assert_null(zr_picture_path("/forms/f/1", "jr://images/"));
	assert_null(zr_picture_path("/forms/f/1", ""));
}

static void makes_a_picture_fit_its_place(void **state)
{
	const struct place *place = *state;
	write_drawing(place, 80, 40);
	GdkPixbuf *picture = NULL;
	assert_int_equal(zr_picture_load(place->path, 40, 40, &picture), ZR_PICTURE_SHOWN);
	assert_int_equal(gdk_pixbuf_get_width(picture), 40);
	assert_int_equal(gdk_pixbuf_get_height(picture), 20);
	g_clear_object(&picture);
	assert_int_equal(zr_picture_load(place->path, 400, 400, &picture), ZR_PICTURE_SHOWN);
	assert_int_equal(gdk_pixbuf_get_width(picture), 80);
	g_object_unref(picture);
}

static void says_what_cannot_be_shown(void **state)
{
	const struct place *place = *state;
	GdkPixbuf *picture = NULL;
	assert_int_equal(zr_picture_load("", 40, 40, &picture), ZR_PICTURE_MISSING);
	assert_int_equal(zr_picture_load(place->path, 40, 40, &picture), ZR_PICTURE_MISSING);
	assert_int_equal(zr_picture_load(place->folder, 40, 40, &picture), ZR_PICTURE_MISSING);
	assert_true(g_file_set_contents(place->path, "not a picture", -1, NULL));
	assert_int_equal(zr_picture_load(place->path, 40, 40, &picture), ZR_PICTURE_BROKEN);
	assert_null(picture);
}

static void refuses_an_absurd_size_by_its_head(void **state)
{
	const struct place *place = *state;
	GdkPixbuf *picture = NULL;
	write_drawing(place, 60000, 60000);
	assert_int_equal(zr_picture_load(place->path, 40, 40, &picture), ZR_PICTURE_BROKEN);
	assert_null(picture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_pictures_beside_the_form),
		cmocka_unit_test(never_leaves_the_folder),
		cmocka_unit_test_setup_teardown(makes_a_picture_fit_its_place, set_up, tear_down),
		cmocka_unit_test_setup_teardown(says_what_cannot_be_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			refuses_an_absurd_size_by_its_head, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
