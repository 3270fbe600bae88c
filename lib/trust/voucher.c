/*
 * A voucher is bound to a tablet, to the charter of who gives, and to how often the tablet changed
 * hands; the erasure to the bytes of the voucher. So none of them serves for anything else.
 */
#include "lib/trust/voucher.h"

#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/cbor/cbor.h"
#include "lib/trust/cose_sign.h"
#include "lib/trust/document_kind.h"

enum {
	KEY_KIND = 1,
	KEY_DEVICE,
	KEY_GIVER,
	KEY_GENERATION,
	KEY_HANDOVER,
	KEY_TAKER,
	VOUCHER_KEY_COUNT = KEY_TAKER,

	KEY_VOUCHER = 3,
	KEY_SIGN,
	KEY_AGREE,
	KEY_READ_BACK,
	ERASURE_KEY_COUNT = KEY_READ_BACK,
};

static int refuse(struct zr_error *error, int code, enum zr_fault_kind kind, uint32_t number)
{
	const struct zr_fault fault = {.kind = kind, .number = number};
	return zr_error_set_fault(error, code, &fault);
}

int zr_voucher_encode(
	const struct zr_voucher *voucher, struct zr_buffer *ret_content, struct zr_error *error)
{
	assert(voucher != NULL && voucher->generation > 0 && ret_content->bytes == 0);
	struct zr_cbor_writer writer = {.buffer = ret_content};
	zr_cbor_put_map(&writer, VOUCHER_KEY_COUNT);
	zr_cbor_put_uint_field(&writer, KEY_KIND, ZR_DOCUMENT_VOUCHER);
	zr_cbor_put_bytes_field(&writer, KEY_DEVICE, voucher->device, sizeof voucher->device);
	zr_cbor_put_bytes_field(&writer, KEY_GIVER, voucher->giver, sizeof voucher->giver);
	zr_cbor_put_uint_field(&writer, KEY_GENERATION, voucher->generation);
	zr_cbor_put_uint_field(&writer, KEY_HANDOVER, voucher->handover);
	zr_cbor_put_bytes_field(&writer, KEY_TAKER, voucher->taker, sizeof voucher->taker);
	return writer.code == 0 ? 0 : zr_error_set(error, writer.code, "no memory for a voucher");
}

static int decode(
	struct zr_cbor_span content, struct zr_voucher *ret_voucher, struct zr_error *error)
{
	struct zr_voucher voucher = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content.data, content.bytes);
	zr_document_begin(&reader, ZR_DOCUMENT_VOUCHER, VOUCHER_KEY_COUNT);
	zr_document_take_key(&reader, KEY_DEVICE);
	zr_cbor_take_fixed(&reader, voucher.device, sizeof voucher.device);
	zr_document_take_key(&reader, KEY_GIVER);
	zr_cbor_take_fixed(&reader, voucher.giver, sizeof voucher.giver);
	voucher.generation = zr_document_take_number(&reader, KEY_GENERATION);
	voucher.handover = zr_document_take_number(&reader, KEY_HANDOVER);
	zr_document_take_key(&reader, KEY_TAKER);
	zr_cbor_take_fixed(&reader, voucher.taker, sizeof voucher.taker);
	int code = zr_cbor_end(&reader, "the voucher", error);
	if (code == 0) {
		*ret_voucher = voucher;
	}
	return code;
}

/* What it says, before who signed it: of an older charter the signers may be retired. */
static int check_claims(const struct zr_trust *trust, const struct zr_voucher *voucher,
	const uint8_t *device, struct zr_error *error)
{
	if (memcmp(voucher->giver, trust->owner, sizeof voucher->giver) != 0) {
		/* The tablet may have gone by this very voucher. */
		return voucher->handover < trust->handover
			       ? refuse(error, ZR_E_REPLAYED, ZR_FAULT_VOUCHER_USED, 0)
			       : refuse(error, ZR_E_FOREIGN, ZR_FAULT_VOUCHER_OTHER_OWNER, 0);
	}
	if (memcmp(voucher->device, device, sizeof voucher->device) != 0) {
		return refuse(error, ZR_E_FOREIGN, ZR_FAULT_VOUCHER_OTHER_TABLET, 0);
	}
	if (voucher->handover != trust->handover) {
		return refuse(error, ZR_E_REPLAYED, ZR_FAULT_VOUCHER_USED, 0);
	}
	return voucher->generation == trust->charter.generation
		       ? 0
		       : refuse(error, ZR_E_REFUSED, ZR_FAULT_VOUCHER_OLD,
				 trust->charter.generation);
}

