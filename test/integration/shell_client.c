/*
 * A small Wayland client for the shell's test: windows of one colour and a text field.
 *
 * Usage: shell_client. It opens a window, obeys lines on its standard input and tells what the
 * shell does on its standard output:
 *	field PURPOSE | field off | window | close | late | rude
 *	configure W H, type TEXT (by a key), commit TEXT, key CODE (that has no text), touch X Y,
 *	drag X Y, lift, dialog W H, dialog-touch X Y, field enter, field leave, late W H
 */
#include <assert.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>
#include <xkbcommon/xkbcommon.h>

#include "text-input-unstable-v3-client-protocol.h"
#include "xdg-shell-client-protocol.h"

struct window {
	struct client *client;
	struct wl_surface *surface;
	struct xdg_surface *xdg_surface;
	struct xdg_toplevel *toplevel;
	int number;
	int width, height; /* of what it shows, 0 before */
	int next_width, next_height;
};

struct client {
	struct wl_display *display;
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct wl_seat *seat;
	struct xdg_wm_base *wm_base;
	struct zwp_text_input_manager_v3 *text_inputs;
	struct zwp_text_input_v3 *text_input;
	struct xkb_context *xkb;
	struct xkb_state *keys; /* NULL before the key map came */
	struct window windows[2];
	bool is_late; /* hears of a new size and does not draw it */
};

static void say(const char *format, int a, int b)
{
	printf(format, a, b);
	printf("\n");
	fflush(stdout);
}

static struct wl_buffer *paint(struct client *client, int width, int height, uint32_t colour)
{
	const int stride = width * 4;
	const size_t bytes = (size_t)stride * (size_t)height;
	int fd = memfd_create("window", MFD_CLOEXEC);
	assert(fd >= 0 && ftruncate(fd, (off_t)bytes) == 0);
	uint32_t *pixels = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert(pixels != MAP_FAILED);
	for (size_t i = 0; i < bytes / 4; i++) {
		pixels[i] = colour;
	}
	struct wl_shm_pool *pool = wl_shm_create_pool(client->shm, fd, (int)bytes);
	struct wl_buffer *buffer =
		wl_shm_pool_create_buffer(pool, 0, width, height, stride, WL_SHM_FORMAT_XRGB8888);
	wl_shm_pool_destroy(pool);
	munmap(pixels, bytes);
	close(fd);
	return buffer;
}

static void handle_surface_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial)
{
	struct window *window = data;
	const int width = window->next_width > 0 ? window->next_width : 400;
	const int height = window->next_height > 0 ? window->next_height : 200;
	xdg_surface_ack_configure(xdg_surface, serial);
	if (width != window->width || height != window->height) {
		window->width = width;
		window->height = height;
		if (window->client->is_late) {
			say("late %d %d", width, height);
			return;
		}
		wl_surface_attach(window->surface,
			paint(window->client, width, height, window->number ? 0x3366cc : 0x33aa66),
			0, 0);
		wl_surface_damage(window->surface, 0, 0, width, height);
		say(window->number ? "dialog %d %d" : "configure %d %d", width, height);
	}
	wl_surface_commit(window->surface);
}

static const struct xdg_surface_listener surface_listener = {handle_surface_configure};

static void handle_toplevel_configure(void *data, struct xdg_toplevel *toplevel, int32_t width,
	int32_t height, struct wl_array *states)
{
	struct window *window = data;
	window->next_width = width;
	window->next_height = height;
}

static void handle_toplevel_close(void *data, struct xdg_toplevel *toplevel)
{
	say("close", 0, 0);
}

static const struct xdg_toplevel_listener toplevel_listener = {
	handle_toplevel_configure, handle_toplevel_close};

static void open_window(struct client *client, int number)
{
	struct window *window = &client->windows[number];
	*window = (struct window){.client = client, .number = number};
	window->surface = wl_compositor_create_surface(client->compositor);
	window->xdg_surface = xdg_wm_base_get_xdg_surface(client->wm_base, window->surface);
	xdg_surface_add_listener(window->xdg_surface, &surface_listener, window);
	window->toplevel = xdg_surface_get_toplevel(window->xdg_surface);
	xdg_toplevel_add_listener(window->toplevel, &toplevel_listener, window);
	wl_surface_commit(window->surface);
}

