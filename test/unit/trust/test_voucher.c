/* From one owner to another: once, this tablet, that owner, and after an erasure. */
#include "test/unit/trust/owner.h"

#include "lib/trust/voucher.h"
#include "test/unit/envelope/parties.h"

static struct owner giver, taker;
static struct zr_trust trust;
static struct zr_party_secret tablet;
static struct zr_buffer voucher, erasure;
static const uint8_t read_back[ZR_CRYPTO_HASH_BYTES] = {0x5a};

static struct zr_crypto_bytes bytes_of(const struct zr_buffer *buffer)
{
	return (struct zr_crypto_bytes){buffer->data, buffer->bytes};
}

static struct zr_voucher claims(void)
{
	struct zr_voucher wish = {
		.generation = trust.charter.generation, .handover = trust.handover};
	struct zr_trust other;
	assert_int_equal(zr_trust_begin(owner_chain(&taker), &other, NULL), 0);
	memcpy(wish.device, tablet.public_half.id, sizeof wish.device);
	memcpy(wish.giver, trust.owner, sizeof wish.giver);
	memcpy(wish.taker, other.owner, sizeof wish.taker);
	return wish;
}

static void sign_voucher(const struct zr_voucher *wish, size_t signer_count)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	assert_int_equal(zr_voucher_encode(wish, &content, NULL), 0);
	zr_buffer_finish(&voucher);
	voucher = owner_sign(&content, giver.roots, signer_count);
}

static void erase(const struct zr_party_secret *by)
{
	zr_buffer_finish(&erasure);
	assert_int_equal(
		zr_voucher_prove_erasure(bytes_of(&voucher), by, read_back, &erasure, NULL), 0);
}

static int begin(void **state)
{
	(void)state;
	giver = owner_new(10);
	taker = owner_new(50);
	owner_rotate_release(&taker); /* the new owner has a life of his own behind him */
	assert_int_equal(zr_trust_begin(owner_chain(&giver), &trust, NULL), 0);
	zr_trust_raise_floor(&trust, 17);
	parties_init(&tablet, 3);
	const struct zr_voucher wish = claims();
	sign_voucher(&wish, 2);
	erase(&tablet);
	return 0;
}

static int end(void **state)
{
	(void)state;
	owner_finish(&giver);
	owner_finish(&taker);
	zr_buffer_finish(&voucher);
	zr_buffer_finish(&erasure);
	return 0;
}

static int accept(struct zr_trust *ret_trust, struct zr_error *error)
{
	const struct zr_voucher_papers papers = {.voucher = bytes_of(&voucher),
		.erasure = bytes_of(&erasure),
		.chain = owner_chain(&taker)};
	return zr_voucher_accept(&trust, &papers, tablet.public_half.id, ret_trust, error);
}

static void check_refused(int code, enum zr_fault_kind kind)
{
	struct zr_error error = {0};
	struct zr_trust none = {0};
	assert_int_equal(accept(&none, &error), code);
	assert_int_equal(error.kind, kind);
	assert_int_equal(none.charter.generation, 0);
}

static void the_tablet_is_the_new_owner_s(void **state)
{
	(void)state;
	struct zr_trust now;
	assert_int_equal(accept(&now, NULL), 0);
	assert_int_equal(now.charter.generation, 2);
	assert_int_equal(now.handover, 1);
	assert_int_equal(now.floor, 17); /* the chip's counter goes back for nobody */
	assert_memory_equal(now.charter.roots, taker.charter.roots, sizeof taker.charter.roots);
}

static void used_twice_it_is_refused(void **state)
{
	(void)state;
	assert_int_equal(accept(&trust, NULL), 0);
	check_refused(ZR_E_REPLAYED, ZR_FAULT_VOUCHER_USED);
}

/* It went to the other owner and came back: the first voucher does not send it there again. */
static void used_twice_after_a_return_it_is_refused(void **state)
{
	(void)state;
	struct zr_trust first = trust;
	assert_int_equal(accept(&trust, NULL), 0);
	first.handover = 2;
	trust = first;
	check_refused(ZR_E_REPLAYED, ZR_FAULT_VOUCHER_USED);
}

