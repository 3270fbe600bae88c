/*
 * Attributes are found by their local name: forms write orx:auto-send with a prefix, without one
 * and with one that is bound to another namespace, and Collect takes them all. What this device
 * does in another way is a warning at the element, so that an author reads it before the field
 * does; entities of a newer version alone are refused, as "Entities - Versioning" of ODK XForms
 * wants of every consumer.
 */
#include "lib/form/load/declared.h"

#include <assert.h>
#include <string.h>

#include "lib/form/appearance.h"
#include "lib/form/load/loading.h"
#include "lib/form/xml.h"

/* The attribute of that local name, whatever its namespace: forms write orx:auto-send and others.
 */
static const char *attribute(const struct zr_node *element, const char *local)
{
	for (const struct zr_node *at = element->first_attribute; at != NULL; at = at->next) {
		if (strcmp(at->name->local, local) == 0 &&
			strcmp(at->name->namespace_uri, ZR_XML_XMLNS) != 0) {
			return zr_node_value(at);
		}
	}
	return "";
}

static void read_submission(struct zr_loading *loading, const struct zr_node *element)
{
	struct zr_declared *declared = &loading->form->declared;
	declared->submission_action = attribute(element, "action");
	declared->submission_method = attribute(element, "method");
	declared->auto_send = attribute(element, "auto-send");
	declared->auto_delete = attribute(element, "auto-delete");
	declared->public_key = attribute(element, "base64RsaPublicKey");
	if (*declared->public_key != '\0') {
		zr_loading_remark(loading, ZR_E_UNSUPPORTED, element, "submission",
			&(const struct zr_fault){.kind = ZR_FAULT_ASKS_ENCRYPTION});
	}
}

static void read_audit(struct zr_loading *loading, const struct zr_node *bind)
{
	struct zr_declared *declared = &loading->form->declared;
	declared->audit_location_priority = attribute(bind, "location-priority");
	declared->audit_location_min_interval = attribute(bind, "location-min-interval");
	declared->audit_location_max_age = attribute(bind, "location-max-age");
	declared->audit_track_changes = attribute(bind, "track-changes");
	declared->audit_identify_user = attribute(bind, "identify-user");
}

static bool is_audit_bind(const struct zr_node *element)
{
	static const char TAIL[] = "/meta/audit";
	const char *nodeset = zr_xml_is(element, "bind") ? attribute(element, "nodeset") : "";
	size_t bytes = strlen(nodeset);
	return bytes >= sizeof TAIL - 1 && strcmp(nodeset + bytes - (sizeof TAIL - 1), TAIL) == 0;
}

static void find_audit(struct zr_loading *loading)
{
	const struct zr_node *meta = zr_xml_child(loading->main_root, "meta");
	const struct zr_node *audit = meta != NULL ? zr_xml_child(meta, "audit") : NULL;
	if (audit != NULL) {
		loading->form->declared.has_audit = true;
		zr_loading_remark(loading, ZR_E_UNSUPPORTED, audit, "meta/audit",
			&(const struct zr_fault){.kind = ZR_FAULT_ASKS_AUDIT});
	}
}

/* "Consumers MUST reject forms with a version code that is newer than what they can process." From
 * 2022.1 to 2025.1 versions differ in what a server does, not in what an interview does. */
static int check_entities(struct zr_loading *loading)
{
	assert(loading->form->declared.entities_version != NULL);
	static const char *const KNOWN[] = {"2022.1", "2023.1", "2024.1", "2025.1"};
	const char *version = loading->form->declared.entities_version;
	bool is_known = *version == '\0';
	for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
		is_known = is_known || strncmp(version, KNOWN[i], strlen(KNOWN[i])) == 0;
	}
	return is_known ? 0
			: zr_loading_refuse(loading, ZR_E_UNSUPPORTED, loading->model, "model",
				  &(const struct zr_fault){
					  .kind = ZR_FAULT_ENTITIES_VERSION, .value = version});
}

void zr_declared_read_control(
	struct zr_loading *loading, const struct zr_node *element, const struct zr_control *control)
{
	assert(loading != NULL && element != NULL);
	const char *intent = attribute(element, "intent");
	const char *asked = zr_appearance_find(control->appearance, "ex:");
	if (*intent == '\0' && asked == NULL) {
		return;
	}
	loading->form->declared.intent_count++;
	zr_loading_remark(loading, ZR_E_UNSUPPORTED, element, control->reference,
		&(const struct zr_fault){.kind = ZR_FAULT_ASKS_PROGRAM,
			.subject = element->name->local,
			.value = *intent != '\0' ? intent : asked});
}

void zr_declared_read_recording(
	struct zr_loading *loading, const struct zr_node *element, const char *reference)
{
	assert(loading != NULL);
	loading->form->declared.recording_count++;
	zr_loading_remark(loading, ZR_E_UNSUPPORTED, element, reference,
		&(const struct zr_fault){.kind = ZR_FAULT_ASKS_RECORDING});
}

int zr_declared_load(struct zr_loading *loading)
{
	assert(loading != NULL && loading->model != NULL && loading->main_root != NULL);
	struct zr_declared *declared = &loading->form->declared;
	*declared =
		(struct zr_declared){"", "", "", "", "", "", "", false, "", "", "", "", "", 0, 0};
	declared->entities_version = attribute(loading->model, "entities-version");
	declared->xforms_version = attribute(loading->model, "xforms-version");
	for (const struct zr_node *at = loading->model->first_child; at != NULL; at = at->next) {
		if (zr_xml_is(at, "submission")) {
			read_submission(loading, at);
		} else if (is_audit_bind(at)) {
			read_audit(loading, at);
		}
	}
	find_audit(loading);
	return check_entities(loading);
}
