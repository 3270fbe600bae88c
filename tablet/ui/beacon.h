/*
 * The probe: JSON lines for the demonstration's driver (docs/probe.md), output only.
 *
 * It exists only when its path can be opened. Never blocks: what the reader does not take waits in
 * a buffer of ZR_BEACON_BYTES_MAX, and a line that does not fit is dropped whole.
 */
#ifndef ZR_UI_BEACON_H
#define ZR_UI_BEACON_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* A screen with a hundred choices is some 20 kB; room for a reader that looks away for a while. */
#define ZR_BEACON_BYTES_MAX ((size_t)2 * 1024 * 1024)

struct zr_beacon;

/* path NULL: the application's port (/dev/virtio-ports/org.zarya.NAME) where the machine has one.
 * Gives NULL when nobody wants to listen; every function below takes NULL. */
struct zr_beacon *zr_beacon_new(const char *path, const char *name);
void zr_beacon_free(struct zr_beacon *beacon);

/* {"t":…,"event":"name"MEMBERS}; members begins with a comma or is "". */
void zr_beacon_tell(struct zr_beacon *beacon, const char *event, const char *members);

/* Appends ,"key":"text" with JSON's escapes; ,"key":true; and so on. */
void zr_beacon_add_text(GString *json, const char *key, const char *text);
void zr_beacon_add_bool(GString *json, const char *key, bool value);
void zr_beacon_add_rect(GString *json, const char *key, const int rect[static 4]);

#endif
