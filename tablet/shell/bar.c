/* See bar.h. */
#include "tablet/shell/bar.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "tablet/shell/power.h"
#include "tablet/shell/canvas.h"
#include "tablet/shell/network.h"
#include "tablet/shell/shell.h"

#define MARGIN       20
#define GAP          22
#define SHORT_BELOW  700 /* px of width: numbers instead of words */
#define TIME_WIDTH   120
#define UNSENT_WIDTH 260

static int draw_battery(cairo_t *cr, const struct zr_status *status, int right)
{
	const struct zr_paint_font font = {19, false, ZR_PAINT_WHITE};
	char text[16];
	if (!status->has_battery) {
		return right;
	}
	(void)snprintf(text, sizeof text, "%d%%", status->battery_percent);
	const int width = zr_paint_text(
		cr, text, &font, (struct zr_box){right - 60, 0, 60, ZR_BAR_HEIGHT}, ZR_PAINT_END);
	const int left = right - width - 8 - 32;
	zr_paint_battery(cr, left, ZR_BAR_HEIGHT / 2, status->battery_percent, status->is_charging);
	return left - GAP;
}

static int draw_network(cairo_t *cr, const struct zr_status *status, int right)
{
	zr_paint_network(cr, right - 22, ZR_BAR_HEIGHT / 2, status->is_network_up);
	return right - 22 - GAP;
}

static void draw_mark(cairo_t *cr, int x, enum zr_status_mood mood)
{
	const uint32_t colours[] = {0x7fd18a, 0xffc46b, 0xff8a75};
	zr_paint_colour(cr, colours[mood]);
	cairo_arc(cr, x, ZR_BAR_HEIGHT / 2.0, 6, 0, 6.2832);
	cairo_fill(cr);
}

static enum zr_tongue tongue(const struct zr_bar *bar)
{
	return zr_words_tongue(bar->status.agent.language, bar->shell->options->tongue);
}

static int draw_unsent(cairo_t *cr, const struct zr_bar *bar, int right)
{
	const struct zr_paint_font font = {19, false, ZR_PAINT_WHITE};
	char text[64];
	const enum zr_status_mood mood = zr_status_unsent(
		&bar->status, tongue(bar), bar->width < SHORT_BELOW, text, sizeof text);
	if (text[0] == '\0') {
		return right;
	}
	const int width = zr_paint_text(cr, text, &font,
		(struct zr_box){right - UNSENT_WIDTH, 0, UNSENT_WIDTH, ZR_BAR_HEIGHT},
		ZR_PAINT_END);
	draw_mark(cr, right - width - 14, mood);
	return right - width - 20 - GAP;
}

static void draw(cairo_t *cr, const struct zr_bar *bar)
{
	const struct zr_paint_font bold = {22, true, ZR_PAINT_WHITE};
	const struct zr_paint_font plain = {19, false, 0xc9d4df};
	const char *name = bar->status.agent.name;
	char time[8];
	zr_paint_fill(cr, (struct zr_box){0, 0, bar->width, ZR_BAR_HEIGHT}, ZR_PAINT_BLUE_GREY);
	zr_status_time(&bar->status, time, sizeof time);
	int left = MARGIN +
		   zr_paint_text(cr, time, &bold,
			   (struct zr_box){MARGIN, 0, TIME_WIDTH, ZR_BAR_HEIGHT}, ZR_PAINT_START) +
		   GAP;
	int right = draw_battery(cr, &bar->status, bar->width - MARGIN);
	right = draw_network(cr, &bar->status, right);
	right = draw_unsent(cr, bar, right);
	if (name[0] == '\0') {
		name = zr_words_get(ZR_WORD_NAME, tongue(bar));
	}
	if (right - left > 40) {
		zr_paint_text(cr, name, &plain,
			(struct zr_box){left, 0, right - left, ZR_BAR_HEIGHT}, ZR_PAINT_START);
	}
}