static void without_erasure_it_is_refused(void **state)
{
	(void)state;
	zr_buffer_finish(&erasure);
	check_refused(ZR_E_STATE, ZR_FAULT_VOUCHER_NO_ERASURE);
}

static void another_tablet_s_erasure_is_none(void **state)
{
	(void)state;
	struct zr_party_secret other;
	parties_init(&other, 9);
	erase(&other);
	check_refused(ZR_E_STATE, ZR_FAULT_VOUCHER_NO_ERASURE);
}

static void an_erasure_for_another_voucher_is_none(void **state)
{
	(void)state;
	const struct zr_voucher wish = claims();
	sign_voucher(&wish, 3); /* the same words, another document */
	check_refused(ZR_E_STATE, ZR_FAULT_VOUCHER_NO_ERASURE);
}

static void no_byte_of_the_papers_can_be_changed(void **state)
{
	(void)state;
	struct zr_buffer *const papers[] = {&voucher, &erasure, &taker.chain};
	for (size_t i = 0; i < 3; i++) {
		for (size_t at = 0; at < papers[i]->bytes; at++) {
			struct zr_trust none;
			papers[i]->data[at] = (char)(papers[i]->data[at] ^ 2);
			assert_int_not_equal(accept(&none, NULL), 0);
			papers[i]->data[at] = (char)(papers[i]->data[at] ^ 2);
		}
	}
}

static void it_is_for_one_tablet(void **state)
{
	(void)state;
	struct zr_voucher wish = claims();
	wish.device[0] ^= 1;
	sign_voucher(&wish, 2);
	check_refused(ZR_E_FOREIGN, ZR_FAULT_VOUCHER_OTHER_TABLET);
}

static void it_is_of_who_owns_the_tablet(void **state)
{
	(void)state;
	struct zr_voucher wish = claims();
	wish.giver[0] ^= 1;
	sign_voucher(&wish, 2);
	check_refused(ZR_E_FOREIGN, ZR_FAULT_VOUCHER_OTHER_OWNER);
}

static void it_is_for_one_new_owner(void **state)
{
	(void)state;
	struct owner other = owner_new(80);
	owner_finish(&taker);
	taker = other;
	check_refused(ZR_E_FOREIGN, ZR_FAULT_VOUCHER_OTHER_TAKER);
}

static void one_root_lets_nothing_go(void **state)
{
	(void)state;
	const struct zr_voucher wish = claims();
	sign_voucher(&wish, 1);
	erase(&tablet);
	check_refused(ZR_E_FORGED, ZR_FAULT_VOUCHER_ALTERED);
}

static void one_made_before_a_new_charter_is_old(void **state)
{
	(void)state;
	owner_rotate_root(&giver, 0);
	assert_int_equal(zr_trust_follow(&trust, owner_chain(&giver), NULL, NULL), 0);
	check_refused(ZR_E_REFUSED, ZR_FAULT_VOUCHER_OLD);
}

int main(void)
{
#define WITH_OWNERS(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		WITH_OWNERS(the_tablet_is_the_new_owner_s),
		WITH_OWNERS(used_twice_it_is_refused),
		WITH_OWNERS(used_twice_after_a_return_it_is_refused),
		WITH_OWNERS(without_erasure_it_is_refused),
		WITH_OWNERS(another_tablet_s_erasure_is_none),
		WITH_OWNERS(an_erasure_for_another_voucher_is_none),
		WITH_OWNERS(no_byte_of_the_papers_can_be_changed),
		WITH_OWNERS(it_is_for_one_tablet),
		WITH_OWNERS(it_is_of_who_owns_the_tablet),
		WITH_OWNERS(it_is_for_one_new_owner),
		WITH_OWNERS(one_root_lets_nothing_go),
		WITH_OWNERS(one_made_before_a_new_charter_is_old),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
