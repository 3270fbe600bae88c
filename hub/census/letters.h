/* Codes for the letters by which households are asked to answer for themselves, and who did. */
#ifndef ZR_HUB_CENSUS_LETTERS_H
#define ZR_HUB_CENSUS_LETTERS_H

struct zr_context;
struct zr_request;

/* POST /api/areas/ID/codes {"households": [id, …]}; without them all of the area. New codes, as
 * CSV, told this once: the hub keeps only what they are known by. Those before are good no more. */
void zr_letters_make(struct zr_context *context, struct zr_request *request);

/* GET /api/areas/ID/online: who has answered, with the record. */
void zr_letters_list(struct zr_context *context, struct zr_request *request);

#endif
