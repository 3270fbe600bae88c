/*
 * A calm state has no message under way, no exchange, no copies and no backups: many states become
 * one when they calm down, and each is judged once.
 */
#include "test/explore/calm.h"

#include <assert.h>
#include <string.h>

#include "lib/sync/sync.h"
#include "test/explore/hub_standin.h"
#include "test/explore/tablet_standin.h"

enum {
	ROUND_MAX = 16 /* exchanges until all is at rest */
};

void calm_init(struct calm *calm)
{
	pool_init(&calm->known, "calm states", sizeof(struct state), 1u << 20);
}

void calm_finish(struct calm *calm)
{
	pool_finish(&calm->known);
}

unsigned calm_held(const struct scene *scene)
{
	const struct tablet *tablet = &scene->tablet;
	const struct hub *hub = &scene->hub;
	unsigned envelopes = (unsigned)hub->records | hub->set_aside;
	for (unsigned sequence = 1; sequence <= SEQUENCE_MAX; sequence++) {
		unsigned envelope = tablet->envelope[sequence];
		bool is_kept = envelope != NONE && !has(tablet->is_dropped, envelope - 1);
		envelopes |= is_kept ? BIT(envelope - 1) : 0;
	}
	unsigned interviews = hub_interviews(&scene->world, envelopes);
	/* The agent says of a record that it has already that it is stored. */
	bool is_draft =
		tablet->unsubmitted != NONE && !tablet_has_record(scene, tablet->unsubmitted - 1u);
	return interviews | (is_draft ? BIT(tablet->unsubmitted - 1) : 0);
}

/* ---- at rest ---- */

static const char *judge_record(const struct scene *scene, unsigned sequence)
{
	const struct tablet *tablet = &scene->tablet;
	const struct hub *hub = &scene->hub;
	unsigned envelope = tablet->envelope[sequence] - 1u;
	unsigned interview = scene->world.envelope_interview[envelope];
	bool is_there = has(hub_interviews(&scene->world, hub->records), interview);
	switch ((enum record_state)tablet->state[sequence]) {
	case RECORD_NONE:
		return "a record has no state";
	case RECORD_WAITING:
		return "a record waits for ever";
	case RECORD_RECEIVED:
		return is_there ? NULL : "the tablet believes a record received that the hub lacks";
	case RECORD_REFUSED:
		return is_refusable(interview) ? NULL : "a record counts as refused that was not";
	case RECORD_LOST:
		return "a record was let go that the hub lost";
	}
	return "a record has an unknown state";
}

static const char *judge_hub(const struct scene *scene)
{
	const struct hub *hub = &scene->hub;
	unsigned seen = 0;
	for (unsigned i = 0; i < scene->world.envelope_count; i++) {
		unsigned bit = BIT(scene->world.envelope_interview[i]);
		if (has(hub->records, i) && (seen & bit) != 0) {
			return "the hub has a record twice";
		}
		seen |= has(hub->records, i) ? bit : 0;
	}
	if (hub->order_sequence == 0) {
		return NULL;
	}
	if (!hub->is_acknowledged) {
		return "an order is never done";
	}
	return scene->tablet.applied_edition == hub->order_edition
		       ? NULL
		       : "the hub believes an order done by which the tablet does not work";
}

static const char *judge_rest(const struct scene *scene)
{
	unsigned there = hub_interviews(&scene->world, scene->hub.records);
	const char *fault = judge_hub(scene);
	for (unsigned sequence = 1; fault == NULL && sequence <= SEQUENCE_MAX; sequence++) {
		if (scene->tablet.envelope[sequence] != NONE) {
			fault = judge_record(scene, sequence);
		}
	}
	for (unsigned i = 0; fault == NULL && i < scene->world.interview_count; i++) {
		if (has(calm_held(scene), i) && !has(there, i) && !is_refusable(i)) {
			fault = "a record never comes to the hub";
		}
	}
	return fault;
}

/* ---- on the way there ---- */

static void calm_down(struct scene *scene)
{
	struct link *link = &scene->link;
	scene->world.is_loose = 0;
	if (link->sync_state == ZR_SYNC_EXCHANGING) {
		tablet_fail(scene, ZR_E_NETWORK, true);
	}
	memset(link->requests, 0, sizeof link->requests);
	link->answer = (struct answer){0};
	scene->copy = NONE;
	scene->backup = NONE;
	scene->world.copies_left = 0;
	scene->world.rollbacks_left = 0;
	scene->world.backups_left = 0;
	scene->world.restores_left = 0;
	scene->world.repeats_left = 0;
	scene->world.drops_left = 0;
	scene->world.edition_count = 0;
	scene->world.epoch_count = 0;
}

/* One exchange of which nothing is lost. */
static bool exchange(struct scene *scene)
{
	static const struct hub_limits limits = {
		.orders = ORDER_MAX, .order_sequence = SEQUENCE_MAX};
	struct answer answer;
	if (scene->tablet.unsubmitted != NONE) {
		tablet_submit(scene, false);
	}
	tablet_start(scene);
	const struct request request = scene->link.requests[0];
	scene->link.requests[0] = (struct request){0};
	if (!hub_process(scene, &request, HUB_TAKES_ALL, &limits, &answer)) {
		return false;
	}
	tablet_take(scene, &answer, TAKE_WHOLE);
	return true;
}

const char *calm_judge(
	struct calm *calm, struct parts *parts, const struct scene *scene, const struct state *from)
{
	struct scene now = *scene;
	calm_down(&now);
	struct state before = {0};
	for (unsigned round = 0; round < ROUND_MAX; round++) {
		bool is_new = false;
		struct state state = parts_fold(parts, &now, round > 0 ? &before : from);
		if (round > 0 && memcmp(&state, &before, sizeof state) == 0) {
			return judge_rest(&now);
		}
		(void)pool_put(&calm->known, &state, &is_new);
		if (!is_new) {
			return NULL;
		}
		before = state;
		unsigned held = calm_held(&now);
		if (!exchange(&now)) {
			return "the hub gives orders without end";
		}
		if ((held & ~calm_held(&now)) != 0) {
			return "a record is gone though all went well";
		}
	}
	return "tablet and hub never come to rest";
}
