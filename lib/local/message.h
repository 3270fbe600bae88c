/*
 * What goes over the agent's socket: requests, answers, and their framing. No I/O; the client in
 * local.h and the agent's server both stand on it.
 *
 *	frame    length (4 bytes, big-endian, of what follows), message
 *	request  {0: op,
 *	          1: code (ENROL: the hub's, LANGUAGE: a language's, RETURNED: a record's id,
 *	             INVITATION: the lookup of a household's, in hex),
 *	          2: record (SUBMIT),
 *	          3: [household id, …] (DRAFTS), each at most ZR_RECORD_ID_BYTES_MAX}
 *	record   {0: record id, 1: form id, 2: form version, 3: area id, 4: household id,
 *	          5: outcome, 6: started us, 7: finished us, 8: xml bstr, 9: result,
 *	          10: address, 11: previous id, 12: replaces id, 13: appointment,
 *	          14: [[name, data bstr], …], 15: doubts, 16: [[place, text, reply], …]};
 *	          from 9 on they may be missing
 *	answer   {0: op,
 *	          1: wire number of the error, 0 when it went well,
 *	          2: sentence, when it did not,
 *	          3: what was asked for: STATUS a map, SUBMIT a sequence, RETURNED a record, lists
 *	             arrays of maps}
 *
 * Unknown keys are skipped, so that an older program can talk to a newer agent; the same key twice
 * is malformed. What decode gives is owned by the struct; finish frees it and takes a zeroed
 * struct.
 */
#ifndef ZR_LOCAL_MESSAGE_H
#define ZR_LOCAL_MESSAGE_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/local/facts.h"
#include "lib/local/framing.h"

enum zr_message_op {
	ZR_MESSAGE_STATUS = 1,
	ZR_MESSAGE_ENROL = 2,
	ZR_MESSAGE_SUBMIT = 3,
	ZR_MESSAGE_HOUSEHOLDS = 4,
	ZR_MESSAGE_FORMS = 5,
	ZR_MESSAGE_RECORDS = 6,
	ZR_MESSAGE_SYNC_NOW = 7,
	ZR_MESSAGE_LANGUAGE = 8,
	ZR_MESSAGE_DRAFTS = 9,
	ZR_MESSAGE_RETURNS = 10,
	ZR_MESSAGE_RETURNED = 11,
	ZR_MESSAGE_INVITATION = 12,
	ZR_MESSAGE_LAST = ZR_MESSAGE_INVITATION
};

struct zr_message_request {
	enum zr_message_op op;
	char *code;              /* ENROL, LANGUAGE; RETURNED: the record's id; INVITATION */
	struct zr_record record; /* SUBMIT */
	char **draft_ids;        /* DRAFTS */
	size_t draft_count;
};

struct zr_message_answer {
	enum zr_message_op op;
	int code;                              /* 0 or ZR_E_*; with it only message is set */
	char message[320];                     /* the sentence; "" when it went well */
	uint64_t sequence;                     /* SUBMIT */
	struct zr_local_invitation invitation; /* INVITATION */
	struct zr_local_status status;         /* STATUS */
	struct zr_local_households households; /* HOUSEHOLDS */
	struct zr_local_forms forms;           /* FORMS */
	struct zr_local_records records;       /* RECORDS */
	struct zr_local_returns returns;       /* RETURNS */
	struct zr_record record;               /* RETURNED */
};

/* Each appends one whole frame; on failure buffer is as it was. ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_message_encode_request(const struct zr_message_request *request, struct zr_buffer *buffer,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_message_encode_answer(const struct zr_message_answer *answer, struct zr_buffer *buffer,
	struct zr_error *error) ZR_MUST_CHECK;

/* message is what stands behind the length bytes. Texts that our structs cannot hold are
 * ZR_E_LIMIT, anything malformed or missing ZR_E_SYNTAX, an op of a later version
 * ZR_E_UNSUPPORTED. */
int zr_message_decode_request(const void *message, size_t bytes,
	struct zr_message_request *ret_request, struct zr_error *error) ZR_MUST_CHECK;
int zr_message_decode_answer(const void *message, size_t bytes,
	struct zr_message_answer *ret_answer, struct zr_error *error) ZR_MUST_CHECK;
void zr_message_request_finish(struct zr_message_request *request);
void zr_message_answer_finish(struct zr_message_answer *answer);

#endif
