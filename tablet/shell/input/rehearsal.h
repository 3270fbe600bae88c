/*
 * Test input: a touch screen, a keyboard and a camera that a test drives by lines on a FIFO.
 * It exists only with --test-input and only on the headless backend, which no tablet has.
 *
 *	down ID X Y     a finger, in pixels of the picture
 *	move ID X Y
 *	up ID
 *	key CODE        a hardware key, pressed and released (linux/input-event-codes.h)
 *	size W H        another mode
 *	snapshot PATH   the next frame as PNG
 */
#ifndef ZR_SHELL_REHEARSAL_H
#define ZR_SHELL_REHEARSAL_H

#include <wayland-server-core.h>
#include <wlr/types/wlr_input_device.h>

#include "tablet/shell/core/core.h"
#include "tablet/shell/core/screen.h"

struct zr_rehearsal {
	struct zr_core *core;
	struct zr_screens *screens;
	int fd;
	struct wl_event_source *source;
	struct wlr_input_device *touch;
	struct wlr_input_device *keyboard;
	struct wl_listener commit;
	char line[1024]; /* as much of it as has come */
	size_t line_bytes;
	char picture[512]; /* where the next frame goes, "" for nowhere */
};

/* Does nothing without the option. Behind wlr_backend_start(). */
void zr_rehearsal_init(
	struct zr_rehearsal *rehearsal, struct zr_core *core, struct zr_screens *screens);
void zr_rehearsal_finish(struct zr_rehearsal *rehearsal);

#endif
