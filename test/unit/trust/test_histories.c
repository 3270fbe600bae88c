/*
 * Histories of an owner and his tablets: releases, barriers, keys that are replaced, lost or
 * stolen, carriers that are years old or hostile, power cuts that lose what a tablet believed, and
 * clocks that say anything. A thousand random ones, and every one of a few acts. In all of them:
 *
 *	no tablet is stuck: with the owner's present folder it comes to the newest release, by as
 *	many steps as there are barriers before it and one more
 *	no tablet goes below its floor, and the floor never falls
 *	no release is believed that a key signed which the tablet's charter does not name
 *	no barrier is skipped
 *	nothing asks for the time
 *
 * Usage: test_histories [HISTORIES [SEED]]
 */
#include "test/unit/trust/owner.h"

#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

#include "lib/trust/release_route.h"

#define TABLET_COUNT 3
#define PAPER_COUNT  128 /* manifests of one history, each as often as it is signed */
#define ACT_COUNT    24  /* of a random history */
#define DEEP         4   /* acts of the histories that are all walked */

/* ---- clocks ---- */

static unsigned clock_count; /* how often somebody asked */

time_t __wrap_time(time_t *ret_time);
int __wrap_clock_gettime(clockid_t clock, struct timespec *ret_time);
int __wrap_gettimeofday(struct timeval *ret_time, void *zone);

static time_t hostile_time(void)
{
	return clock_count++ % 2 == 0 ? 0 : (time_t)4070908800; /* 1970 and 2099 */
}

time_t __wrap_time(time_t *ret_time)
{
	time_t now = hostile_time();
	if (ret_time != NULL) {
		*ret_time = now;
	}
	return now;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *ret_time)
{
	(void)clock;
	*ret_time = (struct timespec){.tv_sec = hostile_time()};
	return 0;
}

int __wrap_gettimeofday(struct timeval *ret_time, void *zone)
{
	(void)zone;
	*ret_time = (struct timeval){.tv_sec = hostile_time()};
	return 0;
}

/* ---- chance ---- */

static uint64_t chance_state;

static unsigned chance(unsigned count)
{
	chance_state ^= chance_state << 13;
	chance_state ^= chance_state >> 7;
	chance_state ^= chance_state << 17;
	return (unsigned)((chance_state >> 11) % count);
}

/* ---- the world ---- */

/* A signed manifest as some carrier may still have it. */
struct paper {
	struct zr_buffer document;
	struct zr_manifest manifest;
	unsigned key;       /* who signed */
	bool is_thief;      /* not the owner's doing */
	size_t chain_bytes; /* the line as long as it was then */
};

struct tablet {
	struct zr_trust trust;
	uint32_t slots[2]; /* releases; the first one runs */
	size_t image_chain_bytes;
};

static struct owner owner;
static struct paper papers[PAPER_COUNT];
static size_t paper_count;
static struct tablet tablets[TABLET_COUNT];
static uint32_t newest;       /* the owner's */
static uint32_t last_barrier; /* 0: none */
static unsigned barrier_count;
static unsigned stolen; /* a release key that a thief has; 0: none */
static bool has_thief_db;
static unsigned steps_walked;

static void publish(struct zr_manifest manifest, unsigned key, bool is_thief)
{
	if (paper_count == PAPER_COUNT) {
		return;
	}
	struct paper *paper = &papers[paper_count++];
	*paper = (struct paper){.manifest = manifest,
		.key = key,
		.is_thief = is_thief,
		.chain_bytes = owner.chain.bytes};
	paper->manifest.generation = owner.charter.generation;
	paper->document = owner_sign_release(&paper->manifest, key);
}

static void release(bool is_barrier)
{
	struct zr_manifest manifest = owner_release(&owner, newest + 1 + chance(3));
	manifest.enters_from = last_barrier;
	manifest.is_barrier = is_barrier;
	manifest.floor = manifest.number - chance(manifest.number > 4 ? 4 : 1);
	newest = manifest.number;
	publish(manifest, owner.release, false);
	if (is_barrier && paper_count < PAPER_COUNT) {
		last_barrier = newest;
		barrier_count++;
	}
}

