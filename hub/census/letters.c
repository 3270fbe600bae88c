/* A code is drawn, written into the answer and forgotten; its lookup goes to the writer. */
#include "hub/census/letters.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/pki/keys.h"
#include "hub/records/guard.h"
#include "hub/store/online.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/household_code.h"

struct letter {
	char *household_id; /* owned */
	char *address;
	uint8_t lookup[ZR_ORDER_LOOKUP_BYTES];
};

struct letters {
	struct json_object *wanted; /* ids; NULL: all. Owned */
	struct letter *items;       /* owned */
	size_t count;
};

static void letters_free(void *state)
{
	struct letters *letters = state;
	if (letters == NULL) {
		return;
	}
	for (size_t i = 0; i < letters->count; i++) {
		free(letters->items[i].household_id);
		free(letters->items[i].address);
	}
	free(letters->items);
	zr_json_release(&letters->wanted);
	free(letters);
}

static bool is_wanted(const struct letters *letters, const char *household_id)
{
	size_t count = letters->wanted != NULL ? json_object_array_length(letters->wanted) : 0;
	for (size_t i = 0; i < count; i++) {
		struct json_object *id = json_object_array_get_idx(letters->wanted, i);
		if (strcmp(json_object_get_string(id), household_id) == 0) {
			return true;
		}
	}
	return letters->wanted == NULL;
}

static int add_letter(void *user, const struct zr_store_household *household)
{
	struct letters *letters = user;
	if (!is_wanted(letters, household->household_id)) {
		return 0;
	}
	if (letters->count == ZR_HUB_HOUSEHOLD_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	struct letter *letter = &letters->items[letters->count++];
	letter->household_id = strdup(household->household_id);
	letter->address = strdup(household->address);
	return letter->household_id != NULL && letter->address != NULL ? 0 : ZR_E_NOMEM;
}

/* Which households: those of the body that the area has, each of which must be there. */
static int choose(struct zr_context *context, struct zr_request *request, struct letters *letters,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct json_object *wanted = NULL;
	int code = zr_json_parse(request, &body, error);
	if (code == 0 && json_object_object_get_ex(body, "households", &wanted)) {
		if (!json_object_is_type(wanted, json_type_array)) {
			return zr_error_set(error, ZR_E_INVALID, "\"households\" is a list of ids");
		}
		letters->wanted = json_object_get(wanted);
	}
	letters->items = calloc(ZR_HUB_HOUSEHOLD_COUNT_MAX, sizeof *letters->items);
	if (code == 0 && letters->items == NULL) {
		code = zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	if (code == 0) {
		code = zr_store_list_households(
			context->reader, request->parts[2], add_letter, letters, error);
	}
	if (code == 0 && letters->wanted != NULL &&
		letters->count != json_object_array_length(letters->wanted)) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"the area has not all of these households; nothing was changed");
	}
	return code;
}

static int draw(struct zr_context *context, struct letter *letter, struct zr_buffer *csv,
	struct zr_error *error)
{
	uint8_t random[ZR_HOUSEHOLD_CODE_SECRET_BYTES];
	char text[ZR_HOUSEHOLD_CODE_TEXT_BYTES];
	struct zr_household_code household_code;
	struct zr_household_code_keys keys;
	int code = zr_keys_draw(random, sizeof random, error);
	if (code == 0) {
		zr_household_code_init(&household_code, random);
		code = zr_household_code_derive(
			&household_code, context->shared->keys.public_half.id, &keys, error);
	}
	if (code == 0) {
		zr_household_code_format(&household_code, text);
		memcpy(letter->lookup, keys.lookup, sizeof letter->lookup);
		code = zr_guard_add(csv, letter->household_id);
	}
	if (code == 0) {
		code = zr_guard_add_next(csv, letter->address);
	}
	if (code == 0) {
		code = zr_guard_add_next(csv, text);
	}
	explicit_bzero(random, sizeof random);
	explicit_bzero(text, sizeof text);
	explicit_bzero(&household_code, sizeof household_code);
	explicit_bzero(&keys, sizeof keys);
	return code == 0 ? zr_buffer_add(csv, "\r\n", 2) : code;
}

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct letters *letters = request->state;
	const char *area_id = request->parts[2];
	int code = 0;
	for (size_t i = 0; i < letters->count && code == 0; i++) {
		struct zr_online_invitation invitation = {
			.household_id = letters->items[i].household_id};
		memcpy(invitation.lookup, letters->items[i].lookup, sizeof invitation.lookup);
		code = zr_online_invite(store, area_id, &invitation, error);
	}
	if (code == 0 && letters->count > 0) {
		code = zr_online_renew(store, area_id, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

void zr_letters_make(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct zr_area area;
	struct letters *letters = calloc(1, sizeof *letters);
	request->state = letters;
	request->state_free = letters_free;
	int code = letters == NULL
			   ? ZR_E_NOMEM
			   : zr_store_get_area(context->reader, request->parts[2], &area, &error);
	if (code == 0) {
		code = choose(context, request, letters, &error);
	}
	zr_request_answer(request, 200, "text/csv; charset=utf-8");
	if (code == 0) {
		code = zr_buffer_add_text(&request->answer.body, "id,address,code\r\n");
	}
	for (size_t i = 0; code == 0 && i < letters->count; i++) {
		code = draw(context, &letters->items[i], &request->answer.body, &error);
	}
	if (code != 0) {
		zr_buffer_wipe(&request->answer.body);
		zr_refusal_answer(request, &error, request->caller.name, "letters");
		return;
	}
	zr_audit_line_note(request, request->caller.name, "letters", area.area_id);
	zr_request_write(request, apply, NULL);
}

/* ---- who answered ---- */

static int add_row(void *user, const struct zr_online_answer *answer)
{
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "household", answer->household_id);
	zr_json_add_text(row, "record", answer->record_id);
	zr_json_add_time(row, "answered", answer->answered_us);
	(void)json_object_array_add(user, row);
	return 0;
}

static int count_row(void *user, const struct zr_online_invitation *invitation)
{
	(void)invitation;
	(*(size_t *)user)++;
	return 0;
}

void zr_letters_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_area area;
	size_t invited = 0;
	const char *area_id = request->parts[2];
	struct json_object *rows = json_object_new_array();
	int code = zr_store_get_area(context->reader, area_id, &area, &error);
	if (code == 0) {
		code = zr_online_list_answers(context->reader, area_id, add_row, rows, &error);
	}
	if (code == 0) {
		code = zr_online_list_invitations(
			context->reader, area_id, count_row, &invited, &error);
	}
	if (code != 0) {
		(void)json_object_put(rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	zr_json_add_count(answer, "invited", invited);
	(void)json_object_object_add(answer, "answered", rows);
	zr_json_answer(request, answer);
}