static void close_window(struct window *window)
{
	xdg_toplevel_destroy(window->toplevel);
	xdg_surface_destroy(window->xdg_surface);
	wl_surface_destroy(window->surface);
}

static void handle_field_enter(
	void *data, struct zwp_text_input_v3 *text_input, struct wl_surface *surface)
{
	say("field enter", 0, 0);
}

static void handle_field_leave(
	void *data, struct zwp_text_input_v3 *text_input, struct wl_surface *surface)
{
	say("field leave", 0, 0);
}

static void handle_preedit(void *data, struct zwp_text_input_v3 *text_input, const char *text,
	int32_t begin, int32_t end)
{
}

static void handle_commit_string(void *data, struct zwp_text_input_v3 *text_input, const char *text)
{
	printf("commit %s\n", text);
	fflush(stdout);
}

static void handle_delete(
	void *data, struct zwp_text_input_v3 *text_input, uint32_t before, uint32_t after)
{
	say("delete %d %d", (int)before, (int)after);
}

static void handle_done(void *data, struct zwp_text_input_v3 *text_input, uint32_t serial)
{
}

static const struct zwp_text_input_v3_listener field_listener = {handle_field_enter,
	handle_field_leave, handle_preedit, handle_commit_string, handle_delete, handle_done};

static void handle_keymap(
	void *data, struct wl_keyboard *keyboard, uint32_t format, int32_t fd, uint32_t size)
{
	struct client *client = data;
	char *text = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	assert(text != MAP_FAILED);
	struct xkb_keymap *keymap = xkb_keymap_new_from_string(
		client->xkb, text, XKB_KEYMAP_FORMAT_TEXT_V1, XKB_KEYMAP_COMPILE_NO_FLAGS);
	assert(keymap);
	xkb_state_unref(client->keys);
	client->keys = xkb_state_new(keymap);
	xkb_keymap_unref(keymap);
	munmap(text, size);
	close(fd);
}

static void handle_enter(void *data, struct wl_keyboard *keyboard, uint32_t serial,
	struct wl_surface *surface, struct wl_array *keys)
{
}

static void handle_leave(
	void *data, struct wl_keyboard *keyboard, uint32_t serial, struct wl_surface *surface)
{
}

static void handle_key(void *data, struct wl_keyboard *keyboard, uint32_t serial, uint32_t time,
	uint32_t key, uint32_t state)
{
	const struct client *client = data;
	char text[8] = "";
	if (state != WL_KEYBOARD_KEY_STATE_PRESSED) {
		return;
	}
	xkb_state_key_get_utf8(client->keys, key + 8, text, sizeof text);
	if ((unsigned char)text[0] >= 0x20) {
		printf("type %s\n", text);
		fflush(stdout);
	} else {
		say("key %d", (int)key, 0);
	}
}

static void handle_modifiers(void *data, struct wl_keyboard *keyboard, uint32_t serial,
	uint32_t depressed, uint32_t latched, uint32_t locked, uint32_t group)
{
	struct client *client = data;
	xkb_state_update_mask(client->keys, depressed, latched, locked, 0, 0, group);
}

static void handle_repeat_info(
	void *data, struct wl_keyboard *keyboard, int32_t rate, int32_t delay)
{
}

static const struct wl_keyboard_listener keyboard_listener = {handle_keymap, handle_enter,
	handle_leave, handle_key, handle_modifiers, handle_repeat_info};

static void handle_down(void *data, struct wl_touch *touch, uint32_t serial, uint32_t time,
	struct wl_surface *surface, int32_t id, wl_fixed_t x, wl_fixed_t y)
{
	const struct client *client = data;
	say(surface == client->windows[0].surface ? "touch %d %d" : "dialog-touch %d %d",
		wl_fixed_to_int(x), wl_fixed_to_int(y));
}

static void handle_up(
	void *data, struct wl_touch *touch, uint32_t serial, uint32_t time, int32_t id)
{
	say("lift", 0, 0);
}

static void handle_motion(
	void *data, struct wl_touch *touch, uint32_t time, int32_t id, wl_fixed_t x, wl_fixed_t y)
{
	say("drag %d %d", wl_fixed_to_int(x), wl_fixed_to_int(y));
}

