/*
 * The agent's Unix socket: what local programs (app, shell, tools) ask of the agent.
 *
 * Stream socket ZR_LOCAL_SOCKET, mode 0660, group zarya. Frames: length (4 bytes, big-endian) and
 * one CBOR map, at most ZR_LOCAL_MESSAGE_BYTES_MAX. One request, one answer, in order. An answer
 * carries the wire number of an error and its sentence when it failed. The client functions block,
 * at most ZR_LOCAL_TIMEOUT_MS, and return the agent's error as their own; a program with its own
 * loop uses encode and decode (lib/local/message.h).
 */
#ifndef ZR_LOCAL_LOCAL_H
#define ZR_LOCAL_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/envelope/content.h"
#include "lib/local/facts.h"

#define ZR_LOCAL_SOCKET     "/run/zarya/agent.sock"
#define ZR_LOCAL_TIMEOUT_MS 30000

/* path NULL: ZR_LOCAL_SOCKET. ret_fd is close-on-exec and the caller's. */
int zr_local_connect(const char *path, int *ret_fd, struct zr_error *error) ZR_MUST_CHECK;

int zr_local_get_status(
	int fd, struct zr_local_status *ret_status, struct zr_error *error) ZR_MUST_CHECK;

/* code is what the console shows, e.g. "https://10.0.2.2:8443#ABCD-EFGH-…"; blocks until the hub
 * answered. ZR_E_REFUSED wrong or used code, ZR_E_NETWORK, ZR_E_STATE already enrolled. */
int zr_local_enrol(int fd, const char *code, struct zr_error *error) ZR_MUST_CHECK;

/* Seals the record into the outbox; returns after it is on disk. The same record_id again gives the
 * same sequence and changes nothing. ZR_E_FULL: nothing was stored. */
int zr_local_submit(int fd, const struct zr_record *record, uint64_t *ret_sequence,
	struct zr_error *error) ZR_MUST_CHECK;

int zr_local_get_households(
	int fd, struct zr_local_households *ret_households, struct zr_error *error) ZR_MUST_CHECK;
int zr_local_get_forms(
	int fd, struct zr_local_forms *ret_forms, struct zr_error *error) ZR_MUST_CHECK;
int zr_local_get_records(
	int fd, struct zr_local_records *ret_records, struct zr_error *error) ZR_MUST_CHECK;

int zr_local_get_returns(
	int fd, struct zr_local_returns *ret_returns, struct zr_error *error) ZR_MUST_CHECK;
/* A record that was sent back, with its answers and remarks: the caller's to finish. ZR_E_NOT_FOUND
 * when it was taken back or corrected meanwhile. */
int zr_local_get_returned(int fd, const char *record_id, struct zr_record *ret_record,
	struct zr_error *error) ZR_MUST_CHECK;

/* Tells the agent which households have an open draft, all of them: the hub must know before it
 * edits an area. At most ZR_RECEIPT_DRAFT_COUNT_MAX reach the hub. */
int zr_local_tell_drafts(
	int fd, char *const *household_ids, size_t count, struct zr_error *error) ZR_MUST_CHECK;

/* Whose code has this lookup (lib/envelope/household_code.h), in hex; at the device that takes
 * answers online. ZR_E_NOT_FOUND: nobody's. */
int zr_local_find_invitation(int fd, const char *lookup, struct zr_local_invitation *ret_invitation,
	struct zr_error *error) ZR_MUST_CHECK;

/* Asks the agent to try the hub now instead of after its back-off. */
int zr_local_sync_now(int fd, struct zr_error *error) ZR_MUST_CHECK;

/* The language of everything on the tablet that speaks; it outlives a restart. ZR_E_INVALID for
 * what is not two small letters. */
int zr_local_set_language(int fd, const char *language, struct zr_error *error) ZR_MUST_CHECK;

#endif
