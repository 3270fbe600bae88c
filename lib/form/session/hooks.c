/*
 * What expressions ask of an interview: its lists and texts, the index over them, the device,
 * random bits. A text that a hook gives lives until the next hook.
 */
#include "lib/form/session/hooks.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "lib/form/bind.h"
#include "lib/form/load/instance.h"
#include "lib/form/load/itext.h"
#include "lib/form/session/choices.h"
#include "lib/form/session/places.h"
#include "lib/form/session/text.h"
#include "lib/form/session/working.h"
#include "lib/form/source/lookup.h"

static struct zr_node *hook_instance(void *user, const char *id)
{
	const struct zr_session *session = user;
	const struct zr_instance *instance = zr_instance_find(session->form, id);
	const struct zr_node *document = instance != NULL ? instance->document : NULL;
	if (instance != NULL && instance->is_last_saved) {
		document = session->last_saved != NULL ? session->last_saved : session->never_saved;
	}
	const char *main_id = session->form->main_instance_id;
	if (instance == NULL && main_id != NULL && strcmp(main_id, id) == 0) {
		document = session->document;
	}
	return document != NULL ? document->first_child : NULL;
}

static const char *hook_itext(void *user, const char *id)
{
	struct zr_session *session = user;
	const struct zr_itext *itext = zr_itext_find(&session->form->itext, id);
	if (itext == NULL) {
		return NULL;
	}
	zr_buffer_clear(&session->hook_text);
	int code = zr_text_add_itext(session, itext,
		&(struct zr_wording){ZR_ITEXT_LONG, session->document->first_child},
		&session->hook_text, NULL);
	return code == 0 ? zr_buffer_text(&session->hook_text) : NULL;
}

static const char *hook_choice_name(
	void *user, struct zr_node *from, const char *value, const char *path)
{
	struct zr_session *session = user;
	const struct zr_bind *bind = NULL;
	if (*path == '/') {
		bind = zr_bind_find(session->form, NULL, path);
	} else if (from->bind != NULL) {
		bind = zr_bind_find(session->form, from->bind, path);
	}
	if (bind == NULL || bind->control == NULL) {
		return NULL;
	}
	struct zr_node *node = zr_place_find(session, bind, from);
	zr_buffer_clear(&session->hook_text);
	int code = zr_choices_label(session,
		&(struct zr_choice_list){bind->control, node != NULL ? node : from}, value,
		&session->hook_text, NULL);
	return code == 0 ? zr_buffer_text(&session->hook_text) : NULL;
}

/* What has a bind is of the live instance, which no index follows. */
static bool hook_lookup(void *user, const struct zr_lookup_key *key, const char *value,
	struct zr_node ***ret_rows, size_t *ret_count)
{
	const struct zr_session *session = user;
	return key->parent->bind == NULL &&
	       zr_lookup_find(session->form->lookups, key, value, ret_rows, ret_count);
}

static bool hook_has_single_words(void *user, const struct zr_lookup_key *key)
{
	const struct zr_session *session = user;
	return key->parent->bind == NULL && zr_lookup_has_single_words(session->form->lookups, key);
}

static struct zr_node **hook_single(void *user, const void *target)
{
	const struct zr_session *session = user;
	const struct zr_bind *bind = target;
	struct zr_node **single = &session->singles[bind->index];
	return *single != NULL ? single : NULL;
}

static const char *hook_property(void *user, const char *name)
{
	const struct zr_session *session = user;
	const char *colon = strrchr(name, ':');
	name = colon != NULL ? colon + 1 : name;
	if (strcasecmp(name, "deviceid") == 0) {
		return session->device_id;
	}
	if (strcasecmp(name, "username") == 0) {
		return session->username;
	}
	if (strcmp(name, "version") == 0) {
		return session->form->version;
	}
	if (strcasecmp(name, "phonenumber") == 0 || strcasecmp(name, "phone number") == 0) {
		return session->phone_number;
	}
	return strcasecmp(name, "email") == 0 ? session->email : NULL;
}

static uint64_t hook_random(void *user)
{
	struct zr_session *session = user;
	uint64_t z = (session->random_state += 0x9e3779b97f4a7c15u); /* splitmix64 */
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

const struct zr_xpath_hooks zr_session_hooks = {
	.instance = hook_instance,
	.itext = hook_itext,
	.choice_name = hook_choice_name,
	.lookup = hook_lookup,
	.single = hook_single,
	.has_single_words = hook_has_single_words,
	.property = hook_property,
	.random = hook_random,
};