static int check_signers(
	const struct zr_trust *trust, const struct zr_cose_signed *document, struct zr_error *error)
{
	uint32_t signers = 0;
	int code = zr_cose_sign_verify(
		document, trust->charter.roots, ZR_CHARTER_ROOT_COUNT, &signers);
	if (code == ZR_E_NOMEM) {
		return zr_error_set(error, code, "no memory to check a voucher");
	}
	const size_t count = (size_t)__builtin_popcount(signers);
	return code == 0 && !document->is_sign1 && count >= ZR_CHARTER_SIGNER_COUNT &&
			       count == document->signature_count
		       ? 0
		       : refuse(error, ZR_E_FORGED, ZR_FAULT_VOUCHER_ALTERED, 0);
}

int zr_voucher_verify(const struct zr_trust *trust, struct zr_crypto_bytes voucher,
	const uint8_t device[ZR_PARTY_ID_BYTES], struct zr_voucher *ret_voucher,
	struct zr_error *error)
{
	assert(trust != NULL && trust->charter.generation > 0 && device != NULL);
	assert(ret_voucher != NULL);
	struct zr_cose_signed document;
	struct zr_voucher read;
	int code = zr_cose_sign_take(voucher, "the voucher", &document, error);
	if (code == 0) {
		code = decode(document.content, &read, error);
	}
	if (code == 0) {
		code = check_claims(trust, &read, device, error);
	}
	if (code == 0) {
		code = check_signers(trust, &document, error);
	}
	if (code == 0) {
		*ret_voucher = read;
	}
	return code;
}

/* ---- the erasure ---- */

struct erasure {
	uint8_t device[ZR_PARTY_ID_BYTES];
	uint8_t voucher[ZR_CRYPTO_HASH_BYTES];
	uint8_t sign[1][ZR_KEY_BYTES];
	uint8_t agree[ZR_KEY_BYTES];
	uint8_t read_back[ZR_CRYPTO_HASH_BYTES];
};

static int encode_erasure(const struct erasure *erasure, struct zr_buffer *content)
{
	struct zr_cbor_writer writer = {.buffer = content};
	zr_cbor_put_map(&writer, ERASURE_KEY_COUNT);
	zr_cbor_put_uint_field(&writer, KEY_KIND, ZR_DOCUMENT_ERASURE);
	zr_cbor_put_bytes_field(&writer, KEY_DEVICE, erasure->device, sizeof erasure->device);
	zr_cbor_put_bytes_field(&writer, KEY_VOUCHER, erasure->voucher, sizeof erasure->voucher);
	zr_cbor_put_bytes_field(&writer, KEY_SIGN, erasure->sign[0], sizeof erasure->sign[0]);
	zr_cbor_put_bytes_field(&writer, KEY_AGREE, erasure->agree, sizeof erasure->agree);
	zr_cbor_put_bytes_field(
		&writer, KEY_READ_BACK, erasure->read_back, sizeof erasure->read_back);
	return writer.code;
}

static int decode_erasure(
	struct zr_cbor_span content, struct erasure *ret_erasure, struct zr_error *error)
{
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content.data, content.bytes);
	zr_document_begin(&reader, ZR_DOCUMENT_ERASURE, ERASURE_KEY_COUNT);
	zr_document_take_key(&reader, KEY_DEVICE);
	zr_cbor_take_fixed(&reader, ret_erasure->device, sizeof ret_erasure->device);
	zr_document_take_key(&reader, KEY_VOUCHER);
	zr_cbor_take_fixed(&reader, ret_erasure->voucher, sizeof ret_erasure->voucher);
	zr_document_take_key(&reader, KEY_SIGN);
	zr_cbor_take_fixed(&reader, ret_erasure->sign[0], sizeof ret_erasure->sign[0]);
	zr_document_take_key(&reader, KEY_AGREE);
	zr_cbor_take_fixed(&reader, ret_erasure->agree, sizeof ret_erasure->agree);
	zr_document_take_key(&reader, KEY_READ_BACK);
	zr_cbor_take_fixed(&reader, ret_erasure->read_back, sizeof ret_erasure->read_back);
	return zr_cbor_end(&reader, "the proof of the erasure", error);
}

