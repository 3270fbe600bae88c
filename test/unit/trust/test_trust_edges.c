/* Want of memory is never called a forgery, and leaves a state as it was. */
#include "test/unit/trust/owner.h"

#include "test/unit/fail_alloc.h"

static struct owner owner;
static struct zr_trust trust;

/* Runs it with the n-th allocation failing, for every n until none fails. */
static void sweep_memory(int (*work)(struct zr_error *error))
{
	bool was_met = true;
	unsigned failed_count = 0;
	for (long n = 0; was_met; n++) {
		struct zr_error error = {0};
		fail_alloc_start(n);
		int code = work(&error);
		was_met = fail_alloc_stop();
		assert_int_equal(code, was_met ? ZR_E_NOMEM : 0);
		assert_true(!was_met || error.message[0] != '\0');
		failed_count += was_met;
	}
	assert_true(failed_count > 0);
}

static int begin_line(struct zr_error *error)
{
	struct zr_trust begun;
	return zr_trust_begin(owner_chain(&owner), &begun, error);
}

static int follow_line(struct zr_error *error)
{
	struct zr_trust followed = trust;
	int code = zr_trust_follow(&followed, owner_chain(&owner), NULL, error);
	assert_true(code == 0 || followed.charter.generation < owner.charter.generation);
	return code;
}

static int keep_state(struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer state = {0};
	int code = zr_trust_encode(&trust, &state, error);
	assert_true((code == 0) == (state.bytes > 0));
	return code;
}

static struct zr_buffer document;

static int verify_release(struct zr_error *error)
{
	struct zr_manifest manifest;
	const struct zr_crypto_bytes bytes = {document.data, document.bytes};
	return zr_manifest_verify(&trust, bytes, &manifest, error);
}

static int sign_release(struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer made = {0};
	const struct zr_manifest manifest = owner_release(&owner, 3);
	uint8_t seed[ZR_CRYPTO_KEY_BYTES];
	struct zr_cose_signer signer = owner_signer(owner.release, seed);
	int code = zr_manifest_encode(&manifest, &content, error);
	if (code == 0) {
		const struct zr_crypto_bytes bytes = {content.data, content.bytes};
		code = zr_cose_sign1(bytes, &signer, &made, error);
	}
	return code;
}

static void want_of_memory_is_no_forgery(void **state)
{
	(void)state;
	owner = owner_new(10);
	assert_int_equal(zr_trust_begin(owner_chain(&owner), &trust, NULL), 0);
	const struct zr_manifest manifest = owner_release(&owner, 3);
	document = owner_sign_release(&manifest, owner.release);
	sweep_memory(verify_release);
	owner_rotate_release(&owner);
	owner_rotate_root(&owner, 2);
	sweep_memory(begin_line);
	sweep_memory(follow_line);
	sweep_memory(keep_state);
	sweep_memory(sign_release);
	zr_buffer_finish(&document);
	owner_finish(&owner);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(want_of_memory_is_no_forgery),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
