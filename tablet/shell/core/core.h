/*
 * What all parts of the shell stand on: one Wayland display, its backend and renderer, one scene
 * with its layers, the panel, the probe.
 *
 * The core knows no part. A part takes the core and the parts below it in its init, and tells those
 * above it of what happened by a signal of its own, as wlroots does. Only shell.c knows all of
 * them. Everything runs on the display's event loop, in one thread.
 */
#ifndef ZR_SHELL_CORE_H
#define ZR_SHELL_CORE_H

#include <wayland-server-core.h>
#include <wlr/backend.h>
#include <wlr/render/allocator.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "lib/base/error.h"
#include "tablet/shell/core/box.h"
#include "tablet/shell/core/panel.h"
#include "tablet/shell/core/probe.h"
#include "tablet/shell/core/shell_options.h"

/* Back to front. */
enum zr_layer {
	ZR_LAYER_WELCOME,
	ZR_LAYER_APPLICATION,
	ZR_LAYER_DIALOGS,
	ZR_LAYER_BAR,
	ZR_LAYER_KEYBOARD,
	ZR_LAYER_COUNT,
};

struct zr_core {
	const struct zr_shell_options *options; /* borrowed */
	struct wl_display *display;
	struct wl_event_loop *loop;
	struct wl_event_source *ends[2]; /* SIGTERM, SIGINT */
	struct wlr_backend *backend;
	struct wlr_renderer *renderer;
	struct wlr_allocator *allocator;
	struct wlr_scene *scene;
	struct wlr_scene_node *layers[ZR_LAYER_COUNT];
	struct wlr_output_layout *output_layout;
	struct zr_panel panel; /* the screen as a person sees it; width 0 before the first one */
	struct zr_box space;   /* where the application is; all 0 before the first screen */
	struct zr_probe probe;
	struct {
		struct wl_signal arrange; /* data NULL, see zr_core_arrange() */
	} events;
};

/* options are borrowed. ZR_E_IO, ZR_E_NOMEM with what to do about it. */
int zr_core_init(struct zr_core *core, const struct zr_shell_options *options,
	struct zr_error *error) ZR_MUST_CHECK;

/* Opens the Wayland socket and starts screens and input. */
int zr_core_start(struct zr_core *core, struct zr_error *error) ZR_MUST_CHECK;

/* Takes a half-built core, too. The parts are gone by then, and so are the clients. */
void zr_core_finish(struct zr_core *core);

/* The screen's size, the keyboard or something else that takes room changed: whoever listens gives
 * everything its place again. Nothing happens before the first screen. */
void zr_core_arrange(struct zr_core *core);

#endif