/* What the owner does behind a change of his release key: the newest and the barriers. */
static void sign_again(void)
{
	const size_t count = paper_count;
	for (size_t i = 0; i < count; i++) {
		const struct zr_manifest *manifest = &papers[i].manifest;
		bool is_newer_there = false;
		for (size_t j = i + 1; j < count; j++) {
			is_newer_there |= papers[j].manifest.number == manifest->number &&
					  !papers[j].is_thief;
		}
		if (!papers[i].is_thief && !is_newer_there &&
			(manifest->is_barrier || manifest->number == newest)) {
			publish(*manifest, owner.release, false);
		}
	}
}

static void steal(void)
{
	stolen = owner.release;
	has_thief_db = chance(4) == 0;
}

/* The thief knows what he does: numbers above the owner's, floors as high as they go. */
static void thief_signs(void)
{
	if (stolen == 0) {
		return;
	}
	struct zr_manifest manifest = owner_release(&owner, newest + 1 + chance(9));
	manifest.floor = manifest.number;
	publish(manifest, stolen, true);
}

/* Above whatever a tablet may have from a thief. */
static void answer_theft(void)
{
	for (size_t i = 0; i < paper_count; i++) {
		if (papers[i].manifest.number > newest) {
			newest = papers[i].manifest.number;
		}
	}
	stolen = 0;
}

static void rotate_release(void)
{
	bool was_stolen = stolen != 0;
	owner_rotate_release(&owner);
	if (was_stolen) {
		answer_theft();
		release(false);
	}
	sign_again();
}

/* ---- a tablet ---- */

static void check_believed(const struct tablet *tablet, const struct paper *paper)
{
	uint8_t seed[ZR_CRYPTO_KEY_BYTES];
	const struct zr_cose_signer signer = owner_signer(paper->key, seed);
	assert_memory_equal(
		tablet->trust.charter.releases[0], signer.public_key, ZR_CRYPTO_KEY_BYTES);
}

static bool go_to(struct tablet *tablet, const struct paper *paper, bool may_fail)
{
	const struct zr_manifest *manifest = &paper->manifest;
	const uint32_t floor = tablet->trust.floor;
	assert_true(manifest->number > tablet->slots[0] && manifest->number >= floor);
	assert_true(manifest->enters_from <= tablet->slots[0]);
	if ((paper->is_thief && !has_thief_db) || (may_fail && chance(8) == 0)) {
		tablet->slots[1] = 0; /* written over, and never good */
		return false;
	}
	tablet->slots[1] = tablet->slots[0];
	tablet->slots[0] = manifest->number;
	tablet->image_chain_bytes = paper->chain_bytes;
	uint32_t both = tablet->slots[1];
	zr_trust_raise_floor(&tablet->trust, both < manifest->floor ? both : manifest->floor);
	assert_true(tablet->trust.floor >= floor);
	assert_true(tablet->slots[0] >= tablet->trust.floor);
	return true;
}

/* What is to be believed of the papers before `until`. */
static size_t believe(const struct tablet *tablet, size_t until, struct zr_manifest *ret_manifests,
	size_t *ret_papers)
{
	size_t count = 0;
	for (size_t i = 0; i < until; i++) {
		const struct zr_crypto_bytes bytes = {
			papers[i].document.data, papers[i].document.bytes};
		if (papers[i].manifest.number <= tablet->slots[0]) {
			continue; /* nowhere to go */
		}
		if (zr_manifest_verify(&tablet->trust, bytes, &ret_manifests[count], NULL) == 0) {
			check_believed(tablet, &papers[i]);
			ret_papers[count++] = i;
		}
	}
	return count;
}

/* All that this carrier has, one release behind the other. Returns how many it went through. */
static unsigned update(struct tablet *tablet, size_t until, bool may_fail)
{
	static struct zr_manifest manifests[PAPER_COUNT];
	size_t which[PAPER_COUNT];
	unsigned step_count = 0;
	size_t count = believe(tablet, until, manifests, which);
	for (;;) {
		const struct zr_manifest_tablet here = {
			.board = OWNER_BOARD, .running = tablet->slots[0]};
		size_t next = zr_release_route_next(manifests, count, &tablet->trust, &here);
		if (next == count) {
			return step_count;
		}
		if (go_to(tablet, &papers[which[next]], may_fail)) {
			step_count++;
			steps_walked++;
		} else { /* it remembers what failed, until the next carrier */
			count--;
			manifests[next] = manifests[count];
			which[next] = which[count];
		}
	}
}

