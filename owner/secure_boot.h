/*
 * The keys of UEFI Secure Boot: the platform key (PK), the one that may change the list of keys
 * (KEK), and the one that loader and kernel images are signed by (db). For each
 * secure-boot/NAME.pem (key_file.h), NAME.crt (X.509 in PEM, for sbsign), NAME.esl (a signature
 * list) and NAME.auth (the list signed by the key above it, as a firmware in setup mode takes it).
 *
 * RSA-2048 with SHA-256: what every firmware has. A certificate says "until 9999": firmware reads
 * no dates, and neither shall anybody else. Source: UEFI 2.10, 8.2.2 and 32.4.
 */
#ifndef ZR_OWNER_SECURE_BOOT_H
#define ZR_OWNER_SECURE_BOOT_H

#include "owner/owner_folder.h"

/* Makes all three. ZR_E_INVALID: a passphrase; what writing says. */
int zr_secure_boot_make(const struct zr_owner_folder *folder, const char *owner_name,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
