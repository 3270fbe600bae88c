/*
 * What a store engine is: one table of operations a noun. A call of store.h checks what its caller
 * promised and goes through the table; what each operation owes is written there, and tried by the
 * contract test, which any engine runs (test/unit/hub/store/store_contract.h).
 *
 * To add an engine: a folder beside sqlite/ with a struct that begins with struct zr_store, a
 * constant zr_store_engine, its line in the list of store.c, and a test that runs the contract.
 * An engine keeps what it must know of a transaction itself; is_reader is set before open returns.
 */
#ifndef ZR_HUB_STORE_STORE_ENGINE_H
#define ZR_HUB_STORE_STORE_ENGINE_H

#include "hub/store/collector_row.h"
#include "hub/store/double_row.h"
#include "hub/store/outline_row.h"
#include "hub/store/progress_row.h"
#include "hub/store/share_row.h"
#include "hub/store/review_row.h"
#include "hub/store/online_row.h"
#include "hub/store/stored.h"
#include "hub/store/team_row.h"
#include "hub/store/upload_row.h"
#include "lib/base/buffer.h"
#include "lib/base/error.h"

/* The head of an open store; the engine's own follows it. */
struct zr_store {
	const struct zr_store_engine *engine;
	bool is_reader;
	bool is_writing; /* between begin and commit or rollback */
	bool is_marked;  /* between mark and unmark */
	bool is_reading; /* between read_begin and read_end */
};

/* Accounts, the sessions that were ended, the tree of territories. */
struct zr_store_engine_access {
	int (*get_account)(struct zr_store *store, const char *name, struct zr_account *ret_account,
		struct zr_error *error);
	int (*put_account)(
		struct zr_store *store, const struct zr_account *account, struct zr_error *error);
	int (*list_accounts)(struct zr_store *store, const struct zr_account_filter *filter,
		zr_store_visit_account *visit, void *user, struct zr_error *error);
	int (*add_token)(
		struct zr_store *store, const struct zr_store_token *token, struct zr_error *error);
	int (*get_token)(struct zr_store *store, const uint8_t hash[ZR_HASH_BYTES],
		struct zr_store_token *ret_token, struct zr_error *error);
	int (*list_tokens)(struct zr_store *store, const char *account, zr_store_visit_token *visit,
		void *user, struct zr_error *error);
	int (*drop_token)(
		struct zr_store *store, const uint8_t hash[ZR_HASH_BYTES], struct zr_error *error);
	int (*end_session)(struct zr_store *store, const uint8_t session[ZR_STORE_SESSION_BYTES],
		int64_t until_us, int64_t now_us, struct zr_error *error);
	int (*is_session_ended)(struct zr_store *store,
		const uint8_t session[ZR_STORE_SESSION_BYTES], struct zr_error *error);
	int (*get_territory)(struct zr_store *store, const char *territory_id,
		struct zr_territory *ret_territory, struct zr_error *error);
	int (*put_territory)(struct zr_store *store, const struct zr_territory *territory,
		struct zr_error *error);
	int (*list_territories)(struct zr_store *store, const char *path,
		zr_store_visit_territory *visit, void *user, struct zr_error *error);
	int (*place_area)(struct zr_store *store, const char *area_id, const char *path,
		struct zr_error *error);
	int (*locate_area)(struct zr_store *store, const char *area_id,
		char ret_path[ZR_STORE_PATH_BYTES], struct zr_error *error);
};

/* Tablets and enrolment codes. */
struct zr_store_engine_fleet {
	int (*get_device)(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
		struct zr_device *ret_device, struct zr_error *error);
	int (*add_device)(
		struct zr_store *store, const struct zr_device *device, struct zr_error *error);
	int (*touch_device)(
		struct zr_store *store, const struct zr_device *device, struct zr_error *error);
	int (*move_device)(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
		const char *area_id, struct zr_error *error);
	int (*certify_device)(
		struct zr_store *store, const struct zr_device *device, struct zr_error *error);
	int (*revoke_device)(
		struct zr_store *store, const struct zr_device *device, struct zr_error *error);
	int (*list_devices)(struct zr_store *store, const struct zr_device_filter *filter,
		zr_store_visit_device *visit, void *user, struct zr_error *error);
	int (*add_code)(
		struct zr_store *store, const struct zr_store_code *code, struct zr_error *error);
	int (*get_code)(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
		struct zr_store_code *ret_code, struct zr_error *error);
	int (*use_code)(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
		const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error);
};

