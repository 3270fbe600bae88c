/* An upload of the register, and what it consists of, as the store gives them: uploads.h. */
#ifndef ZR_HUB_STORE_UPLOAD_ROW_H
#define ZR_HUB_STORE_UPLOAD_ROW_H

#include "hub/store/stored.h"

#define ZR_UPLOAD_LAYOUT_BYTES  80  /* a separator and a letter for each column, with its NUL */
#define ZR_UPLOAD_IGNORED_BYTES 256 /* names of columns, cut */

/* Numbers stand in the store. */
enum zr_upload_state {
	ZR_UPLOAD_LOADING = 1, /* rows are still coming */
	ZR_UPLOAD_COMPARING,   /* all are there; what they would change is being worked out */
	ZR_UPLOAD_READY,       /* it may be taken, unless a row is bad */
	ZR_UPLOAD_TAKING,      /* area by area */
	ZR_UPLOAD_TAKEN,
	ZR_UPLOAD_DROPPING, /* nobody wants it: its rows go, area by area */
	ZR_UPLOAD_DROPPED,
};

/* What becomes of addresses, as hub/census/edit.h says it. */
struct zr_upload_counts {
	uint64_t added;
	uint64_t changed;
	uint64_t returned;
	uint64_t removed;
	uint64_t same;
	uint64_t held; /* would lose their address from under a record or draft: they stay as they
			* are */
};

struct zr_upload {
	char upload_id[ZR_STORE_ID_BYTES];
	char account[ZR_STORE_ID_BYTES];     /* who brings it */
	char territory[ZR_STORE_PATH_BYTES]; /* of the account then; "" is the whole country */
	int64_t made_us;
	enum zr_upload_state state;
	uint64_t taken_bytes; /* of the file: where the next piece begins */
	uint64_t line;        /* lines that were read */
	char layout[ZR_UPLOAD_LAYOUT_BYTES];
	char ignored[ZR_UPLOAD_IGNORED_BYTES];
	uint64_t row_count; /* good ones */
	uint64_t fault_count;
	uint64_t area_count;
	uint64_t done_count;   /* areas that the present state has done */
	uint64_t change_count; /* areas in which something would change */
	struct zr_upload_counts counts;
};
typedef int zr_uploads_visit(void *user, const struct zr_upload *upload);

/* One area of an upload. */
struct zr_upload_area {
	char area_id[ZR_STORE_ID_BYTES];
	char name[ZR_STORE_NAME_BYTES];  /* as the file says; "" for as it is */
	char form_id[ZR_STORE_ID_BYTES]; /* likewise */
	uint64_t row_count;
	enum zr_upload_state state; /* COMPARING, READY, TAKEN: what comes next, or nothing */
	bool is_changed;            /* something would be stored */
	struct zr_upload_counts counts;
};
typedef int zr_uploads_visit_area(void *user, const struct zr_upload_area *area);
struct zr_upload_area_filter {
	const char *upload_id;
	enum zr_upload_state state; /* 0: any */
	bool is_changed;            /* those alone */
	const char *territory;      /* areas that are there and lie in that part; NULL, "": any */
	const char *after;          /* ids behind this one; "" for the first */
	size_t count_max;
};

/* Which area of which upload. */
struct zr_upload_area_name {
	const char *upload_id;
	const char *area_id;
};

/* One address of an upload; of which, the call says. */
struct zr_upload_row {
	uint64_t line;
	const char *household_id; /* "" when the file has none */
	const char *address;
	const char *position; /* "55.796127,49.106414" in degrees, latitude first; "" for none */
};
typedef int zr_uploads_visit_row(void *user, const struct zr_upload_row *row);

/* A row that is no good. */
struct zr_upload_fault {
	uint64_t line;
	const char *fault; /* its name: hub/register/row_faults.def */
	const char *value; /* what stands there: no address, but ids and numbers */
};
typedef int zr_uploads_visit_fault(void *user, const struct zr_upload_fault *fault);

#endif
