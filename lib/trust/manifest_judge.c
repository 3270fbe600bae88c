/* What is refused is said with the facts, so that it can be told in either language. */
#include "lib/trust/manifest.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/trust/cose_sign.h"

/* A number as a fact beside the first one. */
struct digits {
	char text[12];
};

static struct digits digits(uint32_t number)
{
	struct digits digits;
	(void)snprintf(digits.text, sizeof digits.text, "%u", number);
	return digits;
}

static int refuse(struct zr_error *error, int code, enum zr_fault_kind kind, const char *value,
	uint32_t number)
{
	const struct zr_fault fault = {.kind = kind, .value = value, .number = number};
	return zr_error_set_fault(error, code, &fault);
}

/* A key that is not appointed. The generation that the manifest claims only chooses the words. */
static int refuse_key(
	const struct zr_trust *trust, const struct zr_manifest *manifest, struct zr_error *error)
{
	const uint32_t ours = trust->charter.generation;
	if (manifest->generation < ours) {
		return refuse(error, ZR_E_REFUSED, ZR_FAULT_RELEASE_KEY_RETIRED, manifest->name,
			manifest->number);
	}
	if (manifest->generation > ours) {
		return refuse(error, ZR_E_REFUSED, ZR_FAULT_RELEASE_KEY_AHEAD, manifest->name,
			manifest->generation);
	}
	return refuse(error, ZR_E_FOREIGN, ZR_FAULT_RELEASE_KEY_UNKNOWN, manifest->name,
		manifest->number);
}

static int take(struct zr_crypto_bytes document, struct zr_cose_signed *ret_signed,
	struct zr_manifest *ret_manifest, struct zr_error *error)
{
	int code = zr_cose_sign_take(document, "the manifest", ret_signed, error);
	if (code == 0 && !ret_signed->is_sign1) {
		code = zr_error_set(error, ZR_E_SYNTAX, "a manifest has one signature");
	}
	if (code == 0) {
		const struct zr_crypto_bytes content = {
			ret_signed->content.data, ret_signed->content.bytes};
		code = zr_manifest_decode(content, ret_manifest, error);
	}
	return code == 0 || code == ZR_E_NOMEM
		       ? code
		       : refuse(error, code, ZR_FAULT_RELEASE_UNREADABLE, NULL, 0);
}

int zr_manifest_verify(const struct zr_trust *trust, struct zr_crypto_bytes document,
	struct zr_manifest *ret_manifest, struct zr_error *error)
{
	assert(trust != NULL && trust->charter.release_count > 0 && ret_manifest != NULL);
	struct zr_cose_signed taken;
	struct zr_manifest manifest;
	uint32_t signers = 0;
	int code = take(document, &taken, &manifest, error);
	if (code != 0) {
		return code;
	}
	code = zr_cose_sign_verify(
		&taken, trust->charter.releases, trust->charter.release_count, &signers);
	if (code == ZR_E_FORGED) {
		return refuse(error, code, ZR_FAULT_RELEASE_ALTERED, NULL, 0);
	}
	if (code != 0) {
		return zr_error_set(error, code, "no memory to check a manifest");
	}
	if (signers == 0) {
		return refuse_key(trust, &manifest, error);
	}
	*ret_manifest = manifest;
	return 0;
}

int zr_manifest_judge(const struct zr_manifest *manifest, const struct zr_trust *trust,
	const struct zr_manifest_tablet *tablet, struct zr_error *error)
{
	assert(manifest != NULL && manifest->number > 0 && trust != NULL);
	assert(tablet != NULL && tablet->board != NULL);
	const uint32_t number = manifest->number;
	if (strcmp(manifest->board, tablet->board) != 0) {
		const struct zr_fault fault = {.kind = ZR_FAULT_RELEASE_BOARD,
			.value = manifest->board,
			.meant = tablet->board,
			.number = number};
		return zr_error_set_fault(error, ZR_E_FOREIGN, &fault);
	}
	if (number < trust->floor) {
		return refuse(error, ZR_E_REPLAYED, ZR_FAULT_RELEASE_BELOW_FLOOR,
			digits(trust->floor).text, number);
	}
	if (number <= tablet->running) {
		return refuse(error, ZR_E_EXISTS, ZR_FAULT_RELEASE_NOT_NEWER,
			digits(tablet->running).text, number);
	}
	if (manifest->enters_from > tablet->running) {
		return refuse(error, ZR_E_STATE, ZR_FAULT_RELEASE_BARRIER, digits(number).text,
			manifest->enters_from);
	}
	return 0;
}
