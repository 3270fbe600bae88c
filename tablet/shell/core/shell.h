/*
 * The shell as a whole: the core and the parts on it, from below: screens, seat, bar, keyboard,
 * text fields, sheet, start screen, windows, fingers, what the agent says, test input.
 *
 * The picture, back to front (enum zr_layer): start screen, application, its dialogs, status bar
 * and its sheet, keyboard. The application has the space below the bar and above the keyboard while
 * that shows; here it is reckoned, and nowhere else. A part knows those below it only.
 */
#ifndef ZR_SHELL_SHELL_H
#define ZR_SHELL_SHELL_H

#include "lib/base/error.h"
#include "tablet/shell/bar/agent_watch.h"
#include "tablet/shell/bar/bar.h"
#include "tablet/shell/bar/sheet.h"
#include "tablet/shell/core/core.h"
#include "tablet/shell/core/screen.h"
#include "tablet/shell/input/finger.h"
#include "tablet/shell/input/rehearsal.h"
#include "tablet/shell/input/seat.h"
#include "tablet/shell/input/text_input.h"
#include "tablet/shell/keyboard/keyboard.h"
#include "tablet/shell/scene/view.h"
#include "tablet/shell/scene/welcome.h"

struct zr_shell {
	struct zr_core core;
	struct zr_screens screens;
	struct zr_seat seat;
	struct zr_bar bar;
	struct zr_keyboard keyboard;
	struct zr_text_inputs text_inputs;
	struct zr_sheet sheet;
	struct zr_welcome welcome;
	struct zr_views views;
	struct zr_fingers fingers;
	struct zr_agent_watch agent;
	struct zr_rehearsal rehearsal;
	struct wl_listener arrange; /* core.events.arrange */
};

/* options are borrowed. ZR_E_IO, ZR_E_NOMEM with what to do about it. */
int zr_shell_init(struct zr_shell *shell, const struct zr_shell_options *options,
	struct zr_error *error) ZR_MUST_CHECK;

/* Starts outputs and input and serves clients until SIGTERM or SIGINT. */
int zr_shell_run(struct zr_shell *shell, struct zr_error *error) ZR_MUST_CHECK;

/* Takes half-built shells too. */
void zr_shell_finish(struct zr_shell *shell);

#endif
