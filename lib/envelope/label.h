/* Numbers of COSE that envelopes use, and our own. Source: IANA "COSE", RFC 9052, RFC 9053. */
#ifndef ZR_ENVELOPE_LABEL_H
#define ZR_ENVELOPE_LABEL_H

enum {
	ZR_LABEL_TAG_SIGN1 = 18,
	ZR_LABEL_TAG_ENCRYPT = 96,

	/* header parameters */
	ZR_LABEL_ALGORITHM = 1,
	ZR_LABEL_CONTENT_TYPE = 3,
	ZR_LABEL_KID = 4,
	ZR_LABEL_IV = 5,
	ZR_LABEL_EPHEMERAL = -1,
	/* private use: below -65536 */
	ZR_LABEL_KIND = -65537,
	ZR_LABEL_SEQUENCE = -65538,
	ZR_LABEL_TIME = -65539,
	ZR_LABEL_READER = -65540,

	/* algorithms */
	ZR_LABEL_EDDSA = -8,
	ZR_LABEL_CHACHA20_POLY1305 = 24,
	ZR_LABEL_ECDH_ES_HKDF_256 = -25,

	/* COSE_Key */
	ZR_LABEL_KEY_TYPE = 1,
	ZR_LABEL_KEY_TYPE_OKP = 1,
	ZR_LABEL_KEY_CURVE = -1,
	ZR_LABEL_KEY_CURVE_X25519 = 4,
	ZR_LABEL_KEY_X = -2,

	/* CoAP content formats of application/cose; cose-type="cose-encrypt", and of
	 * application/cbor: a pair of them */
	ZR_LABEL_FORMAT_COSE_ENCRYPT = 96,
	ZR_LABEL_FORMAT_CBOR = 60,
};

#define ZR_LABEL_CONTENT_MEDIA_TYPE "application/cbor+zstd"

#endif