/* A carrier with the line as it was at one time, and the papers as they were at another. */
static void meet(struct tablet *tablet, size_t chain_bytes, size_t until)
{
	const struct zr_crypto_bytes chain = {owner.chain.data, chain_bytes};
	const uint32_t floor = tablet->trust.floor;
	assert_int_equal(zr_trust_follow(&tablet->trust, chain, NULL, NULL), 0);
	assert_int_equal(tablet->trust.floor, floor);
	(void)update(tablet, until, true);
}

static void meet_any(struct tablet *tablet)
{
	size_t at = paper_count > 0 ? chance((unsigned)paper_count) : 0;
	size_t chain_bytes = paper_count > 0 ? papers[at].chain_bytes : owner.chain.bytes;
	meet(tablet, chain_bytes, chance((unsigned)paper_count + 1));
}

/* A line that somebody changed on the way: nothing of it is believed that the owner did not write.
 */
static void meet_hostile(struct tablet *tablet)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer chain = {0};
	const uint32_t generation = tablet->trust.charter.generation;
	assert_int_equal(zr_buffer_add(&chain, owner.chain.data, owner.chain.bytes), 0);
	chain.data[chance((unsigned)chain.bytes)] ^= (char)(1U << chance(8));
	const struct zr_crypto_bytes bytes = {chain.data, chain.bytes};
	(void)!zr_trust_follow(&tablet->trust, bytes, NULL, NULL);
	assert_true(tablet->trust.charter.generation >= generation);
	/* What it believes now lies on the owner's line: the rest of that still follows. */
	assert_int_equal(zr_trust_follow(&tablet->trust, owner_chain(&owner), NULL, NULL), 0);
	assert_int_equal(tablet->trust.charter.generation, owner.charter.generation);
	(void)update(tablet, paper_count, true);
}

/* Who has one root, and keys of his own, makes the next charter. */
static void meet_usurper(struct tablet *tablet)
{
	struct owner usurper = owner;
	const unsigned signers[] = {owner.roots[chance(ZR_CHARTER_ROOT_COUNT)], 1001, 1002};
	usurper.chain = (struct zr_buffer){0};
	for (unsigned i = 0; i < ZR_CHARTER_ROOT_COUNT; i++) {
		usurper.roots[i] = 1001 + i;
	}
	owner_extend(&usurper, signers, 3);
	assert_int_equal(zr_trust_follow(&tablet->trust, owner_chain(&owner), NULL, NULL), 0);
	assert_int_equal(
		zr_trust_follow(&tablet->trust, owner_chain(&usurper), NULL, NULL), ZR_E_FORGED);
	assert_int_equal(tablet->trust.charter.generation, owner.charter.generation);
	owner_finish(&usurper);
}

/* What it believed is torn: it begins with its image's line, and the loader's floor. */
static void forget(struct tablet *tablet)
{
	const uint32_t floor = tablet->trust.floor;
	const struct zr_crypto_bytes chain = {owner.chain.data, tablet->image_chain_bytes};
	assert_int_equal(zr_trust_begin(chain, &tablet->trust, NULL), 0);
	zr_trust_raise_floor(&tablet->trust, floor);
}

/* ---- histories ---- */

enum act {
	ACT_RELEASE,
	ACT_BARRIER,
	ACT_ROTATE_RELEASE,
	ACT_ROTATE_ROOT,
	ACT_MEET,
	ACT_FORGET,
	ACT_FEW, /* those before it are walked in every order */
	ACT_MEET_ANY = ACT_FEW,
	ACT_MEET_HOSTILE,
	ACT_MEET_USURPER,
	ACT_STEAL,
	ACT_THIEF_SIGNS,
	ACT_ALL
};

