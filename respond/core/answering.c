/* Open, change, save: each request for itself. */
#include "respond/core/answering.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/crypto.h"
#include "lib/interview/outcome.h"

void zr_answering_finish(struct zr_answering *answering)
{
	assert(answering != NULL);
	zr_session_free(answering->session);
	zr_answering_facts_finish(&answering->facts);
	explicit_bzero(answering, sizeof *answering);
}

/* ---- the sealed row ---- */

static struct zr_crypto_bytes aad_of(const struct zr_answering *answering)
{
	return (struct zr_crypto_bytes){answering->keys.lookup, sizeof answering->keys.lookup};
}

/* The nonce stands before what it sealed. */
static int seal(const struct zr_answering *answering, const struct zr_buffer *plain,
	struct zr_buffer *ret_sealed, struct zr_error *error)
{
	assert(answering != NULL && plain != NULL);
	uint8_t nonce[ZR_CRYPTO_NONCE_BYTES];
	if (getrandom(nonce, sizeof nonce, 0) != (ssize_t)sizeof nonce) {
		return zr_error_set_errno(error, errno, "draw a nonce");
	}
	size_t bytes = sizeof nonce + plain->bytes + ZR_CRYPTO_TAG_BYTES;
	int code = zr_buffer_reserve(ret_sealed, bytes);
	if (code == 0) {
		memcpy(ret_sealed->data, nonce, sizeof nonce);
		ret_sealed->bytes = bytes;
		code = zr_crypto_seal(answering->keys.key, nonce, aad_of(answering),
			(struct zr_crypto_bytes){plain->data, plain->bytes},
			(uint8_t *)ret_sealed->data + sizeof nonce);
	}
	return code == 0 ? 0 : zr_error_set(error, code, "no memory to seal the answers");
}

static int unseal(const struct zr_answering *answering, const struct zr_buffer *sealed,
	struct zr_buffer *ret_plain, struct zr_error *error)
{
	assert(answering != NULL && sealed != NULL);
	const size_t frame = ZR_CRYPTO_NONCE_BYTES + ZR_CRYPTO_TAG_BYTES;
	if (sealed->bytes <= frame) {
		return zr_error_set(error, ZR_E_INVALID, "begun answers are damaged");
	}
	if (zr_buffer_reserve(ret_plain, sealed->bytes - frame) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to open the answers");
	}
	const uint8_t *nonce = (const uint8_t *)sealed->data;
	ret_plain->bytes = sealed->bytes - frame;
	const struct zr_crypto_bytes body = {
		nonce + ZR_CRYPTO_NONCE_BYTES, sealed->bytes - ZR_CRYPTO_NONCE_BYTES};
	int code = zr_crypto_unseal(
		answering->keys.key, nonce, aad_of(answering), body, (uint8_t *)ret_plain->data);
	return code == 0 ? 0 : zr_error_set(error, ZR_E_INVALID, "begun answers are damaged");
}

static int put_row(
	struct zr_answering *answering, struct zr_locker_row *row, struct zr_error *error)
{
	row->state = answering->state;
	row->changed_us = answering->now_us;
	int code = zr_locker_put(answering->house->locker, answering->keys.lookup, row, error);
	if (code == 0) {
		answering->edition = row->edition;
	}
	return code;
}

int zr_answering_save(struct zr_answering *answering, const char *at, struct zr_error *error)
{
	assert(answering != NULL && answering->session != NULL && at != NULL);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer plain = {0};
	ZR_CLEANUP(zr_locker_row_finish) struct zr_locker_row row = {0};
	int code = zr_answering_facts_set(&answering->facts.at, at, error);
	if (code == 0) {
		code = zr_session_write(answering->session, ZR_SESSION_DRAFT, &xml, error);
	}
	if (code == 0) {
		code = zr_answering_facts_encode(&answering->facts, &xml, &plain, error);
	}
	if (code == 0) {
		code = seal(answering, &plain, &row.sealed, error);
	}
	if (code == 0) {
		code = put_row(answering, &row, error);
	}
	answering->is_saved = code == 0;
	return code;
}

/* ---- the session ---- */

void zr_answering_set_now(struct zr_answering *answering, int64_t now_us)
{
	assert(answering != NULL && answering->session != NULL);
	answering->now_us = now_us;
	zr_session_set_now(answering->session, now_us);
}

static struct zr_session_env env_of(const struct zr_answering *answering)
{
	const char *zone = answering->facts.zone;
	return (struct zr_session_env){.now_us = answering->now_us,
		.time_zone = zone[0] != '\0' ? zone : NULL,
		.seed = answering->facts.seed,
		.device_id = "online"};
}

/* Who begins, and whose version is not here, asks what the agent has by now: the office may have
 * changed the questionnaire. */
static int find_form(struct zr_answering *answering, struct zr_error *error)
{
	assert(answering != NULL && error != NULL);
	struct zr_answering_house *house = answering->house;
	const struct zr_answering_facts *facts = &answering->facts;
	int code = 0;
	if (!zr_bookcase_has(house->bookcase, facts->form_id, facts->form_version)) {
		ZR_CLEANUP(zr_local_forms_finish) struct zr_local_forms forms = {0};
		code = zr_agent_line_get_forms(&house->line, &forms, error);
		if (code == 0) {
			code = zr_bookcase_update(house->bookcase, &forms, error);
		}
	}
	return code == 0 ? zr_bookcase_find(house->bookcase, facts->form_id, facts->form_version,
				   &answering->form, error)
			 : code;
}

