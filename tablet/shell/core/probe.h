/*
 * What the shell tells a test driver: one JSON object a line, output only (docs/shell.md).
 *
 * It never blocks the shell: lines wait in a buffer of ZR_PROBE_BYTES_MAX, and one that does not
 * fit is dropped whole. Without a path nothing is kept. Times are CLOCK_MONOTONIC microseconds.
 */
#ifndef ZR_SHELL_PROBE_H
#define ZR_SHELL_PROBE_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

#define ZR_PROBE_PORT "/dev/virtio-ports/org.zarya.shell"

/* A keyboard's geometry is some 4 kB; room for a driver that looks away for a while. */
#define ZR_PROBE_BYTES_MAX ((size_t)256 * 1024)

struct zr_probe {
	const char *path; /* NULL: nobody listens */
	int fd;           /* -1 while the port is not there */
	int flags;        /* O_CREAT for a file of the desk */
	unsigned tries;   /* to open it */
	struct zr_buffer waiting;
	struct wl_event_source *timer;
	bool is_frame_due;     /* something that a person did or the app drew came before */
	int64_t last_frame_us; /* 0: the next frame is told whatever the rate */
	bool has_first_frame;
};

/* path NULL takes ZR_PROBE_PORT where this machine has it. Borrowed. */
void zr_probe_init(struct zr_probe *probe, struct wl_event_loop *loop, const char *path);
void zr_probe_finish(struct zr_probe *probe);
bool zr_probe_is_on(const struct zr_probe *probe);

/* Begins a line with its time and event name; the caller adds members, each with a comma before it,
 * and ends it. Adding never fails: a line without memory is dropped at its end. */
void zr_probe_begin(struct zr_probe *probe, struct zr_buffer *line, const char *event);
void zr_probe_add(struct zr_buffer *line, const char *format, ...) ZR_PRINTF(2, 3);
void zr_probe_add_string(struct zr_buffer *line, const char *text); /* quoted and escaped */
void zr_probe_end(struct zr_probe *probe, struct zr_buffer *line);

/* A finger or pointer went down there. */
void zr_probe_touch(struct zr_probe *probe, double x, double y);
/* The application committed. */
void zr_probe_commit(struct zr_probe *probe);
/* The screen took a frame with damage. */
void zr_probe_frame(struct zr_probe *probe);

#endif
