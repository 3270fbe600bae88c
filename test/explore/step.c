/*
 * The list of steps is a table: what happens, to which message, and how it ends. Messages that are
 * equal but for their place are one state: they are kept sorted.
 */
#include "test/explore/step.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/sync/sync.h"
#include "test/explore/hub_standin.h"
#include "test/explore/plant.h"
#include "test/explore/tablet_standin.h"

enum kind {
	INTERVIEW,
	SUBMIT,
	SUBMIT_CRASH,
	START,
	FAIL_EARLY,
	FAIL_LATE,
	FAIL_FOR_GOOD,
	CRASH,
	COPY,
	ROLLBACK,
	BACKUP,
	RESTORE,
	DROP,
	ORDER,
	SIMPLE_COUNT,
	TAKE = SIMPLE_COUNT,
	LOSE_REQUEST,
	PROCESS,
};

enum {
	REQUEST_STEPS = REQUEST_MAX * HUB_MOOD_COUNT * 2
};

/* One step, taken apart. */
struct parsed {
	enum kind kind;
	unsigned place; /* of the message */
	unsigned end;   /* enum hub_mood, enum take_end */
	bool is_kept;   /* the message stays under way, to come once more */
};

static struct parsed parse(unsigned step)
{
	if (step < SIMPLE_COUNT) {
		return (struct parsed){.kind = (enum kind)step};
	}
	step -= SIMPLE_COUNT;
	if (step < TAKE_END_COUNT) {
		return (struct parsed){.kind = TAKE, .end = step};
	}
	step -= TAKE_END_COUNT;
	if (step < REQUEST_MAX) {
		return (struct parsed){.kind = LOSE_REQUEST, .place = step};
	}
	step -= REQUEST_MAX;
	return (struct parsed){.kind = PROCESS,
		.is_kept = step % 2 != 0,
		.end = step / 2 % HUB_MOOD_COUNT,
		.place = step / 2 / HUB_MOOD_COUNT};
}

unsigned step_count(void)
{
	return SIMPLE_COUNT + TAKE_END_COUNT + REQUEST_MAX + REQUEST_STEPS;
}

void step_begin(const struct bounds *bounds, struct scene *ret_scene)
{
	memset(ret_scene, 0, sizeof *ret_scene);
	ret_scene->world.copies_left = bounds->copies;
	ret_scene->world.rollbacks_left = bounds->rollbacks;
	ret_scene->world.backups_left = bounds->backups;
	ret_scene->world.restores_left = bounds->restores;
	ret_scene->world.repeats_left = bounds->repeats;
	ret_scene->world.drops_left = bounds->drops;
	ret_scene->world.is_loose = bounds->is_loose;
	ret_scene->world.epoch_count = 1;
	tablet_boot(ret_scene);
}

/* ---- the carrier ---- */

static void sort_messages(struct link *link)
{
	static_assert(REQUEST_MAX == 2, "two are sorted by one exchange");
	struct request *requests = link->requests;
	if (memcmp(&requests[0], &requests[1], sizeof requests[0]) < 0) {
		struct request first = requests[0];
		requests[0] = requests[1];
		requests[1] = first;
	}
}

static bool process(const struct parsed *parsed, const struct bounds *bounds, struct scene *scene)
{
	struct link *link = &scene->link;
	const struct request request = link->requests[parsed->place];
	const struct hub_limits limits = {
		.orders = bounds->orders, .order_sequence = (uint8_t)(bounds->orders + 1)};
	if (parsed->is_kept) {
		scene->world.repeats_left--;
		link->requests[parsed->place].is_current = 0;
	} else {
		link->requests[parsed->place] = (struct request){0};
	}
	struct answer answer;
	if (!hub_process(scene, &request, (enum hub_mood)parsed->end, &limits, &answer)) {
		return false;
	}
	if (request.is_current || scene->world.is_loose) {
		link->answer = answer;
	}
	return true;
}

static void take(const struct parsed *parsed, struct scene *scene)
{
	const struct answer answer = scene->link.answer;
	scene->link.answer = (struct answer){0};
	tablet_take(scene, &answer, (enum take_end)parsed->end);
}

/* ---- copies and backups ---- */

static void set_back_tablet(struct parts *parts, struct scene *scene)
{
	scene->tablet = *(const struct tablet *)pool_get(&parts->tablets, scene->copy - 1);
	scene->world.rollbacks_left--;
	tablet_boot(scene);
}

