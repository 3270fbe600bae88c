/*
 * How a place of an interview is written down: "/data/person[2]/age", with the number of the
 * instance at every repeat, also when it is the only one. Positions in drafts, the probe, the
 * jump list and a browser's pages use it.
 */
#ifndef ZR_INTERVIEW_PLACE_H
#define ZR_INTERVIEW_PLACE_H

#include <stdbool.h>

#include "lib/form/session.h"

/* The caller frees it; NULL without memory. "" for the start and the end. A roster (PROMPT, or any
 * instance with zr_place_roster_path) has no number at its own repeat. A group without a node has
 * the path of its line: "/data/person[2]/#line". */
char *zr_place_path(const struct zr_item *item);
char *zr_place_roster_path(const struct zr_item *item);

/* The node lies below the instance or is it. */
bool zr_place_is_inside(const struct zr_node *node, const struct zr_node *instance);

/* What is typed must not be read by others: a secret, or the appearance masked. */
bool zr_place_is_hidden(const struct zr_control *control);

/* It wants what not every device has: a camera, a receiver, another program. A picture that is made
 * with the finger is among them. */
bool zr_place_is_out_of_reach(const struct zr_control *control);

/* A picture that is made with the finger: a signature, a sketch. */
bool zr_place_is_drawing(const struct zr_control *control);

/* It is shown to be read, nothing is entered: a note, or a label row of a table. */
bool zr_place_is_note(const struct zr_item *question);

/* The word is among the words of the control's appearance. */
bool zr_place_has_appearance(const struct zr_control *control, const char *word);

#endif
