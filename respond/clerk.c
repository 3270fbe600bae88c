/* Addresses and the way in. What a page's form asks for is in clerk_desk.c. */
#include "respond/clerk.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits_respond.h"
#include "lib/event/log.h"
#include "respond/clerk_desk.h"

static const uint8_t everybody[ZR_QUOTA_KEY_BYTES];

int zr_clerk_new(struct zr_answering_house *house, const uint8_t key[ZR_CRYPTO_KEY_BYTES],
	struct zr_clerk **ret_clerk, struct zr_error *error)
{
	assert(house != NULL && key != NULL && ret_clerk != NULL);
	const struct zr_quota_limits guesses = {.window_us = 3600 * 1000000LL,
		.count_max = ZR_RESPOND_GUESS_COUNT_MAX,
		.bytes_max = 1};
	const struct zr_quota_limits tries = {.window_us = 60 * 1000000LL,
		.count_max = ZR_RESPOND_ADDRESS_TRIAL_COUNT_MAX,
		.bytes_max = 1};
	const struct zr_quota_limits trials = {.window_us = 60 * 1000000LL,
		.count_max = ZR_RESPOND_TRIAL_COUNT_MAX,
		.bytes_max = 1};
	struct zr_clerk *clerk = calloc(1, sizeof *clerk);
	if (clerk == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a clerk");
	}
	clerk->house = house;
	memcpy(clerk->key, key, sizeof clerk->key);
	int code = zr_aside_new(&clerk->aside, error);
	if (code == 0) {
		code = zr_quota_new(&guesses, &clerk->guesses, error);
	}
	if (code == 0) {
		code = zr_quota_new(&tries, &clerk->tries, error);
	}
	if (code == 0) {
		code = zr_quota_new(&trials, &clerk->trials, error);
	}
	if (code != 0) {
		zr_clerk_free(clerk);
		return code;
	}
	*ret_clerk = clerk;
	return 0;
}

void zr_clerk_free(struct zr_clerk *clerk)
{
	if (clerk != NULL) {
		zr_aside_free(clerk->aside);
		zr_quota_free(clerk->guesses);
		zr_quota_free(clerk->tries);
		zr_quota_free(clerk->trials);
		explicit_bzero(clerk, sizeof *clerk);
		free(clerk);
	}
}

/* ---- the permit ---- */

static void put_cookie(struct zr_inquiry *call, const char *value, int64_t life_s)
{
	(void)snprintf(call->set_cookie, sizeof call->set_cookie,
		"%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s",
		zr_permit_name_cookie(call->is_secure), value, (long long)life_s,
		call->is_secure ? "; Secure" : "");
}

static int give_permit(
	const struct zr_clerk *clerk, struct zr_inquiry *call, const struct zr_permit *permit)
{
	assert(clerk != NULL && call != NULL);
	char text[ZR_INQUIRY_COOKIE_BYTES];
	uint8_t nonce[ZR_CRYPTO_NONCE_BYTES];
	if (getrandom(nonce, sizeof nonce, 0) != (ssize_t)sizeof nonce) {
		return ZR_E_IO;
	}
	int code = zr_permit_seal(clerk->key, permit, nonce, text);
	if (code == 0) {
		put_cookie(call, text, ZR_RESPOND_IDLE_S);
	}
	explicit_bzero(text, sizeof text);
	return code;
}

/* ---- the code ---- */

static enum zr_tongue tongue_of(const struct zr_inquiry *call)
{
	const char *wanted = zr_fields_get(&call->form, "lang");
	if (wanted == NULL) {
		wanted = zr_fields_get(&call->query, "lang");
	}
	return zr_sayings_tongue(wanted != NULL ? wanted : call->language);
}

static void show_entry(struct zr_inquiry *call, const struct zr_show_entry *entry, unsigned status)
{
	struct zr_html html = zr_clerk_desk_html(call, tongue_of(call));
	zr_show_entry(&html, entry);
	zr_clerk_desk_end(call, &html, status);
}

static void get_entry(struct zr_clerk *clerk, struct zr_inquiry *call)
{
	assert(clerk != NULL && call != NULL);
	(void)clerk;
	const char *why = zr_fields_get(&call->query, "why");
	const struct zr_show_entry entry = {.typed = "",
		.problem = ZR_SAYING_COUNT,
		.notice = why == NULL                 ? ZR_SAYING_COUNT
			  : strcmp(why, "left") == 0  ? ZR_SAY_LEFT
			  : strcmp(why, "again") == 0 ? ZR_SAY_AGAIN
						      : ZR_SAYING_COUNT};
	show_entry(call, &entry, 200);
}

