/*
 * What a form declares for the device and the server around the interview. Nothing here changes an
 * answer; what Zarya does in another way, or not at all, is a warning of the form, so that an
 * author reads it before the field does.
 *
 * Part of struct zr_form, immutable, borrowed; texts are "" where the form says nothing. Source:
 * ODK XForms "Submission", "Client Audit Logs", "Entities - Versioning", "Actions", "External
 * Applications".
 */
#ifndef ZR_FORM_DECLARATIONS_H
#define ZR_FORM_DECLARATIONS_H

#include <stdbool.h>

struct zr_declared {
	const char *submission_action; /* where other programs send records */
	const char *submission_method;
	const char *auto_send; /* as written: "true", "false" */
	const char *auto_delete;
	const char *public_key; /* base64RsaPublicKey: the form asks for its own encryption */
	const char *entities_version;
	const char *xforms_version;
	bool has_audit; /* meta/audit is there */
	const char *audit_location_priority;
	const char *audit_location_min_interval; /* seconds */
	const char *audit_location_max_age;
	const char *audit_track_changes;
	const char *audit_identify_user;
	unsigned recording_count; /* odk:recordaudio actions */
	unsigned intent_count;    /* questions and groups that ask for another program */
};

#endif