static size_t find_language(const struct zr_form *form, const char *name)
{
	for (size_t i = 0; i < zr_form_language_count(form); i++) {
		if (strcmp(zr_form_language(form, i), name) == 0) {
			return i;
		}
	}
	return zr_form_find_language(form, name);
}

static int restore(
	struct zr_answering *answering, const struct zr_buffer *xml, struct zr_error *error)
{
	assert(answering != NULL && xml != NULL);
	const struct zr_session_env env = env_of(answering);
	int code = find_form(answering, error);
	if (code == 0) {
		code = zr_session_restore(answering->form, &env, zr_buffer_text(xml), xml->bytes,
			&answering->session, error);
	}
	if (code == 0 && zr_form_language_count(answering->form) > 0) {
		zr_session_set_language(answering->session,
			find_language(answering->form, answering->facts.language));
	}
	return code;
}

static int open_row(
	struct zr_answering *answering, const struct zr_locker_row *row, struct zr_error *error)
{
	assert(answering != NULL && row != NULL);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer plain = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer xml = {0};
	answering->state = row->state;
	answering->edition = row->edition;
	answering->changed_us = row->changed_us;
	memcpy(answering->receipt, row->receipt, sizeof answering->receipt);
	if (row->state == ZR_LOCKER_SENT) {
		return 0;
	}
	int code = unseal(answering, &row->sealed, &plain, error);
	if (code == 0) {
		code = zr_answering_facts_decode(&plain, &answering->facts, &xml, error);
	}
	return code == 0 ? restore(answering, &xml, error) : code;
}

int zr_answering_open(struct zr_answering_house *house, const struct zr_household_code_keys *keys,
	int64_t now_us, struct zr_answering *ret_answering, struct zr_error *error)
{
	assert(house != NULL && keys != NULL && ret_answering != NULL);
	ZR_CLEANUP(zr_locker_row_finish) struct zr_locker_row row = {0};
	ZR_CLEANUP(zr_answering_finish)
	struct zr_answering answering = {.house = house, .keys = *keys, .now_us = now_us};
	int code = zr_locker_get(house->locker, keys->lookup, &row, error);
	if (code == 0) {
		code = open_row(&answering, &row, error);
		if (code == ZR_E_NOT_FOUND) { /* that nothing was begun, the locker alone says */
			code = zr_error_set(
				error, ZR_E_BUSY, "their questionnaire is not here yet");
		}
	}
	if (code == 0) {
		*ret_answering = answering;
		answering = (struct zr_answering){0};
	}
	return code;
}

int zr_answering_reopen(struct zr_answering *answering, struct zr_error *error)
{
	assert(answering != NULL && answering->session != NULL);
	struct zr_answering again = {0};
	int code = zr_answering_open(
		answering->house, &answering->keys, answering->now_us, &again, error);
	if (code == 0) {
		zr_answering_finish(answering);
		*answering = again;
	}
	return code;
}

/* ---- its beginning ---- */

/* A version 4 UUID of 16 random bytes. */
static void format_id(const uint8_t random[16], char ret_text[37])
{
	uint8_t bits[16];
	memcpy(bits, random, sizeof bits);
	bits[6] = (uint8_t)((bits[6] & 0x0f) | 0x40);
	bits[8] = (uint8_t)((bits[8] & 0x3f) | 0x80);
	char *at = ret_text;
	for (size_t i = 0; i < sizeof bits; i++) {
		bool is_edge = i == 4 || i == 6 || i == 8 || i == 10;
		at += snprintf(at, 4, is_edge ? "-%02x" : "%02x", bits[i]);
	}
}

static int fill_facts(struct zr_answering_facts *facts, const struct zr_answering_start *start,
	struct zr_error *error)
{
	assert(facts != NULL && start != NULL);
	char id[37];
	const struct zr_local_invitation *invitation = start->invitation;
	format_id(start->random, id);
	const struct {
		char **field;
		const char *text;
	} texts[] = {
		{&facts->record_id, id},
		{&facts->form_id, invitation->form_id},
		{&facts->form_version, ""},
		{&facts->area_id, invitation->area_id},
		{&facts->household_id, invitation->household_id},
		{&facts->address, invitation->address},
		{&facts->zone, invitation->zone},
		{&facts->language, start->language},
		{&facts->at, ""},
		{&facts->writer, ""},
	};
	int code = 0;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0] && code == 0; i++) {
		code = zr_answering_facts_set(texts[i].field, texts[i].text, error);
	}
	facts->started_us = start->now_us;
	memcpy(&facts->seed, start->random + 16, sizeof facts->seed);
	return code;
}

