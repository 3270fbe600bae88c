/*
 * What the bar says is gathered in one struct and drawn only when that differs from what is shown:
 * it is looked at every two seconds for the agent alone, and a picture a look would keep the tablet
 * awake.
 */
#include "tablet/shell/bar/bar.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "lib/event/log.h"
#include "lib/base/timezone.h"
#include "tablet/shell/bar/power.h"
#include "tablet/shell/scene/canvas.h"
#include "tablet/shell/scene/paint.h"
#include "tablet/shell/bar/hub_text.h"
#include "tablet/shell/bar/network.h"

/* Dots of a panel of 149 per inch; others get as many millimetres. */
#define HEIGHT      48
#define HEIGHT_MIN  38
#define MARGIN      20
#define GAP         20
#define SHORT_BELOW 700  /* of width: numbers instead of words */
#define WHOLE_FROM  1100 /* of width: the hub's state with its name */
#define TIME_WIDTH  120
#define TIME_FONT   22
#define FONT        20
#define SENDING_MS  5000 /* then the bar says again what the agent says */

static int height_for(const struct zr_panel *panel)
{
	const int height = zr_panel_scale(panel, HEIGHT);
	return height < HEIGHT_MIN ? HEIGHT_MIN : height;
}

int zr_bar_height(const struct zr_bar *bar)
{
	assert(bar && bar->core);
	return height_for(&bar->core->panel);
}

static int dots(const struct zr_bar *bar, int usual)
{
	return zr_panel_scale(&bar->panel, usual);
}

/* The usual dots of an icon's drawing from here on, with its corner at left and its middle in the
 * bar's; ended by cairo_restore(). */
static void begin_icon(cairo_t *cr, const struct zr_bar *bar, int left)
{
	const double scale = bar->panel.dots_per_mm / ZR_PANEL_DOTS_PER_MM;
	cairo_save(cr);
	cairo_translate(cr, left, height_for(&bar->panel) / 2.0);
	cairo_scale(cr, scale, scale);
}

static struct zr_paint_font font_of(const struct zr_bar *bar, uint32_t colour)
{
	return (struct zr_paint_font){zr_panel_font(&bar->panel, FONT), false, colour};
}

static int draw_battery(cairo_t *cr, const struct zr_bar *bar, int right)
{
	const struct zr_status *status = &bar->status;
	const struct zr_paint_font font = font_of(bar, ZR_PAINT_WHITE);
	const int room = dots(bar, 60);
	char text[16];
	if (!status->has_battery) {
		return right;
	}
	(void)snprintf(text, sizeof text, "%d%%", status->battery_percent);
	const int width = zr_paint_text(cr, text, &font,
		(struct zr_box){right - room, 0, room, height_for(&bar->panel)}, ZR_PAINT_END);
	const int left = right - width - dots(bar, 40);
	begin_icon(cr, bar, left);
	zr_paint_battery(cr, 0, 0, status->battery_percent, status->is_charging);
	cairo_restore(cr);
	return left - dots(bar, GAP);
}

static int draw_network(cairo_t *cr, const struct zr_bar *bar, int right)
{
	const int left = right - dots(bar, 22);
	begin_icon(cr, bar, left);
	zr_paint_network(cr, 0, 0, bar->status.is_network_up);
	cairo_restore(cr);
	return left - dots(bar, GAP);
}

static void draw_mark(cairo_t *cr, const struct zr_bar *bar, int left, enum zr_status_mood mood)
{
	assert(mood <= ZR_STATUS_ALARM);
	const uint32_t colours[] = {0x7fd18a, 0xffc46b, 0xff8a75};
	begin_icon(cr, bar, left);
	zr_paint_colour(cr, colours[mood]);
	cairo_arc(cr, 6, 0, 6, 0, 6.2832);
	cairo_fill(cr);
	cairo_restore(cr);
}

enum zr_language zr_bar_language(const struct zr_bar *bar)
{
	assert(bar && bar->core);
	return zr_words_language(bar->status.agent.language, bar->core->options->language);
}

