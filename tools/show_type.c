/* Binds, controls and actions, in the words of XLSForm. */
#include "tools/show_type.h"

#include <assert.h>
#include <string.h>

/* What the bind says, in the words of XLSForm. */
static const char *bind_type(const struct zr_outline_item *item)
{
	static const char *const TYPES[][2] = {{"string", "text"}, {"int", "integer"},
		{"decimal", "decimal"}, {"dateTime", "date and time"}, {"binary", "file"}};
	const char *type = item->bind != NULL ? zr_xml_attribute(item->bind, "", "type") : NULL;
	if (type == NULL) {
		return "text";
	}
	const char *colon = strrchr(type, ':');
	type = colon != NULL ? colon + 1 : type;
	for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
		if (strcmp(type, TYPES[i][0]) == 0) {
			return TYPES[i][1];
		}
	}
	return type;
}

static const char *upload_type(const struct zr_node *control)
{
	assert(control != NULL);
	const char *media = zr_xml_attribute(control, "", "mediatype");
	const char *const TYPES[][2] = {
		{"image/", "image"}, {"audio/", "audio"}, {"video/", "video"}};
	for (size_t i = 0; media != NULL && i < 3; i++) {
		if (strncmp(media, TYPES[i][0], 6) == 0) {
			return TYPES[i][1];
		}
	}
	return "file";
}

bool zr_show_type_is_true(const char *text)
{
	return text != NULL && strncmp(text, "true", 4) == 0;
}

/* What an action fills the node of that path with, NULL when this is no such action. */
static const char *action_type(const struct zr_node *action, const char *path)
{
	static const char *const ACTIONS[][2] = {
		{"setgeopoint", "place of the device"}, {"recordaudio", "recorded sound"}};
	assert(path != NULL);
	const char *ref =
		action->kind == ZR_NODE_ELEMENT ? zr_xml_attribute(action, "", "ref") : NULL;
	for (size_t i = 0; ref != NULL && i < sizeof ACTIONS / sizeof ACTIONS[0]; i++) {
		if (strcmp(action->name->local, ACTIONS[i][0]) == 0 && strcmp(ref, path) == 0) {
			return ACTIONS[i][1];
		}
	}
	return NULL;
}

/* What no control asks for: filled in by the device, computed, or only stored. */
static const char *unseen_type(const struct zr_outline *outline, const struct zr_outline_item *item)
{
	const struct zr_node *bind = item->bind;
	const char *preload =
		bind != NULL ? zr_xml_attribute(bind, ZR_XML_JR, "preloadParams") : NULL;
	if (preload != NULL) {
		return preload;
	}
	if (bind != NULL && zr_xml_attribute(bind, "", "calculate") != NULL) {
		return "calculate";
	}
	const struct zr_node *parts[] = {outline->model, outline->body};
	const char *found = NULL;
	for (size_t i = 0; i < 2 && found == NULL; i++) {
		const struct zr_node *at = parts[i];
		while (found == NULL && (at = zr_node_following(at, parts[i])) != NULL) {
			found = action_type(at, item->path);
		}
	}
	return found != NULL ? found : "hidden";
}

const char *zr_show_type_of(const struct zr_outline *outline, const struct zr_outline_item *item)
{
	assert(outline != NULL && item != NULL && item->node != NULL);
	const struct zr_node *control = item->control;
	static const char *const CONTROLS[][2] = {{"select1", "select one"},
		{"select", "select many"}, {"rank", "rank"}, {"range", "range"},
		{"trigger", "acknowledge"}, {"secret", "secret"}};
	if (item->repeat != NULL) {
		return "repeat";
	}
	if (item->node->first_child != NULL || (control != NULL && zr_xml_is(control, "group"))) {
		return "group";
	}
	if (control == NULL) {
		return unseen_type(outline, item);
	}
	for (size_t i = 0; i < sizeof CONTROLS / sizeof CONTROLS[0]; i++) {
		if (zr_xml_is(control, CONTROLS[i][0])) {
			return CONTROLS[i][1];
		}
	}
	if (zr_xml_is(control, "upload")) {
		return upload_type(control);
	}
	const char *readonly =
		item->bind != NULL ? zr_xml_attribute(item->bind, "", "readonly") : NULL;
	bool is_text = strcmp(bind_type(item), "text") == 0;
	return is_text && zr_show_type_is_true(readonly) ? "note" : bind_type(item);
}