int zr_voucher_prove_erasure(struct zr_crypto_bytes voucher, const struct zr_party_secret *tablet,
	const uint8_t read_back[ZR_CRYPTO_HASH_BYTES], struct zr_buffer *ret_erasure,
	struct zr_error *error)
{
	assert(voucher.bytes > 0 && tablet != NULL && read_back != NULL);
	assert(ret_erasure->bytes == 0);
	const struct zr_party_public *public_half = &tablet->public_half;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	struct zr_cose_signer signer = {.seed = tablet->sign};
	struct erasure erasure;
	memcpy(erasure.device, public_half->id, sizeof erasure.device);
	memcpy(erasure.sign[0], public_half->sign, sizeof erasure.sign[0]);
	memcpy(erasure.agree, public_half->agree, sizeof erasure.agree);
	memcpy(erasure.read_back, read_back, sizeof erasure.read_back);
	memcpy(signer.public_key, public_half->sign, sizeof signer.public_key);
	zr_crypto_hash(voucher.data, voucher.bytes, erasure.voucher);
	int code = encode_erasure(&erasure, &content);
	if (code != 0) {
		return zr_error_set(error, code, "no memory for the proof of an erasure");
	}
	const struct zr_crypto_bytes bytes = {content.data, content.bytes};
	return zr_cose_sign1(bytes, &signer, ret_erasure, error);
}

/* By the key whose id the device has, over this voucher. */
static int check_erasure(
	const struct zr_voucher_papers *papers, const uint8_t *device, struct zr_error *error)
{
	struct zr_cose_signed document;
	struct erasure erasure = {0};
	struct zr_party_public party;
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	uint32_t signers = 0;
	int code = papers->erasure.bytes > 0 ? zr_cose_sign_take(papers->erasure,
						       "the proof of the erasure", &document, error)
					     : ZR_E_STATE;
	if (code == 0) {
		code = decode_erasure(document.content, &erasure, error);
	}
	if (code == 0) {
		code = zr_cose_sign_verify(&document, erasure.sign, 1, &signers);
	}
	if (code == ZR_E_NOMEM) {
		return zr_error_set(error, code, "no memory to check an erasure");
	}
	zr_crypto_hash(papers->voucher.data, papers->voucher.bytes, hash);
	zr_party_public_init(&party, erasure.sign[0], erasure.agree);
	bool is_proven = code == 0 && document.is_sign1 && signers != 0 &&
			 memcmp(party.id, device, sizeof party.id) == 0 &&
			 memcmp(erasure.device, device, sizeof erasure.device) == 0 &&
			 memcmp(erasure.voucher, hash, sizeof hash) == 0;
	return is_proven ? 0 : refuse(error, ZR_E_STATE, ZR_FAULT_VOUCHER_NO_ERASURE, 0);
}

int zr_voucher_accept(const struct zr_trust *trust, const struct zr_voucher_papers *papers,
	const uint8_t device[ZR_PARTY_ID_BYTES], struct zr_trust *ret_trust, struct zr_error *error)
{
	assert(trust != NULL && papers != NULL && ret_trust != NULL);
	struct zr_voucher voucher;
	struct zr_trust taker;
	int code = zr_voucher_verify(trust, papers->voucher, device, &voucher, error);
	if (code == 0) {
		code = check_erasure(papers, device, error);
	}
	if (code == 0) {
		code = zr_trust_begin(papers->chain, &taker, error);
	}
	if (code != 0) {
		return code;
	}
	if (memcmp(taker.owner, voucher.taker, sizeof taker.owner) != 0) {
		return refuse(error, ZR_E_FOREIGN, ZR_FAULT_VOUCHER_OTHER_TAKER, 0);
	}
	taker.floor = trust->floor;
	taker.handover = trust->handover + 1;
	*ret_trust = taker;
	return 0;
}