static void do_act(enum act act, struct tablet *tablet)
{
	switch (act) {
	case ACT_RELEASE:
	case ACT_BARRIER:
		release(act == ACT_BARRIER);
		break;
	case ACT_ROTATE_RELEASE:
		rotate_release();
		break;
	case ACT_ROTATE_ROOT:
		owner_rotate_root(&owner, chance(ZR_CHARTER_ROOT_COUNT));
		break;
	case ACT_MEET:
		meet(tablet, owner.chain.bytes, paper_count);
		break;
	case ACT_MEET_ANY:
		meet_any(tablet);
		break;
	case ACT_MEET_HOSTILE:
		meet_hostile(tablet);
		break;
	case ACT_MEET_USURPER:
		meet_usurper(tablet);
		break;
	case ACT_FORGET:
		forget(tablet);
		break;
	case ACT_STEAL:
		steal();
		break;
	default:
		thief_signs();
		break;
	}
}

static void begin_world(void)
{
	owner = owner_new(10);
	paper_count = 0;
	newest = 0;
	last_barrier = 0;
	barrier_count = 0;
	stolen = 0;
	has_thief_db = false;
	release(false);
	for (size_t i = 0; i < TABLET_COUNT; i++) {
		tablets[i] = (struct tablet){
			.slots = {newest, 0}, .image_chain_bytes = owner.chain.bytes};
		assert_int_equal(zr_trust_begin(owner_chain(&owner), &tablets[i].trust, NULL), 0);
	}
}

static void end_world(void)
{
	for (size_t i = 0; i < paper_count; i++) {
		zr_buffer_finish(&papers[i].document);
	}
	owner_finish(&owner);
}

/* The owner puts his house in order, and every tablet gets one stick. */
static void check_nobody_is_stuck(void)
{
	if (stolen != 0) {
		rotate_release();
	}
	release(false);
	assert_true(paper_count < PAPER_COUNT);
	for (size_t i = 0; i < TABLET_COUNT; i++) {
		struct tablet *tablet = &tablets[i];
		assert_int_equal(
			zr_trust_follow(&tablet->trust, owner_chain(&owner), NULL, NULL), 0);
		assert_int_equal(tablet->trust.charter.generation, owner.charter.generation);
		unsigned step_count = update(tablet, paper_count, false);
		assert_int_equal(tablet->slots[0], newest);
		assert_true(step_count <= barrier_count + 1);
	}
	assert_int_equal(clock_count, 0);
}

static unsigned history_count = 1000;
static uint64_t first_seed = 2026;

static void a_thousand_random_histories_leave_nobody_stuck(void **state)
{
	(void)state;
	steps_walked = 0;
	for (unsigned i = 0; i < history_count; i++) {
		chance_state = (first_seed + i) * 0x9e3779b97f4a7c15ULL + 1;
		begin_world();
		for (unsigned act = 0; act < ACT_COUNT; act++) {
			do_act(chance(ACT_ALL), &tablets[chance(TABLET_COUNT)]);
		}
		check_nobody_is_stuck();
		end_world();
	}
	assert_true(steps_walked > history_count);
	print_message("%u histories, %u updates\n", history_count, steps_walked);
}

static void every_short_history_leaves_nobody_stuck(void **state)
{
	(void)state;
	unsigned count = 1;
	for (unsigned i = 0; i < DEEP; i++) {
		count *= ACT_FEW;
	}
	for (unsigned i = 0; i < count; i++) {
		unsigned acts = i;
		chance_state = 1;
		begin_world();
		for (unsigned act = 0; act < DEEP; act++) {
			do_act(acts % ACT_FEW, &tablets[0]);
			acts /= ACT_FEW;
		}
		check_nobody_is_stuck();
		end_world();
	}
	print_message("all %u histories of %d acts\n", count, DEEP);
}

int main(int argc, char **argv)
{
	history_count = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : history_count;
	first_seed = argc > 2 ? strtoull(argv[2], NULL, 10) : first_seed;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thousand_random_histories_leave_nobody_stuck),
		cmocka_unit_test(every_short_history_leaves_nobody_stuck),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