static void show(struct zr_bar *bar)
{
	struct zr_canvas *canvas = zr_canvas_new(bar->width, ZR_BAR_HEIGHT, true);
	if (!canvas) {
		return;
	}
	cairo_t *cr = zr_canvas_begin(canvas);
	draw(cr, bar);
	zr_canvas_end(canvas, cr);
	zr_canvas_show(&canvas->base, bar->shell->layers[ZR_LAYER_BAR], 0, 0, &bar->node);
	wlr_buffer_drop(&canvas->base);
	bar->shown = bar->status;
}

static void tell_probe(struct zr_bar *bar)
{
	struct zr_probe *probe = &bar->shell->probe;
	struct zr_buffer line = {0};
	if (!zr_probe_is_on(probe)) {
		return;
	}
	zr_probe_begin(probe, &line, "status");
	zr_probe_add(&line,
		",\"unsent\":%llu,\"agent\":%s,\"enrolled\":%s,\"network\":%s,\"name\":",
		(unsigned long long)bar->status.agent.unsent_count,
		bar->status.agent.is_known ? "true" : "false",
		bar->status.agent.is_enrolled ? "true" : "false",
		bar->status.is_network_up ? "true" : "false");
	zr_probe_add_string(&line, bar->status.agent.name);
	zr_probe_add(&line, ",\"language\":\"%s\"", zr_words_code(tongue(bar)));
	zr_probe_add(&line, ",\"time\":\"%02d:%02d\"", bar->status.hour, bar->status.minute);
	zr_probe_end(probe, &line);
}

static void update(struct zr_bar *bar)
{
	if (bar->width > 0 && !zr_status_equal(&bar->status, &bar->shown)) {
		show(bar);
		tell_probe(bar);
	}
}

static void look(struct zr_bar *bar)
{
	struct zr_status *status = &bar->status;
	const time_t now = time(NULL);
	struct tm local;
	if (localtime_r(&now, &local)) {
		status->hour = local.tm_hour;
		status->minute = local.tm_min;
	}
	status->has_battery = zr_power_read(NULL, &status->battery_percent, &status->is_charging);
	status->is_network_up = zr_network_is_up(NULL);
	update(bar);
}

/* To the next full minute of wall time; setting the clock ends the wait early. */
static void arm_clock(struct zr_bar *bar)
{
	const struct itimerspec at = {.it_value.tv_sec = (time(NULL) / 60 + 1) * 60};
	(void)timerfd_settime(
		bar->clock_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, NULL);
}

static int handle_clock(int fd, uint32_t mask, void *data)
{
	struct zr_bar *bar = data;
	uint64_t count = 0;
	(void)!read(fd, &count, sizeof count); /* ECANCELED: the time was set, look again too */
	arm_clock(bar);
	look(bar);
	return 0;
}

static int handle_link(int fd, uint32_t mask, void *data)
{
	zr_network_drain(fd);
	look(data);
	return 0;
}

void zr_bar_init(struct zr_bar *bar, struct zr_shell *shell)
{
	assert(bar && shell);
	*bar = (struct zr_bar){.shell = shell, .shown.hour = -1};
	bar->clock_fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	bar->link_fd = zr_network_open();
	if (bar->clock_fd >= 0) {
		bar->clock = wl_event_loop_add_fd(
			shell->loop, bar->clock_fd, WL_EVENT_READABLE, handle_clock, bar);
		arm_clock(bar);
	}
	if (bar->link_fd >= 0) {
		bar->link = wl_event_loop_add_fd(
			shell->loop, bar->link_fd, WL_EVENT_READABLE, handle_link, bar);
	}
	look(bar);
}

void zr_bar_finish(struct zr_bar *bar)
{
	if (!bar->shell) {
		return;
	}
	if (bar->clock) {
		wl_event_source_remove(bar->clock);
		close(bar->clock_fd);
	}
	if (bar->link) {
		wl_event_source_remove(bar->link);
		close(bar->link_fd);
	}
	bar->shell = NULL;
}

void zr_bar_arrange(struct zr_bar *bar)
{
	if (bar->width != bar->shell->width) {
		bar->width = bar->shell->width;
		show(bar);
		tell_probe(bar);
	}
}

void zr_bar_set_agent(struct zr_bar *bar, const struct zr_status_agent *agent)
{
	bar->status.agent = *agent;
	update(bar);
}
