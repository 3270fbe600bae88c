/* Builds the parts from below, gives each its place, and takes them down from above. */
#include "tablet/shell/core/shell.h"

#include <assert.h>

#include "lib/event/log.h"

/* The keyboard first: how high it is decides how much is left for the application. */
static void handle_arrange(struct wl_listener *listener, void *data)
{
	struct zr_shell *shell = wl_container_of(listener, shell, arrange);
	struct zr_core *core = &shell->core;
	assert(core->panel.width > 0);
	zr_welcome_arrange(&shell->welcome);
	zr_bar_arrange(&shell->bar);
	zr_sheet_refresh(&shell->sheet);
	zr_keyboard_arrange(&shell->keyboard);
	const int top = zr_bar_height(&shell->bar);
	core->space = (struct zr_box){.y = top,
		.width = core->panel.width,
		.height = core->panel.height - top - zr_keyboard_height(&shell->keyboard)};
	zr_views_arrange(&shell->views);
}

static int init_parts(struct zr_shell *shell, struct zr_error *error)
{
	struct zr_core *core = &shell->core;
	zr_screens_init(&shell->screens, core);
	int code = zr_seat_init(&shell->seat, core, &shell->screens, error);
	if (code != 0) {
		return code;
	}
	zr_bar_init(&shell->bar, core);
	code = zr_keyboard_init(&shell->keyboard, core, &shell->seat, error);
	if (code == 0) {
		code = zr_text_inputs_init(
			&shell->text_inputs, core, &shell->seat, &shell->keyboard, error);
	}
	if (code != 0) {
		return code;
	}
	zr_sheet_init(&shell->sheet, core, &shell->bar);
	zr_welcome_init(&shell->welcome, core);
	code = zr_views_init(&shell->views, core, &shell->seat, &shell->welcome, error);
	if (code != 0) {
		return code;
	}
	const struct zr_fingers_below below = {
		.core = core,
		.seat = &shell->seat,
		.keyboard = &shell->keyboard,
		.sheet = &shell->sheet,
		.views = &shell->views,
	};
	code = zr_fingers_init(&shell->fingers, &below, error);
	if (code == 0) {
		zr_agent_watch_init(&shell->agent, core, &shell->bar, &shell->keyboard);
	}
	return code;
}

int zr_shell_init(
	struct zr_shell *shell, const struct zr_shell_options *options, struct zr_error *error)
{
	assert(shell && options);
	*shell = (struct zr_shell){.rehearsal.fd = -1};
	int code = zr_core_init(&shell->core, options, error);
	if (code != 0) {
		return code;
	}
	shell->arrange.notify = handle_arrange;
	wl_signal_add(&shell->core.events.arrange, &shell->arrange);
	return init_parts(shell, error);
}

int zr_shell_run(struct zr_shell *shell, struct zr_error *error)
{
	assert(shell && shell->core.display);
	int code = zr_core_start(&shell->core, error);
	if (code != 0) {
		return code;
	}
	zr_rehearsal_init(&shell->rehearsal, &shell->core, &shell->screens);
	ZR_LOG(SHELL_READY, .display = shell->core.options->display_name);
	wl_display_run(shell->core.display);
	return 0;
}

/* Clients first: their windows and fields leave through the parts, which must still be there. */
void zr_shell_finish(struct zr_shell *shell)
{
	assert(shell);
	if (!shell->core.display) {
		return;
	}
	wl_display_destroy_clients(shell->core.display);
	zr_rehearsal_finish(&shell->rehearsal);
	zr_agent_watch_finish(&shell->agent);
	zr_fingers_finish(&shell->fingers);
	zr_views_finish(&shell->views);
	zr_sheet_finish(&shell->sheet);
	zr_text_inputs_finish(&shell->text_inputs);
	zr_keyboard_finish(&shell->keyboard);
	zr_bar_finish(&shell->bar);
	zr_seat_finish(&shell->seat);
	zr_screens_finish(&shell->screens);
	zr_core_finish(&shell->core);
	*shell = (struct zr_shell){0};
}
