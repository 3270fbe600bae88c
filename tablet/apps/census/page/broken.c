/* The form whose details are shown is remembered by its id: the rows are made anew at each change.
 */
#include "tablet/apps/census/page/broken.h"

#include <assert.h>
#include <stdbool.h>

#include "tablet/apps/census/model/faults.h"
#include "tablet/ui/row_list.h"

#define KEY "zr-broken"

struct broken {
	GtkWidget *widget;          /* that it hangs on */
	struct zr_library *library; /* borrowed */
	char *opened;               /* the form id; NULL for none */
};

static void broken_free(gpointer data)
{
	struct broken *broken = data;
	g_free(broken->opened);
	g_free(broken);
}

static struct zr_row row_for(const struct broken *broken, const struct zr_library_form *form)
{
	g_autofree char *title = g_strdup_printf(T(FORM_BROKEN), form->form_id);
	g_autofree char *words =
		g_strdup_printf(T(FORM_BROKEN_HELP), zr_faults_form_words(&form->error));
	g_autofree char *details = zr_faults_details(&form->error);
	bool is_open = g_strcmp0(broken->opened, form->form_id) == 0;
	return (struct zr_row){
		.title = g_markup_escape_text(title, -1),
		.detail = is_open ? g_strdup_printf("%s\n%s", words, details)
				  : g_steal_pointer(&words),
		.value = g_strdup(form->form_id),
		.icon = ZR_ICON_WARNING,
		.colour = 0xb3261e,
	};
}

void zr_broken_show(GtkWidget *widget)
{
	struct broken *broken = g_object_get_data(G_OBJECT(widget), KEY);
	assert(broken != NULL);
	g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	for (size_t i = 0; i < zr_library_count(broken->library); i++) {
		const struct zr_library_form *form = zr_library_at(broken->library, i);
		if (form->is_offered && form->is_loaded && form->form == NULL) {
			struct zr_row row = row_for(broken, form);
			g_array_append_val(rows, row);
		}
	}
	zr_row_list_set(ZR_ROW_LIST(widget), (const struct zr_row *)(void *)rows->data, rows->len);
	gtk_widget_set_visible(widget, rows->len > 0);
}

static void on_picked(gpointer user, unsigned index, unsigned part)
{
	struct broken *broken = user;
	const char *form_id = zr_row_list_at(ZR_ROW_LIST(broken->widget), index)->value;
	bool was_open = g_strcmp0(broken->opened, form_id) == 0;
	g_free(broken->opened);
	broken->opened = was_open ? NULL : g_strdup(form_id);
	zr_broken_show(broken->widget);
}

GtkWidget *zr_broken_new(struct zr_library *library)
{
	assert(library != NULL);
	struct broken *broken = g_new0(struct broken, 1);
	broken->library = library;
	GtkWidget *widget = broken->widget = zr_row_list_new("broken-form", on_picked, broken);
	g_object_set_data_full(G_OBJECT(widget), KEY, broken, broken_free);
	zr_broken_show(widget);
	return widget;
}
