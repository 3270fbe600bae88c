/*
 * The shell as a whole: one Wayland display, one scene, and the parts that share them.
 *
 * The picture, back to front (enum zr_layer): start screen, application, its dialogs, status bar
 * and its sheet, keyboard. The application has the space below the bar and above the keyboard while
 * that shows. Everything runs on the display's event loop, in one thread. A part is a member here,
 * with its own init and finish, and knows the others through the shell.
 */
#ifndef ZR_SHELL_SHELL_H
#define ZR_SHELL_SHELL_H

#include <stdbool.h>
#include <wayland-server-core.h>
#include <wlr/backend.h>
#include <wlr/render/allocator.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "lib/base/error.h"
#include "tablet/shell/bar/agent_watch.h"
#include "tablet/shell/bar/bar.h"
#include "tablet/shell/keyboard/keyboard.h"
#include "tablet/shell/core/shell_options.h"
#include "tablet/shell/scene/paint.h"
#include "tablet/shell/core/panel.h"
#include "tablet/shell/core/probe.h"
#include "tablet/shell/input/rehearsal.h"
#include "tablet/shell/core/screen.h"
#include "tablet/shell/input/seat.h"
#include "tablet/shell/bar/sheet.h"
#include "tablet/shell/input/text_input.h"
#include "tablet/shell/scene/view.h"
#include "tablet/shell/scene/welcome.h"

enum zr_layer {
	ZR_LAYER_WELCOME,
	ZR_LAYER_APPLICATION,
	ZR_LAYER_DIALOGS,
	ZR_LAYER_BAR,
	ZR_LAYER_KEYBOARD,
	ZR_LAYER_COUNT,
};

struct zr_shell {
	const struct zr_shell_options *options;
	struct wl_display *display;
	struct wl_event_loop *loop;
	struct wl_event_source *signals[2];
	struct wlr_backend *backend;
	struct wlr_renderer *renderer;
	struct wlr_allocator *allocator;
	struct wlr_scene *scene;
	struct wlr_scene_node *layers[ZR_LAYER_COUNT];
	struct wlr_output_layout *output_layout;
	int width; /* of the screen as a person sees it; 0 before the first one */
	int height;
	struct zr_panel panel; /* the same, with the size of its dots */
	struct zr_probe probe;
	struct zr_screens screens;
	struct zr_welcome welcome;
	struct zr_views views;
	struct zr_seat seat;
	struct zr_bar bar;
	struct zr_sheet sheet;
	struct zr_text_inputs text_inputs;
	struct zr_keyboard keyboard;
	struct zr_agent_watch agent;
	struct zr_rehearsal rehearsal;
};

/* options are borrowed. ZR_E_IO, ZR_E_NOMEM with what to do about it. */
int zr_shell_init(struct zr_shell *shell, const struct zr_shell_options *options,
	struct zr_error *error) ZR_MUST_CHECK;

/* Starts outputs and input and serves clients until SIGTERM or SIGINT. */
int zr_shell_run(struct zr_shell *shell, struct zr_error *error) ZR_MUST_CHECK;

/* Takes half-built shells too. */
void zr_shell_finish(struct zr_shell *shell);

/* The screen's size or the keyboard changed: everything takes its place again. */
void zr_shell_arrange(struct zr_shell *shell);

/* Where the application is. */
struct zr_box zr_shell_space(const struct zr_shell *shell);

#endif