static void handle_frame(void *data, struct wl_touch *touch)
{
}

static void handle_cancel(void *data, struct wl_touch *touch)
{
}

static const struct wl_touch_listener touch_listener = {
	handle_down, handle_up, handle_motion, handle_frame, handle_cancel};

static void handle_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial)
{
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = {handle_ping};

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version)
{
	struct client *client = data;
	const struct {
		const struct wl_interface *interface;
		void **object;
		uint32_t version;
	} wanted[] = {
		{&wl_compositor_interface, (void **)&client->compositor, 4},
		{&wl_shm_interface, (void **)&client->shm, 1},
		{&wl_seat_interface, (void **)&client->seat, 4},
		{&xdg_wm_base_interface, (void **)&client->wm_base, 1},
		{&zwp_text_input_manager_v3_interface, (void **)&client->text_inputs, 1},
	};
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		if (strcmp(interface, wanted[i].interface->name) == 0) {
			*wanted[i].object = wl_registry_bind(
				registry, name, wanted[i].interface, wanted[i].version);
		}
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {handle_global, handle_global_remove};

static void obey(struct client *client, const char *line)
{
	unsigned purpose = 0;
	if (strcmp(line, "field off") == 0) {
		zwp_text_input_v3_disable(client->text_input);
		zwp_text_input_v3_commit(client->text_input);
	} else if (sscanf(line, "field %u", &purpose) == 1) {
		zwp_text_input_v3_enable(client->text_input);
		zwp_text_input_v3_set_content_type(client->text_input, 0, purpose);
		zwp_text_input_v3_commit(client->text_input);
	} else if (strcmp(line, "window") == 0) {
		open_window(client, 1);
	} else if (strcmp(line, "close") == 0) {
		close_window(&client->windows[1]);
	} else if (strcmp(line, "late") == 0) {
		client->is_late = true;
	} else if (strcmp(line, "rude") == 0) {
		/* A protocol error: no buffer may come before the first configure is answered. */
		struct wl_surface *surface = wl_compositor_create_surface(client->compositor);
		(void)xdg_wm_base_get_xdg_surface(client->wm_base, surface);
		wl_surface_commit(surface);
	}
}

static bool connect_to_shell(struct client *client)
{
	client->xkb = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	client->display = wl_display_connect(NULL);
	if (!client->xkb || !client->display) {
		return false;
	}
	wl_registry_add_listener(
		wl_display_get_registry(client->display), &registry_listener, client);
	wl_display_roundtrip(client->display);
	if (!client->compositor || !client->shm || !client->seat || !client->wm_base ||
		!client->text_inputs) {
		return false;
	}
	xdg_wm_base_add_listener(client->wm_base, &wm_base_listener, client);
	wl_keyboard_add_listener(wl_seat_get_keyboard(client->seat), &keyboard_listener, client);
	wl_touch_add_listener(wl_seat_get_touch(client->seat), &touch_listener, client);
	client->text_input =
		zwp_text_input_manager_v3_get_text_input(client->text_inputs, client->seat);
	zwp_text_input_v3_add_listener(client->text_input, &field_listener, client);
	return true;
}

/* Lines come whole: the test writes and flushes them one by one. */
static bool read_line(struct client *client)
{
	char line[64];
	ssize_t bytes = read(STDIN_FILENO, line, sizeof line - 1);
	if (bytes <= 0) {
		return false;
	}
	line[bytes] = '\0';
	for (char *next = line; *next != '\0';) {
		char *end = next + strcspn(next, "\n");
		const bool is_last = *end == '\0';
		*end = '\0';
		obey(client, next);
		next = is_last ? end : end + 1;
	}
	return true;
}

int main(void)
{
	struct client client = {0};
	if (!connect_to_shell(&client)) {
		fprintf(stderr, "shell_client: no shell, or one without what we need\n");
		return 1;
	}
	open_window(&client, 0);
	for (;;) {
		struct pollfd files[] = {
			{wl_display_get_fd(client.display), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
		wl_display_flush(client.display);
		if (poll(files, 2, -1) < 0 ||
			(files[0].revents && wl_display_dispatch(client.display) < 0) ||
			(files[1].revents && !read_line(&client))) {
			return 1;
		}
	}
}