/* Data collectors, and parts of their submissions. */
struct zr_store_engine_collectors {
	int (*put)(struct zr_store *store, const struct zr_collector *collector,
		struct zr_error *error);
	int (*get)(struct zr_store *store, const char *name, struct zr_collector *ret_collector,
		struct zr_error *error);
	int (*list)(struct zr_store *store, zr_collectors_visit *visit, void *user,
		struct zr_error *error);
	int (*find_part)(struct zr_store *store, const struct zr_submission_part *part,
		struct zr_error *error);
	int (*add_part)(struct zr_store *store, const struct zr_submission_part *part,
		struct zr_error *error);
	int (*list_parts)(struct zr_store *store, const struct zr_submission_part *of,
		zr_collectors_visit_part *visit, void *user, struct zr_error *error);
	int (*end_part)(struct zr_store *store, const struct zr_submission_part *part,
		struct zr_error *error);
};

/* What tablets sent. */
/* What tablets sent, unopened. */
struct zr_store_engine_arrivals {
	int (*take)(struct zr_store *store, const struct zr_store_arrival *arrivals, size_t count,
		struct zr_error *error);
	int (*list)(struct zr_store *store, const struct zr_store_span *span,
		zr_store_visit_arrival *visit, void *user, struct zr_error *error);
	int (*list_waiting)(struct zr_store *store, const struct zr_store_span *span,
		zr_store_visit_arrival *visit, void *user, struct zr_error *error);
	int (*is_waiting)(struct zr_store *store, const struct zr_store_arrival *arrival,
		struct zr_error *error); /* NULL: one hub opens alone */
	int (*settle)(struct zr_store *store, const struct zr_store_arrival *arrivals, size_t count,
		struct zr_error *error);
	int (*get)(struct zr_store *store, const struct zr_store_arrival_name *name,
		zr_store_visit_arrival *visit, void *user, struct zr_error *error);
	int (*get_marks)(struct zr_store *store, struct zr_store_arrival_marks *ret_marks,
		struct zr_error *error);
	int (*high_water)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		uint64_t from, uint64_t *ret_high_water, struct zr_error *error);
	int (*durable_through)(struct zr_store *store, const struct zr_device *device, int64_t rank,
		uint64_t *ret_sequence, struct zr_error *error);
	/* With the rank up to which arrivals were opened before. */
	int (*forget_index)(
		struct zr_store *store, int64_t *ret_opened_rank, struct zr_error *error);
};

/* What they hold. */
struct zr_store_engine_records {
	int (*find_record)(struct zr_store *store, const struct zr_store_record *record,
		unsigned *ret_conflict, struct zr_error *error);
	int (*add_record)(struct zr_store *store, const struct zr_store_record *record,
		struct zr_error *error);
	int (*list_records)(struct zr_store *store, const struct zr_store_record_filter *filter,
		zr_store_visit_record *visit, void *user, struct zr_error *error);
	int (*last_rank)(struct zr_store *store, int64_t *ret_rank, struct zr_error *error);
	int (*get_record)(struct zr_store *store, const struct zr_store_record_name *name,
		zr_store_visit_record *visit, void *user, struct zr_error *error);
};

