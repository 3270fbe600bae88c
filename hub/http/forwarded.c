/* Of several the last counts: the proxy appends, and what stands before is the client's own word.
 */
#include "hub/http/forwarded.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include <microhttpd.h>

#include "lib/http/peer.h"

static enum MHD_Result take_header(
	void *user, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	struct zr_request *request = user;
	if (value == NULL) {
		return MHD_YES;
	}
	const char *comma = strrchr(value, ',');
	const char *last = comma != NULL ? comma + 1 : value;
	last += strspn(last, " \t");
	if (strcasecmp(name, "X-Forwarded-For") == 0) {
		(void)zr_peer_parse(last, request->peer);
	} else if (strcasecmp(name, "X-Forwarded-Proto") == 0) {
		request->is_secure = strcasecmp(last, "https") == 0;
	}
	return MHD_YES;
}

void zr_forwarded_read(struct zr_request *request, struct MHD_Connection *connection)
{
	assert(request != NULL && connection != NULL);
	if (zr_peer_is_this_machine(request->peer)) {
		(void)MHD_get_connection_values(connection, MHD_HEADER_KIND, take_header, request);
	}
}
