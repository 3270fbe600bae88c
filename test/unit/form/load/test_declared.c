/* Declarations around the interview: what is read, what is warned of. */
#include "lib/base/cleanup.h"
#include "lib/form/load/loaded.h"
#include "test/unit/form/form_unit.h"

static const char *warning_about(const struct zr_form *form, const char *words)
{
	for (size_t i = 0; i < zr_form_warning_count(form); i++) {
		if (strstr(zr_form_warning(form, i)->message, words) != NULL) {
			return zr_form_warning(form, i)->where;
		}
	}
	return NULL;
}

static void a_form_that_declares_nothing_is_not_warned_of(void **state)
{
	ZR_CLEANUP(zr_form_freep)
	struct zr_form *form = form_unit_load("<instance><data id='d'><a/></data></instance>",
		"<select1 ref='/data/a' appearance=\"w1 likert(&apos;in ex:b&apos;) index:ex\">"
		"<item><label>1</label><value>1</value></item></select1>");
	const struct zr_declared *declared = &form->declared;
	assert_string_equal(declared->public_key, "");
	assert_string_equal(declared->entities_version, "");
	assert_false(declared->has_audit);
	assert_int_equal(declared->intent_count, 0);
	assert_int_equal(zr_form_warning_count(form), 0);
}

static void a_key_of_the_form_is_read_and_warned_of(void **state)
{
	ZR_CLEANUP(zr_form_freep)
	struct zr_form *form = form_unit_load(
		"<instance><data id='d'><a/></data></instance>"
		"<submission action='https://example.org/submission' method='post' "
		"orx:auto-send='true' orx:auto-delete='false' base64RsaPublicKey='MIIB'/>",
		"<input ref='/data/a'/>");
	const struct zr_declared *declared = &form->declared;
	assert_string_equal(declared->submission_action, "https://example.org/submission");
	assert_string_equal(declared->submission_method, "post");
	assert_string_equal(declared->auto_send, "true");
	assert_string_equal(declared->auto_delete, "false");
	assert_string_equal(declared->public_key, "MIIB");
	assert_string_equal(warning_about(form, "sealed to the hub"), "submission");
}

static void an_audit_log_is_read_and_warned_of(void **state)
{
	ZR_CLEANUP(zr_form_freep)
	struct zr_form *form = form_unit_load(
		"<instance><data id='d'><a/><meta><audit/></meta></data></instance>"
		"<bind nodeset='/data/meta/audit' type='binary' "
		"xmlns:odk='http://www.opendatakit.org/xforms' odk:location-priority='balanced' "
		"odk:location-min-interval='60' odk:location-max-age='120' "
		"odk:track-changes='true' odk:identify-user='true'/>",
		"<input ref='/data/a'/>");
	const struct zr_declared *declared = &form->declared;
	assert_true(declared->has_audit);
	assert_string_equal(declared->audit_location_priority, "balanced");
	assert_string_equal(declared->audit_location_min_interval, "60");
	assert_string_equal(declared->audit_location_max_age, "120");
	assert_string_equal(declared->audit_track_changes, "true");
	assert_string_equal(declared->audit_identify_user, "true");
	assert_string_equal(warning_about(form, "audit log"), "meta/audit");
}

static void load_versions(const char *version, int expected)
{
	char xml[1024];
	(void)snprintf(xml, sizeof xml,
		"<h:html xmlns='http://www.w3.org/2002/xforms' "
		"xmlns:h='http://www.w3.org/1999/xhtml' "
		"xmlns:entities='http://www.opendatakit.org/xforms/entities' "
		"xmlns:odk='http://www.opendatakit.org/xforms'><h:head>"
		"<model odk:xforms-version='1.0.0' entities:entities-version='%s'>"
		"<instance><data id='d'><a/></data></instance></model></h:head>"
		"<h:body><input ref='/data/a'/></h:body></h:html>",
		version);
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	assert_int_equal(zr_form_load(xml, strlen(xml), NULL, &form, NULL), expected);
	if (expected == 0) {
		assert_string_equal(form->declared.entities_version, version);
		assert_string_equal(form->declared.xforms_version, "1.0.0");
	}
}

static void a_newer_version_of_entities_is_refused(void **state)
{
	load_versions("2024.1.0", 0);
	load_versions("2099.1.0", ZR_E_UNSUPPORTED);
}

static void other_programs_and_recordings_are_warned_of(void **state)
{
	ZR_CLEANUP(zr_form_freep)
	struct zr_form *form = form_unit_load(
		"<instance><data id='d'><a/><g><b/></g><sound/></data></instance>"
		"<odk:recordaudio xmlns:odk='http://www.opendatakit.org/xforms' "
		"event='odk-instance-load' ref='/data/sound'/>",
		"<input ref='/data/a' appearance='index:a w2 ex:org.example.count(x=1)'/>"
		"<group ref='/data/g' intent='org.example.fill'><input ref='/data/g/b'/></group>");
	assert_int_equal(form->declared.intent_count, 2);
	assert_int_equal(form->declared.recording_count, 1);
	assert_string_equal(warning_about(form, "(ex:org.example.count(x=1))"), "/data/a");
	assert_string_equal(warning_about(form, "(org.example.fill)"), "/data/g");
	assert_string_equal(warning_about(form, "a recording in the background"), "/data/sound");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/a", "5"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/sound"), "");
	zr_session_free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_that_declares_nothing_is_not_warned_of),
		cmocka_unit_test(a_key_of_the_form_is_read_and_warned_of),
		cmocka_unit_test(an_audit_log_is_read_and_warned_of),
		cmocka_unit_test(a_newer_version_of_entities_is_refused),
		cmocka_unit_test(other_programs_and_recordings_are_warned_of),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