static void refuse_code(struct zr_inquiry *call, enum zr_saying problem, unsigned status)
{
	const char *typed = zr_fields_get(&call->form, "code");
	const struct zr_show_entry entry = {
		.typed = typed != NULL ? typed : "", .problem = problem, .notice = ZR_SAYING_COUNT};
	show_entry(call, &entry, status);
}

static void hold_back(struct zr_inquiry *call, const struct zr_quota *spent)
{
	call->retry_after_s = zr_quota_wait_s(spent, call->now_us);
	refuse_code(call, ZR_SAY_CODE_SPENT, 429);
}

/* Whether the address may try; else it is told to come again. */
static bool may_try(struct zr_clerk *clerk, struct zr_inquiry *call)
{
	assert(clerk != NULL && call != NULL);
	const struct zr_quota_use use = {.key = call->peer, .count = 1};
	struct zr_quota *spent = NULL;
	if (zr_quota_is_spent(clerk->guesses, call->peer, call->now_us)) {
		spent = clerk->guesses;
	} else if (zr_quota_charge(clerk->tries, &use, call->now_us) != ZR_QUOTA_WITHIN) {
		spent = clerk->tries;
	}
	if (spent != NULL) {
		hold_back(call, spent);
	}
	return spent == NULL;
}

/* Whether there is time for one more code; what is none costs nothing, and uses nothing up. */
static bool may_derive(struct zr_clerk *clerk, struct zr_inquiry *call)
{
	assert(clerk != NULL && call != NULL);
	const struct zr_quota_use use = {.key = everybody, .count = 1};
	bool is_within = zr_quota_charge(clerk->trials, &use, call->now_us) == ZR_QUOTA_WITHIN;
	if (!is_within) {
		hold_back(call, clerk->trials);
	}
	return is_within;
}

static void note_guess(struct zr_clerk *clerk, const struct zr_inquiry *call)
{
	const struct zr_quota_use use = {.key = call->peer, .count = 1};
	if (zr_quota_charge(clerk->guesses, &use, call->now_us) == ZR_QUOTA_SPENT_NOW) {
		ZR_LOG(CODES_GUESSED);
	}
}

/* Opens what the code has begun, or begins it. */
static int open_or_begin(struct zr_clerk *clerk, const struct zr_inquiry *call,
	const struct zr_answering_start *start, struct zr_error *error)
{
	ZR_CLEANUP(zr_answering_finish) struct zr_answering answering = {0};
	int code = zr_answering_open(clerk->house, start->keys, call->now_us, &answering, error);
	return code == ZR_E_NOT_FOUND ? zr_answering_begin(clerk->house, start, &answering, error)
				      : code;
}

static int enter(struct zr_clerk *clerk, struct zr_inquiry *call,
	const struct zr_household_code *household_code, struct zr_error *error)
{
	assert(clerk != NULL && call != NULL);
	uint8_t salt[ZR_HOUSEHOLD_CODE_SALT_BYTES];
	uint8_t random[ZR_ANSWERING_RANDOM_BYTES];
	struct zr_permit permit = {.since_us = call->now_us, .seen_us = call->now_us};
	ZR_CLEANUP(zr_local_invitation_finish) struct zr_local_invitation invitation = {0};
	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random ||
		getrandom(permit.id, sizeof permit.id, 0) != (ssize_t)sizeof permit.id) {
		return zr_error_set_errno(error, errno, "draw an id");
	}
	int code = zr_agent_line_get_salt(&clerk->house->line, salt, error);
	if (code == 0) {
		code = zr_household_code_derive(household_code, salt, &permit.keys, error);
	}
	if (code == 0) {
		code = zr_agent_line_find(
			&clerk->house->line, permit.keys.lookup, &invitation, error);
	}
	if (code == ZR_E_NOT_FOUND) {
		note_guess(clerk, call);
		explicit_bzero(&permit, sizeof permit);
		return ZR_E_REFUSED;
	}
	const struct zr_answering_start start = {.keys = &permit.keys,
		.invitation = &invitation,
		.language = zr_sayings_code(tongue_of(call)),
		.random = random,
		.now_us = call->now_us};
	if (code == 0) {
		code = open_or_begin(clerk, call, &start, error);
	}
	if (code == 0) {
		code = give_permit(clerk, call, &permit);
	}
	explicit_bzero(&permit, sizeof permit);
	return code;
}

static void post_entry(struct zr_clerk *clerk, struct zr_inquiry *call)
{
	assert(clerk != NULL && call != NULL);
	struct zr_error error = {0};
	struct zr_household_code household_code;
	const char *typed = zr_fields_get(&call->form, "code");
	if (!may_try(clerk, call)) {
		return;
	}
	if (typed == NULL ||
		zr_household_code_parse(typed, strlen(typed), &household_code, NULL) != 0) {
		refuse_code(call, ZR_SAY_CODE_WRONG, 422);
		return;
	}
	if (!may_derive(clerk, call)) {
		explicit_bzero(&household_code, sizeof household_code);
		return;
	}
	int code = enter(clerk, call, &household_code, &error);
	explicit_bzero(&household_code, sizeof household_code);
	if (code == ZR_E_REFUSED) {
		refuse_code(call, ZR_SAY_CODE_UNKNOWN, 422);
	} else if (code != 0) {
		error.code = code;
		zr_clerk_desk_fail(call, &error, tongue_of(call));
	} else {
		zr_clerk_desk_go(call, "/form");
	}
}