/* Who did what, and what was refused. */
struct zr_store_engine_audit {
	int (*add_audit)(
		struct zr_store *store, const struct zr_store_audit *audit, struct zr_error *error);
	int (*last_act)(
		struct zr_store *store, struct zr_act_mark *ret_last, struct zr_error *error);
	int (*add_act)(struct zr_store *store, const struct zr_act *act, struct zr_error *error);
	int (*list_acts)(struct zr_store *store, const struct zr_store_span *span,
		zr_store_visit_act *visit, void *user, struct zr_error *error);
	int (*list_audit)(struct zr_store *store, size_t count_max, zr_store_visit_audit *visit,
		void *user, struct zr_error *error);
	int (*quarantine)(struct zr_store *store, const struct zr_store_refused *refused,
		struct zr_error *error);
	int (*list_refused)(struct zr_store *store, const struct zr_store_refused_filter *filter,
		zr_store_visit_refused *visit, void *user, struct zr_error *error);
};

/* Questionnaires and their files. */
struct zr_store_engine_forms {
	int (*put_media)(struct zr_store *store, const struct zr_store_file_name *file,
		const void *data, size_t bytes, struct zr_error *error);
	int (*put_form)(struct zr_store *store, const struct zr_store_form *form, const void *xml,
		size_t bytes, struct zr_error *error);
	int (*put_workbook)(struct zr_store *store, const struct zr_store_form *form,
		const void *data, size_t bytes, struct zr_error *error);
	int (*get_workbook)(struct zr_store *store, const char *form_id, const char *version,
		struct zr_buffer *ret_bytes, struct zr_error *error);
	int (*get_form)(struct zr_store *store, const char *form_id, const char *version,
		struct zr_store_form *ret_form, struct zr_error *error);
	int (*list_forms)(struct zr_store *store, zr_store_visit_form *visit, void *user,
		struct zr_error *error);
	int (*list_versions)(struct zr_store *store, const char *form_id,
		zr_store_visit_form *visit, void *user, struct zr_error *error);
	int (*list_files)(struct zr_store *store, const struct zr_store_file_name *of,
		zr_store_visit_file *visit, void *user, struct zr_error *error);
	int (*list_file_names)(struct zr_store *store, const struct zr_store_file_name *of,
		zr_store_visit_name *visit, void *user, struct zr_error *error);
	int (*get_file)(struct zr_store *store, const struct zr_store_file_name *file,
		struct zr_buffer *ret_bytes, struct zr_error *error);
};

/* Areas, households, drafts. */
struct zr_store_engine_areas {
	int (*put_area)(struct zr_store *store, const struct zr_area *area, struct zr_error *error);
	int (*get_area)(struct zr_store *store, const char *area_id, struct zr_area *ret_area,
		struct zr_error *error);
	int (*list_areas)(struct zr_store *store, const struct zr_area_filter *filter,
		zr_store_visit_area *visit, void *user, struct zr_error *error);
	int (*put_household)(struct zr_store *store, const char *area_id,
		const struct zr_store_household *household, struct zr_error *error);
	int (*list_households)(struct zr_store *store, const char *area_id,
		zr_store_visit_household *visit, void *user, struct zr_error *error);
	int (*survey_households)(struct zr_store *store, const char *area_id,
		zr_store_visit_household *visit, void *user, struct zr_error *error);
	int (*list_found)(struct zr_store *store, const char *area_id,
		zr_store_visit_household *visit, void *user, struct zr_error *error);
	int (*put_drafts)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		char *const *household_ids, size_t count, struct zr_error *error);
};

/* Orders to tablets. */
struct zr_store_engine_orders {
	int (*want_order)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		const struct zr_store_order *order, struct zr_error *error);
	int (*get_newest_order)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		enum zr_order_kind kind, struct zr_store_order *ret_order, struct zr_error *error);
	int (*get_duty)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		struct zr_store_duty *ret_duty, struct zr_error *error);
	int (*seal_order)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		const struct zr_store_order *order, struct zr_error *error);
	int (*fail_order)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		const struct zr_store_order *order, int code, struct zr_error *error);
	int (*acknowledge_order)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		const struct zr_receipt_entry *entry, struct zr_error *error);
	int (*get_order_marks)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		struct zr_store_order_marks *ret_marks, struct zr_error *error);
	int (*reissue_orders)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		uint64_t above, struct zr_error *error);
	int (*list_orders)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		zr_store_visit_order *visit, void *user, struct zr_error *error);
};

