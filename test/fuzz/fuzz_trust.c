/*
 * Everything in lib/trust that reads bytes from outside. The first byte chooses the reader, so that
 * one corpus serves all. Some readers sign the input first, so that the fuzzer gets behind the
 * signatures: its input is then the content's own. What decodes must encode to the same bytes, and
 * no chain may move the floor.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/trust/voucher.h"
#include "test/unit/envelope/parties.h"
#include "test/unit/trust/owner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static struct owner owner;
static struct zr_trust trust;
static struct zr_party_secret tablet;

static void demand(bool is_so)
{
	if (!is_so) {
		abort();
	}
}

static void demand_same(struct zr_crypto_bytes input, const struct zr_buffer *output)
{
	demand(output->bytes <= input.bytes &&
		memcmp(output->data, input.data, output->bytes) == 0);
}

static void read_chain(struct zr_crypto_bytes input)
{
	struct zr_trust begun;
	(void)!zr_trust_begin(input, &begun, NULL);
	struct zr_trust followed = trust;
	int code = zr_trust_follow(&followed, input, NULL, NULL);
	demand(code != 0 || followed.floor == trust.floor);
	demand(followed.charter.generation >= trust.charter.generation);
}

static void read_charter(struct zr_crypto_bytes input)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer again = {0};
	struct zr_charter charter;
	if (zr_charter_decode(input.data, input.bytes, &charter, NULL) == 0) {
		demand(zr_charter_encode(&charter, &again, NULL) == 0);
		demand(again.bytes == input.bytes);
		demand_same(input, &again);
	}
}

static void read_signed_charter(struct zr_crypto_bytes input)
{
	const struct zr_buffer content = {
		.data = (char *)(uintptr_t)input.data, .bytes = input.bytes};
	ZR_CLEANUP(zr_buffer_finish)
	struct zr_buffer document = owner_sign(&content, owner.roots, 2);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer chain = {0};
	owner_append(&chain, &document);
	read_chain((struct zr_crypto_bytes){chain.data, chain.bytes});
}

static void read_manifest(struct zr_crypto_bytes input)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer again = {0};
	struct zr_manifest manifest;
	const struct zr_manifest_tablet here = {.board = OWNER_BOARD, .running = 7};
	(void)!zr_manifest_verify(&trust, input, &manifest, NULL);
	if (zr_manifest_decode(input, &manifest, NULL) == 0) {
		demand(zr_manifest_encode(&manifest, &again, NULL) == 0);
		demand(again.bytes == input.bytes);
		demand_same(input, &again);
		int code = zr_manifest_judge(&manifest, &trust, &here, NULL);
		demand(code != 0 || manifest.number > here.running);
		demand(zr_manifest_find(&manifest, ZR_PART_ROOT, NULL) != NULL);
	}
}

static void read_state(struct zr_crypto_bytes input)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer again = {0};
	struct zr_trust state;
	if (zr_trust_decode(input, &state, NULL) == 0) {
		demand(zr_trust_encode(&state, &again, NULL) == 0);
		demand_same(input, &again);
	}
}

static void read_voucher(struct zr_crypto_bytes input)
{
	struct zr_voucher voucher;
	struct zr_trust taken;
	const struct zr_voucher_papers papers = {input, input, owner_chain(&owner)};
	(void)!zr_voucher_verify(&trust, input, tablet.public_half.id, &voucher, NULL);
	demand(zr_voucher_accept(&trust, &papers, tablet.public_half.id, &taken, NULL) != 0);
}

static void read_signed_voucher(struct zr_crypto_bytes input)
{
	const struct zr_buffer content = {
		.data = (char *)(uintptr_t)input.data, .bytes = input.bytes};
	ZR_CLEANUP(zr_buffer_finish)
	struct zr_buffer document = owner_sign(&content, owner.roots, 2);
	read_voucher((struct zr_crypto_bytes){document.data, document.bytes});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static void (*const readers[])(struct zr_crypto_bytes) = {read_chain, read_charter,
		read_signed_charter, read_manifest, read_state, read_voucher, read_signed_voucher};
	if (owner.chain.bytes == 0) {
		owner = owner_new(10);
		parties_init(&tablet, 3);
		demand(zr_trust_begin(owner_chain(&owner), &trust, NULL) == 0);
		trust.floor = 5;
	}
	if (bytes >= 2) {
		readers[data[0] % (sizeof readers / sizeof readers[0])](
			(struct zr_crypto_bytes){data + 1, bytes - 1});
	}
	return 0;
}
