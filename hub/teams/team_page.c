/* A page asks of each of its teams what progress and accounts say of it: both are kept rows. */
#include "hub/teams/team_page.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/right.h"
#include "hub/access/scope.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/http/listing.h"
#include "hub/http/route.h"
#include "hub/progress/ground.h"
#include "hub/progress/progress_page.h"
#include "hub/store/progress.h"
#include "hub/store/store.h"
#include "hub/store/teams.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

#define HOUR_US       (3600 * INT64_C(1000000))
#define SILENT_HOURS  72
#define SILENT_MAX    (24 * 366)
#define ACCOUNT_COUNT 20 /* of one team that are shown: it has one controller, or two */

/* ---- the list ---- */

struct page {
	struct zr_team teams[ZR_HUB_PAGE_COUNT_MAX];
	size_t count;
};

static int take_team(void *user, const struct zr_team *team)
{
	struct page *page = user;
	assert(page->count < ZR_HUB_PAGE_COUNT_MAX);
	page->teams[page->count++] = *team;
	return 0;
}

struct controllers {
	struct json_object *names;
	const char *territory_id;
};

static int add_controller(void *user, const struct zr_account *account)
{
	const struct controllers *controllers = user;
	bool is_theirs = strcmp(account->territory_id, controllers->territory_id) == 0;
	if (is_theirs && zr_right_role(account->role) == ZR_ROLE_CONTROLLER) {
		struct json_object *row = json_object_new_object();
		zr_json_add_text(row, "name", account->name);
		zr_json_add_text(row, "person", account->person);
		(void)json_object_array_add(controllers->names, row);
	}
	return 0;
}

static int add_team(struct zr_store *store, const struct zr_team *team, struct json_object *rows,
	struct zr_error *error)
{
	const struct zr_territory *node = &team->territory;
	struct zr_progress_sums sums;
	struct json_object *row = json_object_new_object();
	struct controllers controllers = {json_object_new_array(), node->territory_id};
	const struct zr_progress_of of = {node->territory_id, NULL};
	const struct zr_account_filter accounts = {
		.territory = node->path, .count_max = ACCOUNT_COUNT};
	(void)json_object_array_add(rows, row);
	zr_json_add_text(row, "id", node->territory_id);
	zr_json_add_text(row, "parent", node->parent_id);
	zr_json_add_text(row, "name", node->name);
	(void)json_object_object_add(row, "controllers", controllers.names);
	int code = zr_progress_sum(store, &of, &sums, error);
	if (code == 0) {
		zr_progress_page_add_sums(row, &sums);
		code = zr_store_list_accounts(
			store, &accounts, add_controller, &controllers, error);
	}
	zr_json_add_count(row, "silent", team->silent_count);
	zr_json_add_count(row, "returned", team->return_count);
	return code;
}

static int find_teams(struct zr_context *context, const struct zr_request *request,
	struct zr_listing *listing, struct page *page, struct zr_error *error)
{
	struct zr_territory ground;
	int64_t hours = 0;
	int code = zr_listing_number(request, "silent", SILENT_MAX, &hours, error);
	if (code == 0) {
		code = zr_ground_find(context->reader, &request->caller,
			zr_listing_given(request, "territory"), &ground, error);
	}
	if (code != 0) {
		return code;
	}
	const struct zr_team_filter filter = {.territory = ground.path,
		.silent_since_us = request->now_us - (hours > 0 ? hours : SILENT_HOURS) * HOUR_US,
		.after = listing->place.is_set ? listing->place.id : "",
		.count_max = listing->count_max};
	code = zr_teams_list(context->reader, &filter, take_team, page, error);
	listing->place = (struct zr_store_place){.is_set = page->count == listing->count_max};
	if (listing->place.is_set) {
		memcpy(listing->place.id, page->teams[page->count - 1].territory.territory_id,
			sizeof listing->place.id);
	}
	return code;
}

void zr_team_page_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	ZR_CLEANUP(zr_listing_finish) struct zr_listing listing = {0};
	ZR_CLEANUP_FREE struct page *page = calloc(1, sizeof *page);
	struct json_object *rows = json_object_new_array();
	int code = page != NULL ? zr_listing_read(request, context->shared->ticket_key.bytes,
					  &listing, &error)
				: ZR_E_NOMEM;
	if (code == 0) {
		code = find_teams(context, request, &listing, page, &error);
	}
	for (size_t i = 0; code == 0 && i < page->count; i++) {
		code = add_team(context->reader, &page->teams[i], rows, &error);
	}
	if (code != 0) {
		(void)json_object_put(rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "teams", rows);
	zr_listing_answer(request, &listing, answer);
}