static void set_back_hub(struct parts *parts, struct scene *scene)
{
	scene->hub = *(const struct hub *)pool_get(&parts->hubs, scene->backup - 1);
	scene->hub.epoch = scene->world.epoch_count++;
	scene->world.restores_left--;
}

static void copy_tablet(struct parts *parts, struct scene *scene)
{
	bool is_new = false;
	scene->copy = 1 + pool_put(&parts->tablets, &scene->tablet, &is_new);
	scene->world.copies_left--;
}

/* What is durable matters where tablets drop: elsewhere it would only multiply the states. */
static void copy_hub(const struct bounds *bounds, struct parts *parts, struct scene *scene)
{
	bool is_new = false;
	scene->backup = 1 + pool_put(&parts->hubs, &scene->hub, &is_new);
	scene->world.backups_left--;
	if (bounds->drops > 0) {
		hub_call_durable(&scene->hub);
	}
}

/* The oldest received record that is still kept and durable: what zr_outbox_drop() lets go first.
 */
static unsigned find_droppable(const struct tablet *tablet)
{
	for (unsigned sequence = 1; sequence <= SEQUENCE_MAX; sequence++) {
		unsigned envelope = tablet->envelope[sequence];
		bool is_kept = envelope != NONE && !has(tablet->is_dropped, envelope - 1);
		bool is_durable = sequence <= tablet->hub_durable || plant_now == PLANT_DROP_STORED;
		if (is_kept && is_durable && tablet->state[sequence] == RECORD_RECEIVED) {
			return envelope;
		}
	}
	return NONE;
}

static void drop(struct scene *scene)
{
	unsigned envelope = find_droppable(&scene->tablet);
	scene->tablet.is_dropped |= (uint8_t)BIT(envelope - 1);
	scene->world.drops_left--;
}

/* ---- all of them ---- */

static bool is_request_possible(const struct parsed *parsed, const struct scene *scene)
{
	const struct request *request = &scene->link.requests[parsed->place];
	bool may_stay = !parsed->is_kept || scene->world.repeats_left > 0;
	/* Of records there must be one to leave for later. */
	bool has_choice = parsed->end == HUB_TAKES_ALL || request->envelopes != 0;
	return request->is_there && may_stay && (parsed->kind == LOSE_REQUEST || has_choice);
}

static bool is_possible(
	const struct parsed *parsed, const struct bounds *bounds, const struct scene *scene)
{
	const struct tablet *tablet = &scene->tablet;
	const struct world *world = &scene->world;
	bool is_exchanging = scene->link.sync_state == ZR_SYNC_EXCHANGING;
	switch (parsed->kind) {
	case INTERVIEW:
		return tablet->unsubmitted == NONE && world->interview_count < bounds->interviews;
	case SUBMIT:
	case SUBMIT_CRASH:
		return tablet->unsubmitted != NONE && world->envelope_count < bounds->envelopes;
	case START:
		return !is_exchanging && !scene->link.requests[REQUEST_MAX - 1].is_there;
	case FAIL_EARLY:
	case FAIL_LATE:
	case FAIL_FOR_GOOD:
		return is_exchanging;
	case CRASH:
		return true;
	case COPY:
		return world->copies_left > 0;
	case BACKUP:
		return world->backups_left > 0;
	case ROLLBACK:
		return scene->copy != NONE && world->rollbacks_left > 0;
	case RESTORE:
		return scene->backup != NONE && world->restores_left > 0;
	case DROP:
		return world->drops_left > 0 && find_droppable(tablet) != NONE;
	case ORDER:
		return world->edition_count < bounds->editions &&
		       scene->hub.order_sequence < bounds->orders;
	case TAKE:
		return is_exchanging && scene->link.answer.is_there;
	case LOSE_REQUEST:
	case PROCESS:
		return is_request_possible(parsed, scene);
	}
	return false;
}

