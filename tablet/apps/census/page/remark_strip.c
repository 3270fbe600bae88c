/* What is written is stored with each letter, as it is no answer that could be wrong. */
#include "tablet/apps/census/page/remark_strip.h"

#include <assert.h>
#include <string.h>

#include "lib/base/limits.h"
#include "tablet/apps/census/model/remark.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/scale.h"
#include "tablet/ui/touchables.h"

/* Of one strip; lives with its widget. */
struct strip {
	struct zr_app *app;
	size_t index; /* of the remark in the interview's array */
	GtkWidget *entry;
};

static struct zr_remark *remark_of(const struct strip *strip)
{
	assert(strip->app->interview != NULL);
	return &g_array_index(strip->app->interview->remarks, struct zr_remark, strip->index);
}

static void on_changed(GtkEditable *editable, struct strip *strip)
{
	struct zr_app *app = strip->app;
	struct zr_error error = {0};
	if (zr_remark_reply(app->drafts, app->interview->draft.replaces_id, remark_of(strip),
		    gtk_editable_get_text(editable), &error) != 0) {
		zr_stage_show_store_fault(app, &error);
	}
	zr_stage_tell(app);
}

static void on_checked(GtkButton *button, struct strip *strip)
{
	gtk_editable_set_text(GTK_EDITABLE(strip->entry), T(REMARK_CHECKED));
	gtk_editable_set_position(GTK_EDITABLE(strip->entry), -1);
}

static GtkWidget *make_entry(struct strip *strip, const char *path)
{
	GtkWidget *entry = strip->entry = gtk_entry_new();
	gtk_widget_add_css_class(entry, "zr-entry");
	gtk_widget_set_hexpand(entry, TRUE);
	gtk_entry_set_max_length(GTK_ENTRY(entry), ZR_RECORD_REMARK_BYTES_MAX / 4);
	gtk_entry_set_input_hints(
		GTK_ENTRY(entry), GTK_INPUT_HINT_UPPERCASE_SENTENCES | GTK_INPUT_HINT_NO_EMOJI);
	gtk_entry_set_placeholder_text(GTK_ENTRY(entry), T(REMARK_REPLY));
	gtk_editable_set_text(GTK_EDITABLE(entry), remark_of(strip)->reply);
	zr_touchables_name(entry, "remark-reply", "text", path);
	g_signal_connect(entry, "changed", G_CALLBACK(on_changed), strip);
	return entry;
}

static GtkWidget *make(struct zr_app *app, size_t index)
{
	assert(app->interview != NULL && index < app->interview->remarks->len);
	struct strip *strip = g_new0(struct strip, 1);
	*strip = (struct strip){.app = app, .index = index};
	const struct zr_remark *remark = remark_of(strip);
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 10);
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
	GtkWidget *answer = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 10);
	g_autofree char *words = g_strdup_printf(T(REMARK), remark->text);
	GtkWidget *label = zr_frame_label(words, "zr-question");
	GtkWidget *button = zr_button_new(ZR_ICON_CHECK, T(REMARK_CHECK), "zr-chip");
	gtk_widget_add_css_class(box, "zr-doubt");
	gtk_widget_set_hexpand(label, TRUE);
	gtk_box_append(GTK_BOX(line), zr_icon_new(ZR_ICON_AGAIN, zr_scale_px(28)));
	gtk_box_append(GTK_BOX(line), label);
	gtk_box_append(GTK_BOX(box), line);
	gtk_box_append(GTK_BOX(answer), make_entry(strip, remark->place));
	zr_touchables_name(button, "remark-checked", "button", remark->place);
	g_signal_connect(button, "clicked", G_CALLBACK(on_checked), strip);
	gtk_box_append(GTK_BOX(answer), button);
	gtk_box_append(GTK_BOX(box), answer);
	g_object_set_data_full(G_OBJECT(box), "zr-strip", strip, g_free);
	return box;
}

void zr_remark_strip_add(struct zr_app *app, GtkWidget *box, const struct zr_item *question)
{
	assert(app->interview != NULL && box != NULL && question != NULL);
	const GArray *remarks = app->interview->remarks;
	for (guint i = remarks->len; i-- > 0;) {
		if (zr_remark_is_at(&g_array_index(remarks, struct zr_remark, i), question)) {
			gtk_box_prepend(GTK_BOX(box), make(app, i));
		}
	}
}

void zr_remark_strip_add_rest(struct zr_app *app, GtkWidget *box)
{
	assert(app->interview != NULL && box != NULL);
	const GArray *remarks = app->interview->remarks;
	struct zr_item question;
	for (guint i = 0; i < remarks->len; i++) {
		const struct zr_remark *remark = &g_array_index(remarks, struct zr_remark, i);
		if (!zr_remark_find(remark, app->interview->session, &question)) {
			gtk_box_append(GTK_BOX(box), make(app, i));
		}
	}
}
