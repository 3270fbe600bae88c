/*
 * The questionnaires on this tablet, loaded when first wanted. A broken one keeps its error and
 * leaves the others alone. Forms stay loaded until the library is freed: an interview that is open
 * keeps its version when a newer one arrives.
 */
#ifndef ZR_CENSUS_LIBRARY_H
#define ZR_CENSUS_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/form/form.h"
#include "lib/local/local.h"

struct zr_library;

struct zr_library_form {
	char *form_id;
	char *version;
	char *directory;
	char *file;           /* the XForm's path */
	bool is_offered;      /* in the agent's present list */
	bool is_loaded;       /* tried: form or error is set */
	struct zr_form *form; /* NULL while not loaded or broken */
	struct zr_error error;
};

struct zr_library *zr_library_new(void);
void zr_library_free(struct zr_library *library);

/* Takes the agent's list: adds what is new; nothing is loaded yet. */
void zr_library_update(struct zr_library *library, const struct zr_local_forms *forms);

/* One file, for authors: its identifier is read from it. Gives NULL when there is no memory. */
struct zr_library_form *zr_library_add_file(struct zr_library *library, const char *path);

size_t zr_library_count(const struct zr_library *library);
struct zr_library_form *zr_library_at(struct zr_library *library, size_t index);

/* The form of that version, or the offered one of that id when version is "" or gone; NULL. */
struct zr_library_form *zr_library_find(
	struct zr_library *library, const char *form_id, const char *version);

/* Reads and compiles it if that was not done; the entry's form or error. */
int zr_library_load(struct zr_library_form *entry, struct zr_error *error) ZR_MUST_CHECK;

#endif
