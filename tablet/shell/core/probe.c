/* Lines are flushed when they come and, while some wait, by a timer: a virtio port
 * whose host looks away answers poll() with a hang-up, so waiting for it to be writable would spin.
 */
#include "tablet/shell/core/probe.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "tablet/shell/core/moment.h"

#define FLUSH_MS       100
#define OPEN_TRIES_MAX 300 /* half a minute until udev has made the port */
#define FRAME_GAP_US   (1000000 / 30)

static bool open_port(struct zr_probe *probe)
{
	if (probe->fd < 0) {
		probe->tries++;
		probe->fd = open(probe->path,
			O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_APPEND | probe->flags, 0600);
	}
	return probe->fd >= 0;
}

static void forget(struct zr_probe *probe, size_t bytes)
{
	assert(bytes <= probe->waiting.bytes);
	memmove(probe->waiting.data, probe->waiting.data + bytes, probe->waiting.bytes - bytes);
	probe->waiting.bytes -= bytes;
}

static void flush(struct zr_probe *probe)
{
	while (probe->waiting.bytes > 0 && open_port(probe)) {
		ssize_t written = write(probe->fd, probe->waiting.data, probe->waiting.bytes);
		if (written <= 0) {
			break;
		}
		forget(probe, (size_t)written);
	}
	if (probe->waiting.bytes > 0 && probe->tries < OPEN_TRIES_MAX) {
		wl_event_source_timer_update(probe->timer, FLUSH_MS);
	}
}

static int handle_timer(void *data)
{
	flush(data);
	return 0;
}

/* A machine with virtio ports may make ours a moment after the shell starts. */
static bool may_have_port(void)
{
	return access("/dev/virtio-ports", F_OK) == 0 || access("/dev/vport0p1", F_OK) == 0 ||
	       access("/sys/class/virtio-ports", F_OK) == 0;
}

void zr_probe_init(struct zr_probe *probe, struct wl_event_loop *loop, const char *path)
{
	assert(probe && loop);
	*probe = (struct zr_probe){.fd = -1};
	probe->path = path ? path : may_have_port() ? ZR_PROBE_PORT : NULL;
	probe->flags = path ? O_CREAT : 0;
	probe->timer = probe->path ? wl_event_loop_add_timer(loop, handle_timer, probe) : NULL;
	if (!probe->timer) {
		probe->path = NULL;
	}
}

void zr_probe_finish(struct zr_probe *probe)
{
	assert(probe != NULL);
	if (probe->timer) {
		wl_event_source_remove(probe->timer);
		probe->timer = NULL;
	}
	if (probe->fd >= 0) {
		close(probe->fd);
		probe->fd = -1;
	}
	zr_buffer_finish(&probe->waiting);
}

bool zr_probe_is_on(const struct zr_probe *probe)
{
	assert(probe != NULL);
	return probe->path != NULL;
}

void zr_probe_add(struct zr_buffer *line, const char *format, ...)
{
	assert(line != NULL && format != NULL);
	char text[256];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (zr_buffer_add_text(line, text) != 0) {
		zr_buffer_clear(line);
	}
}

void zr_probe_add_string(struct zr_buffer *line, const char *text)
{
	assert(line != NULL && text != NULL);
	zr_probe_add(line, "\"");
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20) {
			zr_probe_add(line, "\\u%04x", *text);
		} else {
			zr_probe_add(line, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
		}
	}
	zr_probe_add(line, "\"");
}

void zr_probe_begin(struct zr_probe *probe, struct zr_buffer *line, const char *event)
{
	assert(probe != NULL && line != NULL && line->bytes == 0);
	zr_probe_add(line, "{\"t\":%lld,\"event\":\"%s\"", (long long)zr_moment_now_us(), event);
}

void zr_probe_end(struct zr_probe *probe, struct zr_buffer *line)
{
	assert(probe != NULL && line != NULL);
	assert(probe->waiting.bytes <= ZR_PROBE_BYTES_MAX);
	zr_probe_add(line, "}\n");
	const bool is_whole = line->bytes > 0 && line->data[0] == '{';
	if (probe->path && is_whole && probe->waiting.bytes + line->bytes <= ZR_PROBE_BYTES_MAX &&
		zr_buffer_add(&probe->waiting, line->data, line->bytes) == 0) {
		flush(probe);
	}
	zr_buffer_finish(line);
}

static void tell(struct zr_probe *probe, const char *event)
{
	struct zr_buffer line = {0};
	zr_probe_begin(probe, &line, event);
	zr_probe_end(probe, &line);
}

void zr_probe_touch(struct zr_probe *probe, double x, double y)
{
	assert(probe != NULL);
	probe->is_frame_due = true;
	probe->last_frame_us = 0;
	if (probe->path) {
		struct zr_buffer line = {0};
		zr_probe_begin(probe, &line, "touch");
		zr_probe_add(&line, ",\"x\":%.0f,\"y\":%.0f", x, y);
		zr_probe_end(probe, &line);
	}
}

void zr_probe_commit(struct zr_probe *probe)
{
	assert(probe != NULL);
	probe->is_frame_due = true;
}

void zr_probe_frame(struct zr_probe *probe)
{
	assert(probe != NULL);
	const int64_t now_us = zr_moment_now_us();
	if (!probe->path) {
		return;
	}
	if (!probe->has_first_frame) {
		probe->has_first_frame = true;
		tell(probe, "first-frame");
	} else if (probe->is_frame_due && now_us - probe->last_frame_us >= FRAME_GAP_US) {
		probe->is_frame_due = false;
		probe->last_frame_us = now_us;
		tell(probe, "frame");
	}
}