/* ---- behind it ---- */

/* False: the answer says why. */
static bool sit_down(struct zr_clerk_desk *desk)
{
	assert(desk != NULL);
	struct zr_error error = {0};
	struct zr_inquiry *call = desk->call;
	const struct zr_clerk *clerk = desk->clerk;
	if (!zr_permit_unseal(clerk->key, call->cookie, call->now_us, &desk->permit)) {
		zr_clerk_desk_go(call, call->cookie[0] != '\0' ? "/?why=again" : "/");
		return false;
	}
	zr_hex_encode(desk->permit.id, sizeof desk->permit.id, desk->writer);
	int code = zr_permit_token(clerk->key, &desk->permit, desk->token);
	if (code == 0 &&
		!zr_aside_take(clerk->aside, &desk->permit.keys, call->now_us, &desk->answering)) {
		code = zr_answering_open(
			clerk->house, &desk->permit.keys, call->now_us, &desk->answering, &error);
	}
	desk->permit.seen_us = call->now_us;
	if (code == 0) {
		code = give_permit(clerk, call, &desk->permit);
	}
	if (code != 0) {
		error.code = code;
		zr_clerk_desk_fail(call, &error, tongue_of(call));
	}
	return code == 0;
}

static void stand_up(struct zr_clerk_desk *desk)
{
	zr_answering_finish(&desk->answering);
	explicit_bzero(desk, sizeof *desk);
}

/* The screen that is asked for, or where the household was. */
static void get_screen(struct zr_clerk *clerk, struct zr_inquiry *call)
{
	assert(clerk != NULL && call != NULL);
	ZR_CLEANUP(stand_up) struct zr_clerk_desk desk = {.clerk = clerk, .call = call};
	if (!sit_down(&desk)) {
		return;
	}
	if (desk.answering.state == ZR_LOCKER_SENT) {
		struct zr_html html = zr_clerk_desk_html(call, tongue_of(call));
		zr_show_sent(&html, &desk.answering);
		zr_clerk_desk_end(call, &html, 200);
		return;
	}
	const char *at = zr_fields_get(&call->query, "at");
	const char *hidden = zr_fields_get(&call->query, "hidden");
	bool is_closed = desk.answering.state == ZR_LOCKER_SENDING;
	at = is_closed ? ZR_FLOW_END_PATH : at != NULL ? at : desk.answering.facts.at;
	struct zr_screen screen = zr_flow_find(desk.answering.session, at);
	struct zr_show_page page = {.answering = &desk.answering,
		.token = desk.token,
		.screen = &screen,
		.hidden_count = hidden != NULL ? strtoul(hidden, NULL, 10) : 0,
		.is_stale = zr_fields_get(&call->query, "stale") != NULL};
	zr_clerk_desk_show(&desk, &page, 200);
}

/* Takes the same time whatever is wrong. */
static bool has_token(const struct zr_clerk_desk *desk)
{
	assert(desk != NULL);
	const char *token = zr_fields_get(&desk->call->form, "token");
	if (token == NULL || strlen(token) != strlen(desk->token)) {
		return false;
	}
	unsigned char difference = 0;
	for (size_t i = 0; desk->token[i] != '\0'; i++) {
		difference |= (unsigned char)(token[i] ^ desk->token[i]);
	}
	return difference == 0;
}

static void post_screen(struct zr_clerk *clerk, struct zr_inquiry *call)
{
	assert(clerk != NULL && call != NULL);
	ZR_CLEANUP(stand_up) struct zr_clerk_desk desk = {.clerk = clerk, .call = call};
	if (!sit_down(&desk)) {
		return;
	}
	if (!has_token(&desk)) {
		struct zr_html html = zr_clerk_desk_html(call, zr_clerk_desk_tongue(&desk));
		zr_show_message(&html, ZR_SAY_REFUSED);
		zr_clerk_desk_end(call, &html, 403);
		return;
	}
	zr_clerk_desk_take(&desk);
	const char *go = zr_fields_get(&call->form, "go");
	if (call->status == 303 && go != NULL && strcmp(go, "leave") == 0) {
		put_cookie(call, "", 0);
	} else if (call->status == 303 && desk.answering.is_saved &&
		   desk.answering.state == ZR_LOCKER_OPEN) {
		zr_aside_put(clerk->aside, &desk.answering);
	}
}

