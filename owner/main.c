/*
 * zarya-keys: an owner's keys, made and used on a machine that no network reaches (docs/owner.md).
 * Exit status: 0 done, 1 not done, with the reason on standard error; 2 the command is wrong.
 */
#include <locale.h>
#include <stdio.h>

#include "lib/base/cleanup.h"
#include "owner/ceremony.h"
#include "owner/key_show.h"
#include "owner/keys_options.h"
#include "owner/secure_boot.h"

static int begin(const struct zr_keys_options *wish, struct zr_error *error)
{
	struct zr_owner_folder folder = wish->folder;
	folder.is_development = wish->verb == ZR_KEYS_DEVELOPMENT;
	const char *name = folder.is_development ? "Zarya development" : wish->owner_name;
	int code = zr_ceremony_begin(&folder, name, error);
	return code == 0 ? zr_secure_boot_make(&folder, name, error) : code;
}

static int sign_one(const struct zr_owner_folder *folder, const char *path, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer manifest = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer document = {0};
	int code = zr_owner_folder_read(NULL, path, &manifest, error);
	if (code == 0) {
		const struct zr_crypto_bytes bytes = {manifest.data, manifest.bytes};
		code = zr_ceremony_sign(folder, bytes, &document, error);
	}
	if (code == 0) {
		const struct zr_crypto_bytes bytes = {document.data, document.bytes};
		code = zr_owner_folder_write(NULL, path, bytes, error);
	}
	return code;
}

static int sign(const struct zr_keys_options *wish, struct zr_error *error)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < wish->file_count; i++) {
		code = sign_one(&wish->folder, wish->files[i], error);
		zr_error_place(error, 0, code != 0 ? wish->files[i] : NULL);
	}
	return code;
}

static int give(const struct zr_keys_options *wish, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer chain = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer document = {0};
	struct zr_ceremony_gift gift = wish->gift;
	int code = zr_owner_folder_read(NULL, wish->taker_chain, &chain, error);
	gift.chain = (struct zr_crypto_bytes){chain.data, chain.bytes};
	if (code == 0) {
		code = zr_ceremony_give(&wish->folder, &gift, &document, error);
	}
	if (code == 0) {
		const struct zr_crypto_bytes bytes = {document.data, document.bytes};
		code = zr_owner_folder_write(NULL, wish->output, bytes, error);
	}
	return code;
}

/* What a person wants to see behind an act: what is there now. */
static int run(const struct zr_keys_options *wish, struct zr_error *error)
{
	int code = 0;
	switch (wish->verb) {
	case ZR_KEYS_INIT:
	case ZR_KEYS_DEVELOPMENT:
		code = begin(wish, error);
		break;
	case ZR_KEYS_ROTATE:
		code = zr_ceremony_rotate(&wish->folder, wish->place, error);
		break;
	case ZR_KEYS_SIGN:
		return sign(wish, error);
	case ZR_KEYS_GIVE:
		return give(wish, error);
	case ZR_KEYS_SHOW:
	case ZR_KEYS_HELP:
		break;
	}
	return code == 0 ? zr_key_show(&wish->folder, stdout, error) : code;
}

int main(int argc, char **argv)
{
	struct zr_keys_options wish = {0};
	struct zr_error error = {0};
	char text[700];
	(void)setlocale(LC_CTYPE, "");
	int status = zr_keys_options_parse(argc, argv, &wish, &error) == 0 ? 0 : 2;
	if (status == 0 && wish.verb == ZR_KEYS_HELP) {
		return fputs(zr_keys_options_usage, stdout) < 0;
	}
	if (status == 0 && run(&wish, &error) != 0) {
		status = 1;
	}
	if (status != 0) {
		zr_error_format(&error, "zarya-keys", text, sizeof text);
		(void)fprintf(stderr, "%s\n", text);
	}
	return fflush(stdout) == 0 ? status : 1;
}
