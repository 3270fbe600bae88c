/*
 * Which field is in hand follows two things that clients do in any order: a surface gets the focus,
 * and its toolkit makes text-input objects. So each change looks at all objects again.
 */
#include "tablet/shell/input/text_input.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define BEFORE_BYTES 64

struct zr_text_input {
	struct wl_list link; /* zr_text_inputs.list */
	struct zr_text_inputs *inputs;
	struct wlr_text_input_v3 *input;
	struct wl_listener enable;
	struct wl_listener commit;
	struct wl_listener disable;
	struct wl_listener destroy;
};

/* What stands before the cursor, in a buffer of the caller's; NULL when the client does not say. */
static const char *text_before(const struct wlr_text_input_v3 *input, char *buffer, size_t size)
{
	const char *text = input->current.surrounding.text;
	const size_t cursor = input->current.surrounding.cursor;
	if (!text || cursor > strlen(text)) {
		return NULL;
	}
	/* Its end is enough. */
	const size_t bytes = cursor < size ? cursor : size - 1;
	memcpy(buffer, text + cursor - bytes, bytes);
	buffer[bytes] = '\0';
	return buffer;
}

static void handle_enable(struct wl_listener *listener, void *data)
{
	struct zr_text_input *text = wl_container_of(listener, text, enable);
	struct zr_text_inputs *inputs = text->inputs;
	const struct zr_field field = zr_field_of(
		text->input->current.content_type.purpose, text->input->current.content_type.hint);
	char before[BEFORE_BYTES];
	inputs->active = text->input;
	zr_keyboard_show(inputs->keyboard, &field, text_before(text->input, before, sizeof before));
}

static void handle_commit(struct wl_listener *listener, void *data)
{
	struct zr_text_input *text = wl_container_of(listener, text, commit);
	struct zr_text_inputs *inputs = text->inputs;
	char before[BEFORE_BYTES];
	if (text->input->current_enabled && inputs->active == text->input) {
		zr_keyboard_keep(inputs->keyboard, text_before(text->input, before, sizeof before));
	}
}

static void let_go(struct zr_text_inputs *inputs, const struct wlr_text_input_v3 *input)
{
	if (inputs->active == input) {
		inputs->active = NULL;
		zr_keyboard_hide(inputs->keyboard);
	}
}

static void handle_disable(struct wl_listener *listener, void *data)
{
	struct zr_text_input *text = wl_container_of(listener, text, disable);
	let_go(text->inputs, text->input);
}

static void handle_destroy(struct wl_listener *listener, void *data)
{
	struct zr_text_input *text = wl_container_of(listener, text, destroy);
	let_go(text->inputs, text->input);
	wl_list_remove(&text->link);
	wl_list_remove(&text->enable.link);
	wl_list_remove(&text->commit.link);
	wl_list_remove(&text->disable.link);
	wl_list_remove(&text->destroy.link);
	free(text);
}

/* Enters the focused surface's own fields, leaves all others. */
static void follow(struct zr_text_inputs *inputs, struct zr_text_input *text)
{
	struct wlr_surface *focus = inputs->focus;
	if (focus && wl_resource_get_client(focus->resource) !=
			     wl_resource_get_client(text->input->resource)) {
		focus = NULL;
	}
	if (text->input->focused_surface == focus) {
		return;
	}
	if (text->input->focused_surface) {
		let_go(inputs, text->input);
		wlr_text_input_v3_send_leave(text->input);
	}
	if (focus) {
		wlr_text_input_v3_send_enter(text->input, focus);
	}
}

static void handle_new_text_input(struct wl_listener *listener, void *data)
{
	struct zr_text_inputs *inputs = wl_container_of(listener, inputs, new_text_input);
	struct zr_text_input *text = calloc(1, sizeof *text);
	if (!text) {
		return;
	}
	text->inputs = inputs;
	text->input = data;
	text->enable.notify = handle_enable;
	wl_signal_add(&text->input->events.enable, &text->enable);
	text->commit.notify = handle_commit;
	wl_signal_add(&text->input->events.commit, &text->commit);
	text->disable.notify = handle_disable;
	wl_signal_add(&text->input->events.disable, &text->disable);
	text->destroy.notify = handle_destroy;
	wl_signal_add(&text->input->events.destroy, &text->destroy);
	wl_list_insert(&inputs->list, &text->link);
	follow(inputs, text);
}

static void handle_focused(struct wl_listener *listener, void *data)
{
	struct zr_text_inputs *inputs = wl_container_of(listener, inputs, focused);
	struct zr_text_input *text;
	inputs->focus = data;
	wl_list_for_each (text, &inputs->list, link) {
		follow(inputs, text);
	}
}

static void handle_typed(struct wl_listener *listener, void *data)
{
	struct zr_text_inputs *inputs = wl_container_of(listener, inputs, typed);
	const char *character = data;
	if (inputs->active && !zr_seat_type_text(inputs->seat, character)) {
		wlr_text_input_v3_send_commit_string(inputs->active, character);
		wlr_text_input_v3_send_done(inputs->active);
	}
}

int zr_text_inputs_init(struct zr_text_inputs *inputs, struct zr_core *core, struct zr_seat *seat,
	struct zr_keyboard *keyboard, struct zr_error *error)
{
	assert(inputs && core && seat && seat->core == core && keyboard);
	*inputs = (struct zr_text_inputs){.seat = seat, .keyboard = keyboard};
	wl_list_init(&inputs->list);
	inputs->manager = wlr_text_input_manager_v3_create(core->display);
	if (!inputs->manager) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for text input");
	}
	inputs->core = core;
	inputs->new_text_input.notify = handle_new_text_input;
	wl_signal_add(&inputs->manager->events.text_input, &inputs->new_text_input);
	inputs->focused.notify = handle_focused;
	wl_signal_add(&seat->events.focus, &inputs->focused);
	inputs->typed.notify = handle_typed;
	wl_signal_add(&keyboard->events.typed, &inputs->typed);
	return 0;
}

void zr_text_inputs_finish(struct zr_text_inputs *inputs)
{
	assert(inputs);
	if (inputs->core) {
		assert(wl_list_empty(&inputs->list));
		wl_list_remove(&inputs->new_text_input.link);
		wl_list_remove(&inputs->focused.link);
		wl_list_remove(&inputs->typed.link);
		inputs->core = NULL;
	}
}
