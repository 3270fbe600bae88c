/* What a button shows is kept with it, so that showing the same again costs no layout. */
#include "tablet/ui/button.h"

#include <assert.h>
#include <string.h>

#include "tablet/ui/scale.h"
#include "tablet/ui/touchables.h"

#define KEY "zr-face"

enum {
	ICON = 26
};

struct face {
	enum zr_icon icon;
	char *text;
	GtkWidget *sign;  /* NULL without an icon */
	GtkWidget *words; /* NULL without a text */
};

static void face_free(gpointer data)
{
	struct face *face = data;
	g_free(face->text);
	g_free(face);
}

static struct face *face_of(GtkWidget *button)
{
	return g_object_get_data(G_OBJECT(button), KEY);
}

/* Words that have no room take a second line, and are cut in the middle at last. */
static GtkWidget *make_words(const char *text)
{
	GtkWidget *label = gtk_label_new(text);
	gtk_label_set_wrap(GTK_LABEL(label), TRUE);
	gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD);
	gtk_label_set_natural_wrap_mode(GTK_LABEL(label), GTK_NATURAL_WRAP_NONE);
	gtk_label_set_lines(GTK_LABEL(label), 2);
	gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_MIDDLE);
	gtk_label_set_justify(GTK_LABEL(label), GTK_JUSTIFY_CENTER);
	return label;
}

void zr_button_set_face(GtkWidget *button, const struct zr_button_face *face)
{
	assert(GTK_IS_BUTTON(button) && face != NULL && face->text != NULL);
	const struct face *before = face_of(button);
	zr_touchables_set_label(button, face->text);
	if (before != NULL && before->icon == face->icon && strcmp(before->text, face->text) == 0) {
		return;
	}
	struct face *now = g_new0(struct face, 1);
	now->icon = face->icon;
	now->text = g_strdup(face->text);
	now->sign = face->icon != ZR_ICON_NONE ? zr_icon_new(face->icon, zr_scale_px(ICON)) : NULL;
	now->words = face->text[0] != '\0' ? make_words(face->text) : NULL;
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, zr_scale_px(10));
	gtk_widget_set_halign(box, GTK_ALIGN_CENTER);
	GtkWidget *parts[] = {face->is_icon_last ? now->words : now->sign,
		face->is_icon_last ? now->sign : now->words};
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (parts[i] != NULL) {
			gtk_box_append(GTK_BOX(box), parts[i]);
		}
	}
	gtk_button_set_child(GTK_BUTTON(button), box);
	g_object_set_data_full(G_OBJECT(button), KEY, now, face_free);
}

void zr_button_show_words(GtkWidget *button, bool is_shown)
{
	assert(GTK_IS_BUTTON(button));
	const struct face *face = face_of(button);
	if (face != NULL && face->words != NULL) {
		gtk_widget_set_visible(face->words, is_shown || face->sign == NULL);
	}
}

GtkWidget *zr_button_new(enum zr_icon icon, const char *text, const char *style)
{
	assert(text != NULL && style != NULL);
	GtkWidget *button = gtk_button_new();
	zr_button_set_face(button, &(struct zr_button_face){icon, text, false});
	gtk_widget_set_focus_on_click(button, FALSE);
	gtk_widget_add_css_class(button, style);
	gtk_widget_set_halign(button, GTK_ALIGN_START);
	return button;
}