/* Uploads of the register. */
struct zr_store_engine_uploads {
	int (*put)(struct zr_store *store, const struct zr_upload *upload, struct zr_error *error);
	int (*get)(struct zr_store *store, const char *upload_id, struct zr_upload *ret_upload,
		struct zr_error *error);
	int (*list)(struct zr_store *store, const char *territory, zr_uploads_visit *visit,
		void *user, struct zr_error *error);
	int (*grow_area)(struct zr_store *store, const char *upload_id,
		const struct zr_upload_area *area, struct zr_error *error);
	int (*set_area)(struct zr_store *store, const char *upload_id,
		const struct zr_upload_area *area, struct zr_error *error);
	int (*get_area)(struct zr_store *store, const struct zr_upload_area_name *name,
		struct zr_upload_area *ret_area, struct zr_error *error);
	int (*list_areas)(struct zr_store *store, const struct zr_upload_area_filter *filter,
		zr_uploads_visit_area *visit, void *user, struct zr_error *error);
	int (*add_row)(struct zr_store *store, const struct zr_upload_area_name *of,
		const struct zr_upload_row *row, struct zr_error *error);
	int (*list_rows)(struct zr_store *store, const struct zr_upload_area_name *of,
		zr_uploads_visit_row *visit, void *user, struct zr_error *error);
	int (*drop_rows)(struct zr_store *store, const struct zr_upload_area_name *of,
		struct zr_error *error);
	int (*add_fault)(struct zr_store *store, const char *upload_id,
		const struct zr_upload_fault *fault, struct zr_error *error);
	int (*list_faults)(struct zr_store *store, const char *upload_id,
		zr_uploads_visit_fault *visit, void *user, struct zr_error *error);
	int (*place_household)(struct zr_store *store, const char *area_id,
		const struct zr_upload_row *row, struct zr_error *error);
};

/* How far the work is. */
struct zr_store_engine_progress {
	int (*get_sums)(struct zr_store *store, const struct zr_progress_of *of,
		struct zr_progress_sums *ret_sums, struct zr_error *error);
	int (*list_territories)(struct zr_store *store, const struct zr_progress_below *of,
		zr_progress_visit *visit, void *user, struct zr_error *error);
	int (*list_areas)(struct zr_store *store, const struct zr_progress_areas *of,
		zr_progress_visit *visit, void *user, struct zr_error *error);
	int (*list_days)(struct zr_store *store, const struct zr_progress_of *of,
		zr_progress_visit_day *visit, void *user, struct zr_error *error);
};

/* Outlines for maps. */
struct zr_store_engine_outlines {
	int (*put)(struct zr_store *store, const struct zr_outline_row *outline,
		struct zr_error *error);
	int (*list)(struct zr_store *store, const struct zr_outlines_of *of,
		zr_outlines_visit *visit, void *user, struct zr_error *error);
};

/* Which addresses are which tablet's. */
struct zr_store_engine_shares {
	int (*put)(struct zr_store *store, const struct zr_share *share, struct zr_error *error);
	int (*release)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		struct zr_error *error);
	int (*list_households)(struct zr_store *store, const struct zr_share *of,
		zr_store_visit_household *visit, void *user, struct zr_error *error);
};

/* Households that answer for themselves. */
struct zr_store_engine_online {
	int (*add_code)(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
		struct zr_error *error);
	int (*enrol)(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
		const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error);
	int (*is_taker)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		bool *ret_is_taker, struct zr_error *error);
	int (*invite)(struct zr_store *store, const char *area_id,
		const struct zr_online_invitation *invitation, struct zr_error *error);
	int (*renew)(struct zr_store *store, const char *area_id, struct zr_error *error);
	int (*list_invitations)(struct zr_store *store, const char *area_id,
		zr_online_visit_invitation *visit, void *user, struct zr_error *error);
	int (*get_duty)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		struct zr_store_order *ret_order, struct zr_error *error);
	int (*get_edition)(struct zr_store *store, const char *area_id, uint64_t *ret_edition,
		struct zr_error *error);
	int (*list_answers)(struct zr_store *store, const char *area_id,
		zr_online_visit_answer *visit, void *user, struct zr_error *error);
};

