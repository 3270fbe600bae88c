/* Owner and effective user, compared once. */
#include "hub/core/ownership.h"

#include <assert.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int zr_ownership_check(const char *folder, struct zr_error *error)
{
	assert(folder != NULL);
	struct stat facts;
	if (geteuid() != 0 || stat(folder, &facts) < 0 || facts.st_uid == 0) {
		return 0;
	}
	char name[64];
	const struct passwd *owner = getpwuid(facts.st_uid);
	if (owner != NULL) {
		(void)snprintf(name, sizeof name, "%s", owner->pw_name);
	} else {
		(void)snprintf(name, sizeof name, "#%u", (unsigned)facts.st_uid);
	}
	return zr_error_set(error, ZR_E_INVALID,
		"%.200s belongs to %s, whose hub cannot read what root writes there: run this as "
		"sudo -u %s zarya-hub ...",
		folder, name, name);
}