/* "Not sent: 3 · Hub: does not answer, last contact 2 days ago", as much of it as the screen is
 * wide for. */
static enum zr_status_mood write_state(const struct zr_bar *bar, char *text, size_t size)
{
	const bool is_short = bar->panel.width < dots(bar, SHORT_BELOW);
	const enum zr_hub_detail detail = is_short                                   ? ZR_HUB_BRIEF
					  : bar->panel.width < dots(bar, WHOLE_FROM) ? ZR_HUB_USUAL
										     : ZR_HUB_WHOLE;
	char unsent[96];
	char hub[192];
	enum zr_status_mood mood = zr_status_unsent(
		&bar->status, zr_bar_language(bar), is_short, unsent, sizeof unsent);
	zr_hub_text_line(&bar->status, zr_bar_language(bar), detail, hub, sizeof hub);
	(void)snprintf(text, size, "%s%s%s", unsent, hub[0] != '\0' ? " · " : "", hub);
	if (hub[0] != '\0') {
		const enum zr_status_mood other = zr_hub_text_mood(zr_hub_text_state(&bar->status));
		mood = other > mood ? other : mood;
	}
	return mood;
}

static int draw_state(cairo_t *cr, const struct zr_bar *bar, int left, int right)
{
	const struct zr_paint_font font = font_of(bar, ZR_PAINT_WHITE);
	const int mark = dots(bar, 20);
	char text[320];
	const enum zr_status_mood mood = write_state(bar, text, sizeof text);
	if (text[0] == '\0') {
		return right;
	}
	const int width = zr_paint_text(cr, text, &font,
		(struct zr_box){left + mark, 0, right - left - mark, height_for(&bar->panel)},
		ZR_PAINT_END);
	const int start = right - width - mark;
	draw_mark(cr, bar, start, mood);
	return start - dots(bar, GAP);
}

static void draw(cairo_t *cr, const struct zr_bar *bar)
{
	const struct zr_paint_font bold = {
		zr_panel_font(&bar->panel, TIME_FONT), true, ZR_PAINT_WHITE};
	const struct zr_paint_font plain = font_of(bar, 0xc9d4df);
	const int height = height_for(&bar->panel);
	const int margin = dots(bar, MARGIN);
	const char *name = bar->status.agent.name;
	char time[8];
	zr_paint_fill(cr, (struct zr_box){0, 0, bar->panel.width, height}, ZR_PAINT_BLUE_GREY);
	zr_status_time(&bar->status, time, sizeof time);
	int left =
		margin +
		zr_paint_text(cr, time, &bold,
			(struct zr_box){margin, 0, dots(bar, TIME_WIDTH), height}, ZR_PAINT_START) +
		dots(bar, GAP);
	int right = draw_battery(cr, bar, bar->panel.width - margin);
	right = draw_network(cr, bar, right);
	right = draw_state(cr, bar, left, right);
	if (name[0] == '\0') {
		name = zr_words_get(ZR_WORD_NAME, zr_bar_language(bar));
	}
	if (right - left > dots(bar, 60)) {
		zr_paint_text(cr, name, &plain, (struct zr_box){left, 0, right - left, height},
			ZR_PAINT_START);
	}
}

static void show(struct zr_bar *bar)
{
	assert(bar->panel.width > 0);
	struct zr_canvas *canvas = zr_canvas_new(bar->panel.width, height_for(&bar->panel), true);
	if (!canvas) {
		return;
	}
	cairo_t *cr = zr_canvas_begin(canvas);
	draw(cr, bar);
	zr_canvas_end(canvas, cr);
	zr_canvas_show(&canvas->base, bar->core->layers[ZR_LAYER_BAR], 0, 0, &bar->node);
	wlr_buffer_drop(&canvas->base);
	bar->shown = bar->status;
}