/* What was decided of records. */
struct zr_store_engine_reviews {
	int (*put)(struct zr_store *store, const struct zr_review *review, struct zr_error *error);
	int (*get)(struct zr_store *store, const struct zr_review_name *name,
		zr_reviews_visit *visit, void *user, struct zr_error *error);
	int (*count)(struct zr_store *store, const char *area_id,
		struct zr_review_counts *ret_counts, struct zr_error *error);
	int (*list_news)(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
		zr_reviews_visit *visit, void *user, struct zr_error *error);
	int (*list_acts)(struct zr_store *store, const char *record_id, zr_store_visit_act *visit,
		void *user, struct zr_error *error);
};

/* Pairs that look the same. */
struct zr_store_engine_doubles {
	int (*put)(struct zr_store *store, const struct zr_double *pair, struct zr_error *error);
	int (*decide)(struct zr_store *store, const struct zr_double_decision *decision,
		struct zr_error *error);
	int (*list)(struct zr_store *store, const struct zr_double_filter *filter,
		zr_doubles_visit *visit, void *user, struct zr_error *error);
};

/* Teams, and what waits in each. */
struct zr_store_engine_teams {
	int (*list)(struct zr_store *store, const struct zr_team_filter *filter,
		zr_teams_visit *visit, void *user, struct zr_error *error);
};

struct zr_store_engine {
	const char *prefix; /* of the paths that are its own; "" for the one that takes all
			       others */
	/* Sets is_reader; the rest of the head is set by its caller. */
	int (*open)(const char *path, bool is_reader, struct zr_store **ret_store,
		struct zr_error *error);
	void (*close)(struct zr_store *store);
	int (*begin)(struct zr_store *store, struct zr_error *error);
	int (*commit)(struct zr_store *store, struct zr_error *error);
	void (*rollback)(struct zr_store *store);
	int (*mark)(struct zr_store *store, struct zr_error *error);
	int (*settle)(struct zr_store *store, struct zr_error *error); /* NULL: writes at once */
	int (*unmark)(struct zr_store *store, bool is_kept, struct zr_error *error);
	int (*read_begin)(struct zr_store *store, struct zr_error *error);
	void (*read_end)(struct zr_store *store);
	int (*copy)(struct zr_store *store, const char *path, struct zr_error *error);
	int (*check)(struct zr_store *store, struct zr_error *error);
	int (*get_fact)(struct zr_store *store, const char *name, struct zr_buffer *ret_value,
		struct zr_error *error);
	int (*put_fact)(struct zr_store *store, const char *name, const void *value, size_t bytes,
		struct zr_error *error);
	/* One that is there stays as it is. */
	int (*add_fact)(
		struct zr_store *store, const struct zr_store_fact *fact, struct zr_error *error);
	const struct zr_store_engine_access *access;
	const struct zr_store_engine_fleet *fleet;
	const struct zr_store_engine_arrivals *arrivals;
	const struct zr_store_engine_records *records;
	const struct zr_store_engine_audit *audit;
	const struct zr_store_engine_forms *forms;
	const struct zr_store_engine_areas *areas;
	const struct zr_store_engine_orders *orders;
	const struct zr_store_engine_collectors *collectors;
	const struct zr_store_engine_uploads *uploads;
	int (*is_replicated)(struct zr_store *store, bool *ret_is_replicated,
		struct zr_error *error); /* NULL: never */
	const struct zr_store_engine_progress *progress;
	const struct zr_store_engine_outlines *outlines;
	const struct zr_store_engine_shares *shares;
	const struct zr_store_engine_reviews *reviews;
	const struct zr_store_engine_online *online;
	void (*expect_keys)(struct zr_store *store); /* NULL: it makes no difference */
	const struct zr_store_engine_doubles *doubles;
	const struct zr_store_engine_teams *teams;
};

#endif