int zr_answering_begin(struct zr_answering_house *house, const struct zr_answering_start *start,
	struct zr_answering *ret_answering, struct zr_error *error)
{
	assert(house != NULL && start != NULL && ret_answering != NULL);
	ZR_CLEANUP(zr_answering_finish)
	struct zr_answering answering = {.house = house,
		.keys = *start->keys,
		.state = ZR_LOCKER_OPEN,
		.now_us = start->now_us};
	int code = fill_facts(&answering.facts, start, error);
	if (code == 0) {
		code = find_form(&answering, error);
	}
	if (code == 0) {
		code = zr_answering_facts_set(
			&answering.facts.form_version, zr_form_version(answering.form), error);
	}
	if (code == 0) {
		const struct zr_session_env env = env_of(&answering);
		code = zr_session_new(answering.form, &env, &answering.session, error);
	}
	if (code == 0 && zr_form_language_count(answering.form) > 0) {
		code = zr_answering_speak(
			&answering, find_language(answering.form, start->language), error);
	}
	if (code == 0) {
		code = zr_answering_save(&answering, "", error);
	}
	if (code == 0) {
		*ret_answering = answering;
		answering = (struct zr_answering){0};
	}
	return code;
}

int zr_answering_speak(struct zr_answering *answering, size_t language, struct zr_error *error)
{
	assert(answering->session != NULL && language < zr_form_language_count(answering->form));
	zr_session_set_language(answering->session, language);
	return zr_answering_facts_set(
		&answering->facts.language, zr_form_language(answering->form, language), error);
}

/* ---- its end ---- */

static int fill_record(struct zr_answering *answering, const struct zr_outcome *outcome,
	struct zr_record *record, struct zr_error *error)
{
	assert(answering != NULL && outcome != NULL);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer xml = {0};
	const struct zr_answering_facts *facts = &answering->facts;
	const struct {
		char **field;
		const char *text;
	} texts[] = {
		{&record->record_id, facts->record_id},
		{&record->form_id, facts->form_id},
		{&record->form_version, zr_form_version(answering->form)},
		{&record->area_id, facts->area_id},
		{&record->household_id, facts->household_id},
		{&record->outcome, outcome->code},
		{&record->address, facts->address},
		{&record->previous_id, ""},
		{&record->replaces_id, ""},
		{&record->appointment, outcome->appointment},
	};
	int code = zr_session_write(answering->session, ZR_SESSION_SUBMISSION, &xml, error);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0] && code == 0; i++) {
		code = zr_answering_facts_set(texts[i].field, texts[i].text, error);
	}
	if (code == 0) {
		code = zr_answering_facts_set(&record->xml, zr_buffer_text(&xml), error);
	}
	record->xml_bytes = xml.bytes;
	record->result = outcome->result;
	record->started_us = facts->started_us;
	record->finished_us =
		answering->now_us > facts->started_us ? answering->now_us : facts->started_us;
	return code;
}

static int hand_over(struct zr_answering *answering, struct zr_error *error)
{
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	ZR_CLEANUP(zr_outcome_finish) struct zr_outcome outcome = {0};
	if (zr_outcome_read(answering->session, &outcome) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the record");
	}
	int code = fill_record(answering, &outcome, &record, error);
	return code == 0 ? zr_agent_line_submit(&answering->house->line, &record, error) : code;
}

/* "3F2A-91BC": how the record's id begins, by which it is found. */
static void write_receipt(struct zr_answering *answering)
{
	const char *id = answering->facts.record_id;
	(void)snprintf(answering->receipt, sizeof answering->receipt, "%.4s-%.4s", id, id + 4);
	for (char *at = answering->receipt; *at != '\0'; at++) {
		*at = (char)toupper((unsigned char)*at);
	}
}

/* ZR_E_REFUSED: the household has another code by now. */
static int check_code(struct zr_answering *answering, struct zr_error *error)
{
	ZR_CLEANUP(zr_local_invitation_finish) struct zr_local_invitation invitation = {0};
	int code = zr_agent_line_find(
		&answering->house->line, answering->keys.lookup, &invitation, error);
	return code == ZR_E_NOT_FOUND ? zr_error_set(error, ZR_E_REFUSED, "the code was renewed")
				      : code;
}

int zr_answering_close(struct zr_answering *answering, struct zr_error *error)
{
	assert(answering != NULL && answering->session != NULL);
	assert(answering->state == ZR_LOCKER_OPEN);
	int code = check_code(answering, error);
	if (code == 0) {
		code = zr_session_finalize(answering->session, error);
	}
	if (code == 0) {
		answering->state = ZR_LOCKER_SENDING;
		code = zr_answering_save(answering, answering->facts.at, error);
	}
	return code;
}

int zr_answering_send(struct zr_answering *answering, struct zr_error *error)
{
	assert(answering != NULL && answering->session != NULL);
	assert(answering->state == ZR_LOCKER_SENDING);
	int code = check_code(answering, error);
	if (code == 0) {
		code = hand_over(answering, error);
	}
	if (code == 0) {
		struct zr_locker_row row = {0};
		write_receipt(answering);
		memcpy(row.receipt, answering->receipt, sizeof row.receipt);
		answering->state = ZR_LOCKER_SENT;
		code = put_row(answering, &row, error);
	}
	return code;
}