static void tell_probe(struct zr_bar *bar)
{
	struct zr_probe *probe = &bar->core->probe;
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
	char state[320];
	(void)write_state(bar, state, sizeof state);
	zr_probe_add(&line, ",\"text\":");
	zr_probe_add_string(&line, state);
	zr_probe_add(&line, ",\"zone\":");
	zr_probe_add_string(&line, bar->status.agent.zone);
	zr_probe_add(&line, ",\"language\":\"%s\"", zr_languages_code(zr_bar_language(bar)));
	zr_probe_add(&line, ",\"time\":\"%02d:%02d\",\"height\":%d", bar->status.hour,
		bar->status.minute, height_for(&bar->panel));
	zr_probe_end(probe, &line);
}

static void update(struct zr_bar *bar)
{
	if (bar->panel.width > 0 && !zr_status_equal(&bar->status, &bar->shown)) {
		show(bar);
		tell_probe(bar);
		wl_signal_emit(&bar->events.changed, NULL);
	}
}

static void look(struct zr_bar *bar)
{
	struct zr_status *status = &bar->status;
	const time_t now = time(NULL);
	struct tm local;
	status->now_us = (int64_t)now * 1000000;
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
	/* ECANCELED: the time was set, look again too. */
	(void)!read(fd, &count, sizeof count);
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

static int handle_sending(void *data)
{
	struct zr_bar *bar = data;
	bar->status.is_sending = false;
	look(bar);
	return 0;
}

void zr_bar_send_now(struct zr_bar *bar)
{
	assert(bar && bar->core);
	wl_signal_emit(&bar->events.asked, NULL);
	if (bar->sending) {
		wl_event_source_timer_update(bar->sending, SENDING_MS);
		bar->status.is_sending = true;
		look(bar);
	}
}

void zr_bar_init(struct zr_bar *bar, struct zr_core *core)
{
	assert(bar && core && core->loop);
	*bar = (struct zr_bar){.core = core, .shown.hour = -1};
	wl_signal_init(&bar->events.changed);
	wl_signal_init(&bar->events.asked);
	bar->clock_fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	bar->link_fd = zr_network_open();
	bar->sending = wl_event_loop_add_timer(core->loop, handle_sending, bar);
	if (bar->clock_fd >= 0) {
		bar->clock = wl_event_loop_add_fd(
			core->loop, bar->clock_fd, WL_EVENT_READABLE, handle_clock, bar);
		arm_clock(bar);
	}
	if (bar->link_fd >= 0) {
		bar->link = wl_event_loop_add_fd(
			core->loop, bar->link_fd, WL_EVENT_READABLE, handle_link, bar);
	}
	look(bar);
}

const struct zr_status *zr_bar_status(const struct zr_bar *bar)
{
	assert(bar && bar->core);
	return &bar->status;
}

void zr_bar_finish(struct zr_bar *bar)
{
	assert(bar);
	if (!bar->core) {
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
	if (bar->sending) {
		wl_event_source_remove(bar->sending);
	}
	bar->core = NULL;
}

void zr_bar_arrange(struct zr_bar *bar)
{
	assert(bar && bar->core && bar->core->panel.width > 0);
	if (!zr_panel_equal(&bar->panel, &bar->core->panel)) {
		bar->panel = bar->core->panel;
		show(bar);
		tell_probe(bar);
	}
}

static void enter_zone(const char *zone)
{
	struct zr_error error = {0};
	if (zr_timezone_set(zone, &error) != 0) {
		ZR_LOG(ZONE_REFUSED, .zone = zone, .error = error.code);
	}
}

void zr_bar_set_agent(struct zr_bar *bar, const struct zr_status_agent *agent)
{
	assert(bar && bar->core && agent && agent->is_known);
	if (agent->last_contact_us != bar->status.agent.last_contact_us) {
		bar->status.is_sending = false; /* it was there */
	}
	if (agent->zone[0] != '\0' && strcmp(agent->zone, bar->status.agent.zone) != 0) {
		enter_zone(agent->zone);
	}
	bar->status.agent = *agent;
	look(bar);
}