/* ---- whose an area is ---- */

struct wish {
	size_t count;
	size_t moved_count;
	char areas[ZR_HUB_TEAM_AREA_COUNT_MAX][ZR_STORE_ID_BYTES];
};

static int find_team(struct zr_store *store, const struct zr_request *request,
	struct zr_territory *ret_team, struct zr_error *error)
{
	int code = zr_ground_find(store, &request->caller, request->parts[2], ret_team, error);
	return code == 0 && strcmp(ret_team->kind, ZR_TEAM_KIND) != 0
		       ? zr_error_set(error, ZR_E_INVALID, "%.63s is a territory and no team",
				 request->parts[2])
		       : code;
}

static int assign_area(struct zr_store *store, struct zr_request *request, const char *area_id,
	const struct zr_territory *team, struct zr_error *error)
{
	struct wish *wish = request->state;
	char path[ZR_STORE_PATH_BYTES];
	int code = zr_scope_check_area(store, request->caller.territory, area_id, error);
	if (code == 0) {
		code = zr_store_locate_area(store, area_id, path, error);
	}
	if (code != 0 || strcmp(path, team->path) == 0) {
		return code;
	}
	wish->moved_count++;
	code = zr_store_place_area(store, area_id, team->path, error);
	if (code == 0) {
		char detail[2 * ZR_STORE_ID_BYTES + 4];
		(void)snprintf(detail, sizeof detail, "%.63s: %.63s", area_id, team->territory_id);
		zr_audit_line_note(request, request->caller.name, "team", detail);
		code = zr_audit_line_write(store, request, error);
	}
	return code;
}

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct wish *wish = request->state;
	struct zr_territory team;
	wish->moved_count = 0;
	int code = find_team(store, request, &team, error);
	for (size_t i = 0; code == 0 && i < wish->count; i++) {
		code = assign_area(store, request, wish->areas[i], &team, error);
	}
	return code;
}

static void answer_assign(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct wish *wish = request->state;
	struct json_object *answer = json_object_new_object();
	zr_json_add_count(answer, "areas", wish->count);
	zr_json_add_count(answer, "moved", wish->moved_count);
	zr_json_answer(request, answer);
}

static int read_wish(const struct zr_request *request, struct wish *wish, struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct json_object *areas = NULL;
	int code = zr_json_parse(request, &body, error);
	if (code != 0) {
		return code;
	}
	bool is_list = json_object_object_get_ex(body, "areas", &areas) &&
		       json_object_is_type(areas, json_type_array);
	size_t count = is_list ? json_object_array_length(areas) : 0;
	if (count == 0 || count > ZR_HUB_TEAM_AREA_COUNT_MAX) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "areas",
			"must be a list of 1 to %d areas", ZR_HUB_TEAM_AREA_COUNT_MAX);
	}
	for (size_t i = 0; i < count; i++) {
		struct json_object *item = json_object_array_get_idx(areas, i);
		const char *id = json_object_is_type(item, json_type_string)
					 ? json_object_get_string(item)
					 : "";
		if (!zr_route_is_identifier(id) || strlen(id) >= ZR_STORE_ID_BYTES) {
			return zr_error_set_at(error, ZR_E_INVALID, 0, "areas",
				"item %zu is no area's identifier", i + 1);
		}
		memcpy(wish->areas[wish->count++], id, strlen(id) + 1);
	}
	return 0;
}

void zr_team_page_assign(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct zr_territory team;
	struct wish *wish = calloc(1, sizeof *wish);
	request->state = wish;
	request->state_free = free;
	int code = wish != NULL ? find_team(context->reader, request, &team, &error) : ZR_E_NOMEM;
	if (code == 0) {
		code = read_wish(request, wish, &error);
	}
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, "team");
		return;
	}
	zr_audit_line_note(request, request->caller.name, "team", request->parts[2]);
	zr_request_write(request, apply, answer_assign);
}