/* ---- files ---- */

static void get_style(struct zr_clerk *clerk, struct zr_inquiry *call)
{
	(void)clerk;
	call->status = zr_buffer_add_text(&call->body, zr_show_style) == 0 ? 200 : 503;
	call->type = "text/css; charset=utf-8";
	call->is_kept = true;
}

static void get_health(struct zr_clerk *clerk, struct zr_inquiry *call)
{
	(void)clerk;
	call->status = zr_buffer_add_text(&call->body, "ok\n") == 0 ? 200 : 503;
	call->type = "text/plain; charset=utf-8";
}

static const char *picture_type(const char *name)
{
	static const char *const table[][2] = {{".png", "image/png"}, {".jpg", "image/jpeg"},
		{".jpeg", "image/jpeg"}, {".gif", "image/gif"}, {".webp", "image/webp"},
		{".svg", "image/svg+xml"}};
	const char *ending = strrchr(name, '.');
	for (size_t i = 0; ending != NULL && i < sizeof table / sizeof table[0]; i++) {
		if (strcmp(ending, table[i][0]) == 0) {
			return table[i][1];
		}
	}
	return NULL;
}

static void not_found(struct zr_clerk *clerk, struct zr_inquiry *call)
{
	(void)clerk;
	struct zr_html html = zr_clerk_desk_html(call, tongue_of(call));
	zr_show_message(&html, ZR_SAY_NOT_FOUND);
	zr_clerk_desk_end(call, &html, 404);
}

static void get_media(struct zr_clerk *clerk, struct zr_inquiry *call)
{
	assert(clerk != NULL && call != NULL);
	ZR_CLEANUP(stand_up) struct zr_clerk_desk desk = {.clerk = clerk, .call = call};
	const char *name = call->path + strlen("/media/");
	const char *type = picture_type(name);
	if (!sit_down(&desk)) {
		return;
	}
	if (type == NULL || desk.answering.form == NULL ||
		zr_bookcase_read_media(clerk->house->bookcase, desk.answering.form, name,
			&call->body, NULL) != 0) {
		zr_buffer_clear(&call->body);
		not_found(clerk, call);
		return;
	}
	call->status = 200;
	call->type = type;
}

/* ---- the table ---- */

struct route {
	const char *path;
	bool is_folder; /* all below it */
	void (*get)(struct zr_clerk *clerk, struct zr_inquiry *call);
	void (*post)(struct zr_clerk *clerk, struct zr_inquiry *call);
};
static const struct route routes[] = {
	{"/", false, get_entry, NULL},
	{"/enter", false, NULL, post_entry},
	{"/form", false, get_screen, post_screen},
	{"/style.css", false, get_style, NULL},
	{"/media/", true, get_media, NULL},
	{"/health", false, get_health, NULL},
};

static const struct route *find_route(const char *path)
{
	for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
		const struct route *route = &routes[i];
		if (route->is_folder ? strncmp(path, route->path, strlen(route->path)) == 0
				     : strcmp(path, route->path) == 0) {
			return route;
		}
	}
	return NULL;
}

void zr_clerk_answer(struct zr_clerk *clerk, struct zr_inquiry *call)
{
	assert(clerk != NULL && call != NULL && call->path != NULL);
	assert(call->status == 0 && call->body.bytes == 0);
	call->is_again = false;
	zr_aside_drop_old(clerk->aside, call->now_us);
	const struct route *route = find_route(call->path);
	if (route == NULL) {
		not_found(clerk, call);
		return;
	}
	if (call->is_post && route->post != NULL) {
		route->post(clerk, call);
	} else if (!call->is_post && route->get != NULL) {
		route->get(clerk, call);
	} else {
		/* Somebody who reloads what was sent, or follows it by hand. */
		zr_clerk_desk_go(call, "/");
	}
	assert((call->status != 0) != call->is_again);
}

void zr_clerk_retract(struct zr_clerk *clerk, struct zr_inquiry *call, const struct zr_error *error)
{
	assert(clerk != NULL && call != NULL && error != NULL && error->code != 0);
	zr_aside_clear(clerk->aside);
	call->is_again = false;
	call->location[0] = '\0';
	call->set_cookie[0] = '\0';
	zr_clerk_desk_fail(call, error, tongue_of(call));
}

void zr_clerk_turn_away(struct zr_inquiry *call)
{
	assert(call != NULL && call->status == 0);
	const struct zr_clerk_turning why = {ZR_SAY_BUSY, 503};
	zr_clerk_desk_turn_away(call, &why, tongue_of(call));
}

void zr_clerk_rest(struct zr_clerk *clerk)
{
	assert(clerk != NULL && clerk->aside != NULL);
	zr_aside_clear(clerk->aside);
}
