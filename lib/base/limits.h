/* Every limit of Zarya, with its reason. A test stands at each edge. */
#ifndef ZR_BASE_LIMITS_H
#define ZR_BASE_LIMITS_H

/* One buffer: the largest thing we hold whole is a questionnaire with its lists; the largest real
 * one is 3 MiB, so 64 MiB stops a hostile input and no honest one. */
#define ZR_BUFFER_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* One questionnaire file: ten times the largest real one known. */
#define ZR_FORM_BYTES_MAX ((size_t)32 * 1024 * 1024)

/* Elements inside each other in an XForm: real ones stay under 20. Also bounds recursion. */
#define ZR_FORM_DEPTH_MAX 64

/* Nesting inside one XPath expression: generated forms chain some 60 nested if(). Bounds recursion.
 */
#define ZR_XPATH_DEPTH_MAX 256

/* Instances of one repeat: the largest household or institution on one tablet. */
#define ZR_REPEAT_COUNT_MAX 10000

/* One envelope on the wire: a household is some 4 kB; an order with a questionnaire and its lists
 * is up to 8 MiB compressed. */
#define ZR_ENVELOPE_BYTES_MAX ((size_t)8 * 1024 * 1024)

/* What an envelope may unpack to: stops a decompression bomb. */
#define ZR_ENVELOPE_CONTENT_BYTES_MAX ((size_t)32 * 1024 * 1024)

/* Nesting of CBOR items from outside: ours is 6 deep. */
#define ZR_ENVELOPE_DEPTH_MAX 16

/* Files of one questionnaire: the largest real one has some 40 lists and pictures. */
#define ZR_ORDER_FILE_COUNT_MAX 1024

/* Households of one assignment: an enumerator has some 250; an area given whole stays under this. */
#define ZR_ORDER_HOUSEHOLD_COUNT_MAX 20000

/* Entries of one receipt: four times what one exchange can carry. */
#define ZR_RECEIPT_ENTRY_COUNT_MAX 1024

/* Envelopes in one exchange with the hub: 256 households of 4 kB are a megabyte, some seconds of a
 * poor mobile link, so that a broken connection loses little. */
#define ZR_EXCHANGE_COUNT_MAX 256

/* Bytes of one exchange: one largest envelope with its framing must fit. */
#define ZR_EXCHANGE_BYTES_MAX (ZR_ENVELOPE_BYTES_MAX + (size_t)64 * 1024)

/* Records waiting on a tablet: one enumerator makes some 250 in a whole census. */
#define ZR_OUTBOX_COUNT_MAX 20000

/* Pause between upload attempts, doubled from the first to the last, with jitter of half of it. */
#define ZR_RETRY_FIRST_MS 2000
#define ZR_RETRY_LAST_MS  (15 * 60 * 1000)

/* One message on the agent's socket: a finished record of the largest form, with room. */
#define ZR_LOCAL_MESSAGE_BYTES_MAX ((size_t)16 * 1024 * 1024)

/* Local programs connected to the agent at once: the shell, the app, and a few tools. */
#define ZR_LOCAL_CLIENT_COUNT_MAX 16

/* Items of one list on the agent's socket: every record of a tablet, or the households of an area.
 */
#define ZR_LOCAL_LIST_COUNT_MAX ZR_OUTBOX_COUNT_MAX

#endif
