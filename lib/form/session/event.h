/*
 * Actions on events of the form. For lib/form.
 */
#ifndef ZR_FORM_EVENT_H
#define ZR_FORM_EVENT_H

#include "lib/form/session/working.h"

int zr_event_preload(struct zr_session *session, struct zr_error *error) ZR_MUST_CHECK;
int zr_event_fire(struct zr_session *session, unsigned event, struct zr_error *error) ZR_MUST_CHECK;
int zr_event_new_repeat(
	struct zr_session *session, struct zr_node *instance, struct zr_error *error) ZR_MUST_CHECK;
int zr_event_changed(
	struct zr_session *session, struct zr_node *node, struct zr_error *error) ZR_MUST_CHECK;
int zr_event_finish(struct zr_session *session, struct zr_error *error) ZR_MUST_CHECK;

#endif