static bool take_parsed(const struct parsed *parsed, const struct bounds *bounds,
	struct parts *parts, struct scene *scene)
{
	switch (parsed->kind) {
	case INTERVIEW:
		scene->tablet.unsubmitted = ++scene->world.interview_count;
		break;
	case SUBMIT:
	case SUBMIT_CRASH:
		tablet_submit(scene, parsed->kind == SUBMIT_CRASH);
		break;
	case START:
		tablet_start(scene);
		break;
	case FAIL_EARLY:
		tablet_fail(scene, ZR_E_NETWORK, false);
		break;
	case FAIL_LATE:
		tablet_fail(scene, ZR_E_NETWORK, true);
		break;
	case FAIL_FOR_GOOD:
		tablet_fail(scene, ZR_E_LIMIT, true);
		break;
	case CRASH:
		tablet_boot(scene);
		break;
	case COPY:
		copy_tablet(parts, scene);
		break;
	case BACKUP:
		copy_hub(bounds, parts, scene);
		break;
	case ROLLBACK:
		set_back_tablet(parts, scene);
		break;
	case RESTORE:
		set_back_hub(parts, scene);
		break;
	case DROP:
		drop(scene);
		break;
	case ORDER:
		hub_want_order(scene, ++scene->world.edition_count);
		break;
	case TAKE:
		take(parsed, scene);
		break;
	case LOSE_REQUEST:
		scene->link.requests[parsed->place] = (struct request){0};
		break;
	case PROCESS:
		return process(parsed, bounds, scene);
	}
	return true;
}

bool step_take(unsigned step, const struct bounds *bounds, struct parts *parts,
	const struct scene *scene, struct scene *ret_scene)
{
	const struct parsed parsed = parse(step);
	if (!is_possible(&parsed, bounds, scene)) {
		return false;
	}
	*ret_scene = *scene;
	if (!take_parsed(&parsed, bounds, parts, ret_scene)) {
		return false;
	}
	sort_messages(&ret_scene->link);
	return true;
}

bool step_is_loss(unsigned step, const struct bounds *bounds, const struct scene *scene)
{
	enum kind kind = parse(step).kind;
	bool was_set_back = scene->world.rollbacks_left < bounds->rollbacks;
	return kind == ROLLBACK || (kind == RESTORE && was_set_back);
}

void step_describe(unsigned step, char *text, size_t bytes)
{
	static const char *const words[] = {
		[INTERVIEW] = "an interview is finished",
		[SUBMIT] = "the agent takes it",
		[SUBMIT_CRASH] = "the agent takes it, and the power fails before it says so",
		[START] = "the tablet begins an exchange",
		[FAIL_EARLY] = "the exchange fails before the request has left",
		[FAIL_LATE] = "the exchange fails after the request has left",
		[FAIL_FOR_GOOD] = "the exchange is answered with a refusal of the whole",
		[CRASH] = "the tablet crashes and starts again",
		[LOSE_REQUEST] = "a request is lost",
		[COPY] = "a copy of the tablet is made",
		[ROLLBACK] = "the tablet is set back to its copy",
		[BACKUP] = "a backup of the hub is made, and verified",
		[RESTORE] = "the hub is restored from its backup",
		[DROP] = "the tablet drops its oldest durable record",
		[ORDER] = "the operator orders a new edition",
		[PROCESS] = "the hub stores a request and answers",
		[TAKE] = "the tablet takes an answer",
	};
	static const char *const moods[HUB_MOOD_COUNT] = {
		"", ", room for one record only", ", no room for the first record"};
	static const char *const ends[TAKE_END_COUNT] = {
		[TAKE_WHOLE] = "",
		[TAKE_ORDER_LEFT] = ", no room for the order",
		[TAKE_CRASH_LIFE] = ", crash behind the commit of the hub's life",
		[TAKE_CRASH_SETTLED] = ", crash behind the commit of the receipt",
		[TAKE_CRASH_ACKNOWLEDGED] = ", crash behind the commit of acknowledgements",
		[TAKE_CRASH_ORDER] = ", crash behind the commit of the order",
		[TAKE_ERROR_LIFE] = ", the receipt cannot be stored",
		[TAKE_ERROR_LOAD] = ", the waiting records cannot be read",
		[TAKE_ERROR_SETTLED] = ", the acknowledgements cannot be stored",
	};
	const struct parsed parsed = parse(step);
	const char *end = parsed.kind == PROCESS ? moods[parsed.end]
			  : parsed.kind == TAKE  ? ends[parsed.end]
						 : "";
	(void)snprintf(text, bytes, "%s%s%s", words[parsed.kind], end,
		parsed.is_kept ? " (the message will come once more)" : "");
}
