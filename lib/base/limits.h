/* Every limit of Zarya, with its reason. A test stands at each edge. */
#ifndef ZR_BASE_LIMITS_H
#define ZR_BASE_LIMITS_H

#include "lib/base/limits_double.h"

/* One buffer: the largest thing we hold whole is a questionnaire with its lists; the largest real
 * one is 3 MiB, so 64 MiB stops a hostile input and no honest one. */
#define ZR_BUFFER_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* One questionnaire file: ten times the largest real one known. */
#define ZR_FORM_BYTES_MAX ((size_t)32 * 1024 * 1024)

/* A form's id with which it stands in addresses and in the hub's tables, its version and its title
 * there, and the name of a file beside it, which tablets keep under the same name: file systems
 * take 255 bytes, of which a name's letters may take three each. */
#define ZR_FORM_ID_BYTES_MAX        63
#define ZR_FORM_VERSION_BYTES_MAX   63
#define ZR_FORM_TITLE_BYTES_MAX     127
#define ZR_FORM_FILE_NAME_BYTES_MAX 120

/* Elements inside each other in an XForm: real ones stay under 20. Also bounds recursion. */
#define ZR_FORM_DEPTH_MAX 64

/* Pairs of a rule and a node that it reads: the largest real form has some 1,000. Bounds the memory
 * of a form in which everything reads everything, to some 50 MB. */
#define ZR_FORM_EDGE_COUNT_MAX ((size_t)1000000)

/* Elements and attributes of one record's shape: ten times the largest real form. Each is looked
 * for among its brothers, so that a flat million of them would take hours. */
#define ZR_FORM_BIND_COUNT_MAX 30000

/* Languages of one form, texts times languages times their forms, and secondary instances: real
 * ones stay under 20, 400,000 and 50. */
#define ZR_FORM_LANGUAGE_COUNT_MAX  100
#define ZR_FORM_TEXT_CELL_COUNT_MAX ((size_t)8 * 1000 * 1000)
#define ZR_FORM_INSTANCE_COUNT_MAX  4096

/* A picture of a form, as a file and unpacked: a photograph of a telephone is 5 MiB and 12 M
 * pixels, of which 64 MiB are in memory for a moment. */
#define ZR_PICTURE_BYTES_MAX       (16 * 1024 * 1024)
#define ZR_PICTURE_PIXEL_COUNT_MAX (16 * 1000 * 1000)

/* Nodes that one expression looks at, with the pairs it compares and the characters it tries: a
 * list of 100,000 rows and ten columns scanned whole is 1.1 M. A condition inside a condition
 * inside a condition over every node would take years. */
#define ZR_XPATH_WORK_MAX ((uint64_t)50 * 1000 * 1000)

/* Nodes that all expressions look at for one answer: a repeat of 10,000, each with a total over
 * all, is 100 M. Some five seconds of a tablet. */
#define ZR_FORM_WORK_MAX ((uint64_t)1000 * 1000 * 1000)

/* Nesting inside one XPath expression: generated forms chain some 60 nested if(). Bounds recursion.
 */
#define ZR_XPATH_DEPTH_MAX 256

/* A workbook: sheets (real ones have up to some 20, most of them notes), rows (what a spreadsheet
 * program can show), columns (forty languages of everything stay below 500). */
#define ZR_WORKBOOK_SHEET_COUNT_MAX  256
#define ZR_WORKBOOK_ROW_COUNT_MAX    1048576
#define ZR_WORKBOOK_COLUMN_COUNT_MAX 4096

/* A workbook's text, and its cells reserved in memory: external choices of 100,000 rows by ten
 * columns are 1 M cells and some 16 MiB. Stops a decompression bomb. */
#define ZR_WORKBOOK_BYTES_MAX      ((size_t)64 * 1024 * 1024)
#define ZR_WORKBOOK_SLOT_COUNT_MAX ((size_t)4 * 1024 * 1024)

/* What the parts of one .xlsx unpack to: a sheet of 100,000 rows by ten columns is some 60 MiB of
 * XML. Stops a decompression bomb after a second or two. */
#define ZR_WORKBOOK_UNPACKED_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* Cell formats of one .xlsx: what spreadsheet programs allow. */
#define ZR_WORKBOOK_FORMAT_COUNT_MAX 65536

/* Remarks that reading a workbook leaves: nobody reads more. */
#define ZR_WORKBOOK_NOTE_COUNT_MAX 64

/* Questions and groups of one converted survey, those of loops for each choice: the largest real
 * form has some 2,000. Loops inside loops multiply; bounds what a small sheet can ask for. */
#define ZR_XLSFORM_ITEM_COUNT_MAX 100000

/* One cell that the conversion reads: four times what a spreadsheet program can hold of ASCII. */
#define ZR_XLSFORM_CELL_BYTES_MAX ((size_t)128 * 1024)

/* Languages of one form, and entities that it declares: real ones stay under 20 and 5. */
#define ZR_XLSFORM_LANGUAGE_COUNT_MAX 100
#define ZR_XLSFORM_ENTITY_COUNT_MAX   100

/* Levels of one KoboToolbox rank: each is held against all before it, so the conditions grow with
 * the square; nobody ranks more than ten. */
#define ZR_XLSFORM_RANK_LEVEL_COUNT_MAX 100

/* Choices and elements that one check looks at for compared texts: a hundred times what the largest
 * real form needs, and a second or two. Behind it names are no longer held against lists. */
#define ZR_COMPARISON_WORK_MAX 100000000

/* Faults of one conversion that are kept: an author corrects these first; further ones are counted.
 */
#define ZR_XLSFORM_FAULT_COUNT_MAX 50

/* Instances of one repeat: the largest household or institution on one tablet. */
#define ZR_REPEAT_COUNT_MAX 10000

/* Instances of all repeats in one interview, removed ones too: an institution of 10,000 persons
 * with some lists each. Bounds what nested counts in a hostile form can ask for. */
#define ZR_INSTANCE_COUNT_MAX 50000

/* One answer or calculated value: the longest honest ones are traces of some 100 kB. Bounds
 * calculations that feed on themselves through actions. */
#define ZR_VALUE_BYTES_MAX ((size_t)1024 * 1024)

/* One envelope on the wire: a household is some 4 kB; an order with a questionnaire and its lists
 * is up to 8 MiB compressed. */
#define ZR_ENVELOPE_BYTES_MAX ((size_t)8 * 1024 * 1024)

/* What an envelope may unpack to: stops a decompression bomb. */
#define ZR_ENVELOPE_CONTENT_BYTES_MAX ((size_t)32 * 1024 * 1024)

/* Nesting of CBOR items from outside: ours is 6 deep. */
#define ZR_CBOR_DEPTH_MAX 16

/* Files of one questionnaire: the largest real one has some 40 lists and pictures. */
#define ZR_ORDER_FILE_COUNT_MAX 1024

/* Points of one drawing: a finger gives some 120 a second; nearly three minutes without lifting it.
 */
#define ZR_DRAWING_POINT_COUNT_MAX 20000

/* Files of one record: a signature or picture for each of sixty persons. Together with the XML they
 * stay under ZR_ENVELOPE_BYTES_MAX, which the sealing checks. */
#define ZR_RECORD_FILE_COUNT_MAX 64

/* Files of one draft together: with the XML they fit into one envelope, which is sealed only at the
 * end, when it would be too late to say so. */
#define ZR_DRAFT_FILES_BYTES_MAX ((size_t)6 * 1024 * 1024)

/* What one record holds, its XML and files together: the XML of the largest household is some
 * 200 kB; files do not shrink, so with more the envelope would be too large anyway. Half of what an
 * order may unpack to. */
#define ZR_RECORD_BYTES_MAX ((size_t)16 * 1024 * 1024)

/* Sealed answers in one question to the office, unless a single one is larger: a round trip for a
 * page of an export, and some 256 kB at 4 kB each. Hubs and their workers connected at once. How
 * long either waits for the other. */
#define ZR_OFFICE_ITEM_COUNT_MAX     64
#define ZR_OFFICE_QUESTION_BYTES_MAX ((size_t)1024 * 1024)
#define ZR_OFFICE_CLIENT_COUNT_MAX   64
#define ZR_OFFICE_PATIENCE_S         30

/* What a record's page shows of who opened it and what was decided: a busy day of one household. */
#define ZR_HUB_RECORD_ACT_COUNT_MAX 100

/* Records of one decision of a reviewer: a page of the console, with room for programs; and the
 * bytes of such a request, or of all remarks on one record. */
#define ZR_HUB_REVIEW_COUNT_MAX 200
#define ZR_HUB_REVIEW_BYTES_MAX ((size_t)512 * 1024)

/* Characters of a passphrase that guards keys, whose files may be copied and guessed at for years.
 */
#define ZR_PASSPHRASE_CHARACTER_COUNT_MIN 12

/* What of a record the hub opens, when the answers are sealed for themselves: its texts at their
 * limits are some 900 bytes; room for what later tablets add. */
#define ZR_RECORD_COVER_BYTES_MAX ((size_t)8 * 1024)

/* Ids in a record: what the hub's tables take. A questionnaire's own code, an address as somebody
 * wrote it, a time. */
#define ZR_RECORD_ID_BYTES_MAX          63
#define ZR_RECORD_OUTCOME_BYTES_MAX     255
#define ZR_RECORD_ADDRESS_BYTES_MAX     1000
#define ZR_RECORD_APPOINTMENT_BYTES_MAX 63

/* Remarks of a controller on one record, and bytes of one, as of its answer: some sentences each.
 * The place is the path of a question, ten groups deep. */
#define ZR_RECORD_REMARK_COUNT_MAX 100
#define ZR_RECORD_REMARK_BYTES_MAX 2000
#define ZR_RECORD_PLACE_BYTES_MAX  1000

/* Open drafts that a tablet tells its hub of: an enumerator begins some ten a day. */
#define ZR_RECEIPT_DRAFT_COUNT_MAX 1024

/* Households of one assignment: an enumerator has some 250; an area given whole stays under this.
 */
#define ZR_ORDER_HOUSEHOLD_COUNT_MAX 20000

/* Records sent back in one order, unless a single one is larger: some 5 kB each. What is beyond
 * goes with the next order. */
#define ZR_ORDER_RETURN_COUNT_MAX 256
#define ZR_ORDER_RETURN_BYTES_MAX ((size_t)2 * 1024 * 1024)

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

/* Records of one exchange together, unless a single one is larger: see ZR_EXCHANGE_COUNT_MAX. */
#define ZR_SYNC_BATCH_BYTES_MAX ((size_t)1024 * 1024)

/* The longest Retry-After of a hub that a tablet believes: a mistyped one must not silence a fleet.
 */
#define ZR_RETRY_AFTER_S_MAX 3600

/* The pause between two contacts of a tablet for which nothing waits, in seconds: until a hub says
 * another, and what a tablet believes of one. 360,000 tablets at a quarter of an hour are 400
 * contacts a second; a mistyped pause must neither silence a fleet nor have it storm its hub. */
#define ZR_HUB_PAUSE_S       900
#define ZR_HUB_PAUSE_BUSY_S  60 /* of one with orders that it has not taken yet */
#define ZR_HUB_PAUSE_S_LEAST 10
#define ZR_HUB_PAUSE_S_MOST  86400

/* Envelopes of received records that a tablet keeps beside their receipts: a whole census of one
 * enumerator is some 2 MiB, so this drops only what tests and very long service leave. What its hub
 * has not called durable is kept beyond that. */
#define ZR_OUTBOX_KEPT_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* One message on the agent's socket: a finished record of the largest form, with room. */
#define ZR_LOCAL_MESSAGE_BYTES_MAX ((size_t)16 * 1024 * 1024)

/* Local programs connected to the agent at once: the shell, the app, and a few tools. */
#define ZR_LOCAL_CLIENT_COUNT_MAX 16

/* Items of one list on the agent's socket: every record of a tablet, or the households of an area.
 */
#define ZR_LOCAL_LIST_COUNT_MAX ZR_OUTBOX_COUNT_MAX

/* A text id in a line of the log, as it is written there: the path of a node in an error has as
 * many.
 */
#define ZR_LOG_ID_BYTES_MAX 160

/* The hub: requests waiting for a worker or for the writer. At 26,000 a second a full queue is 80
 * ms of work; what does not fit is told to come back. */
#define ZR_HUB_QUEUE_COUNT_MAX 2048

/* The hub: requests in one commit. More gain nothing (the sync is shared already) and add delay. */
#define ZR_HUB_BATCH_COUNT_MAX 512

/* The hub: requests of tablets that a worker takes at once, to give them back together. Some 50 us
 * each: more would make the first of them wait for the last. */
#define ZR_HUB_TAKE_COUNT_MAX 16

/* The hub: memory libmicrohttpd keeps per connection; request heads beyond it are refused. A
 * tablet's head is 200 bytes, and 360,000 of them may stay connected. */
#define ZR_HUB_CONNECTION_BYTES        8192
#define ZR_HUB_TABLET_CONNECTION_BYTES 4096

/* The hub: a field of a request's head that is kept. The longest is the answer to a Digest
 * challenge, some 400 bytes beside a name. */
#define ZR_HTTP_FIELD_BYTES_MAX 2048

/* The hub: connections of tablets, where the operator says nothing and the system allows as many
 * open files (--connections: 360,000 tablets that stay connected are 9 GB), and of the console;
 * each idle TLS connection costs some 25 kB. */
#define ZR_HUB_DEVICE_CONNECTION_COUNT      65536
#define ZR_HUB_CONSOLE_CONNECTION_COUNT_MAX 1024

/* The hub: pages of the console that listen for changes, half of its connections, so that who does
 * not listen still comes in; how long a stream lasts before the browser is asked again who it is;
 * and how often it says that it still stands, below the minute after which proxies give up. */
#define ZR_HUB_LIVE_COUNT_MAX 512
#define ZR_HUB_LIVE_S         300
#define ZR_HUB_LIVE_BEAT_S    25

/* The hub: connections of tablets that may begin in a second, for each processor; a handshake costs
 * a thousandth of one. When power or network return to a country, half of the machine is left to
 * those that are in, and two processors let 360,000 tablets in within six minutes; who is turned
 * away comes again by its own jittered pause. */
#define ZR_HUB_HANDSHAKE_COUNT_MAX 500

/* The hub: open files that are no connections of tablets: the console's, the store's of each
 * thread, answers that are files. */
#define ZR_HUB_OTHER_DESCRIPTOR_COUNT 512

/* The hub: a connection on which nothing moves is closed after this long. */
#define ZR_HUB_CONNECTION_IDLE_S 60

/* The hub: a connection's first head must be there after this long, handshake included, which GPRS
 * does in a third of it; a later head when the connection may have been idle besides. How often
 * those are looked for that take longer. */
#define ZR_HUB_HEAD_S  60
#define ZR_HUB_SWEEP_S 5

/* The hub: for so long, once in a sweep, it waits for what the disk of the last backup says. One
 * that turns answers within a tenth of it; from one that sleeps, or is away, the next sweep hears.
 */
#define ZR_HUB_LOOKOUT_US 100000

/* The hub: connections of one address (IPv6: of one /64). A whole district may stand behind one
 * address of its carrier: 30,000 tablets that call each quarter of an hour and stay connected for a
 * minute are some 2,000 at once. The operator may set the tablets' (--address-connections). */
#define ZR_HUB_ADDRESS_CONNECTION_COUNT_MAX         2048
#define ZR_HUB_CONSOLE_ADDRESS_CONNECTION_COUNT_MAX 32

/* The hub: bodies of one address, in memory: some sixty batches of a slow district at once. */
#define ZR_HUB_ADDRESS_BODY_BYTES_MAX (ZR_HUB_BODY_BYTES_MAX / 4)

/* The hub: a body may take this long and must then come at this rate, which GPRS reaches. */
#define ZR_HUB_BODY_GRACE_S     60
#define ZR_HUB_BODY_BYTES_PER_S 1000

/* The hub: bodies of all connections together, in memory. */
#define ZR_HUB_BODY_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* The hub: a JSON body of the console: an area with some thousand addresses is 200 kB. */
#define ZR_HUB_JSON_BYTES_MAX ((size_t)4 * 1024 * 1024)
#define ZR_HUB_JSON_DEPTH_MAX 16

/* The hub: files beside one questionnaire, and all of them as they are. One order must carry them:
 * compressed they stay under ZR_ENVELOPE_BYTES_MAX, which the hub measures. */
#define ZR_HUB_MEDIA_COUNT_MAX 64
#define ZR_HUB_MEDIA_BYTES_MAX ((size_t)24 * 1024 * 1024)

/* The hub: a workbook as it is brought: real ones stay under 3 MiB, pictures in it included. */
#define ZR_HUB_WORKBOOK_BYTES_MAX ((size_t)16 * 1024 * 1024)

/* The hub: errors, and warnings, that one answer lists: nobody mends more before asking again. */
#define ZR_HUB_FINDING_COUNT_MAX 200

/* The hub: threads for the console's pages. A page takes milliseconds; a second one is for whoever
 * asks while the first waits for the disk. */
#define ZR_HUB_PAGE_WORKER_COUNT 2

/* The hub: uploads and exports waiting for the one thread that does them: the operators of one hub
 * are a handful. Each holds its body in memory (ZR_HUB_BODY_BYTES_MAX). */
#define ZR_HUB_SLOW_COUNT_MAX 16

/* The hub: addresses in one area: ten times what one enumerator visits. */
#define ZR_HUB_HOUSEHOLD_COUNT_MAX 5000

/* The hub: a piece of the register as it is brought: some 10,000 addresses, whose rows the writer
 * stores in one go of 50 ms while tablets wait. A row: an address of 300 bytes and its ids, ten
 * times over; what is longer has a quotation mark that is never closed. */
#define ZR_HUB_REGISTER_PIECE_BYTES_MAX ((size_t)1024 * 1024)
#define ZR_HUB_REGISTER_ROW_BYTES_MAX   8192

/* Likewise: columns of the file, bad rows that are told one by one (nobody mends more before he
 * brings it again), rows that one call compares or takes (some 100 ms of the writer), and uploads
 * that are listed. */
#define ZR_HUB_REGISTER_COLUMN_COUNT_MAX 64
#define ZR_HUB_REGISTER_FAULT_COUNT_MAX  1000
#define ZR_HUB_REGISTER_STEP_COUNT       4000
#define ZR_HUB_UPLOAD_COUNT_MAX          50

/* The hub: rows of audit and quarantine that are kept; the oldest go first. */
#define ZR_HUB_AUDIT_COUNT_MAX      200000
#define ZR_HUB_QUARANTINE_COUNT_MAX 10000

/* The hub: envelopes, and their bytes, that are held against their hashes every ZR_HUB_SWEEP_S:
 * some 20 ms of a core. A million records take seven hours. */
#define ZR_HUB_SCRUB_COUNT     200
#define ZR_HUB_SCRUB_BYTES_MAX ((size_t)8 * 1024 * 1024)

/* The hub: envelopes, and their bytes, that are opened for one write: some 10 ms of the processor,
 * and a hundredth of that within the one writer. */
#define ZR_HUB_OPENING_COUNT_MAX 64
#define ZR_HUB_OPENING_BYTES_MAX ((size_t)8 * 1024 * 1024)

/* The hub: when more envelopes come in a second, opening waits for so many moments at most between
 * two writes. Twice what one processor opens: who comes so fast is not kept up with anyway, and
 * sixty-four in half a second is still twice what a census sends on its average. */
#define ZR_HUB_OPENING_RATE_MAX         5000
#define ZR_HUB_OPENING_MOMENT_US        100000
#define ZR_HUB_OPENING_MOMENT_COUNT_MAX 5

/* The hub: what they unpack to, and one largest record more: 64 households of 20 kB are 1.3 MB. */
#define ZR_HUB_OPENING_CONTENT_BYTES_MAX ((size_t)16 * 1024 * 1024)

/* The hub: elements inside each other in a submission: a form has at most as many. */
#define ZR_HUB_SUBMISSION_DEPTH_MAX ZR_FORM_DEPTH_MAX

/* The hub: what one tablet may bring in an hour, packed and unpacked together: a whole census of an
 * enumerator twenty times over, or all that a tablet keeps after the hub was restored. */
#define ZR_HUB_DEVICE_HOUR_BYTES_MAX ((size_t)1024 * 1024 * 1024)
#define ZR_HUB_DEVICE_HOUR_COUNT_MAX 50000

/* The hub: what a device that takes answers online may bring besides: at the day of most answers
 * 500,000 households come in some ten hours, most in the evening, 25 kB each, and after an outage
 * the whole day's at once. */
#define ZR_HUB_ONLINE_HOUR_BYTES_MAX ((size_t)32 * 1024 * 1024 * 1024)
#define ZR_HUB_ONLINE_HOUR_COUNT_MAX 1000000

/* The hub: refusals that strangers of one address (IPv6: of one /64) may cause in a minute; then
 * that address enrols nobody until the minute is over. A region enrols through one address. */
#define ZR_HUB_STRANGER_COUNT_MAX 300

/* The hub: tablets or addresses counted at once; a fleet in one hour. */
#define ZR_HUB_QUOTA_SLOT_COUNT 524288

/* The hub: refused records of one tablet that are told of by name; the oldest names go first, the
 * envelopes never. */
#define ZR_HUB_QUARANTINE_DEVICE_COUNT_MAX 1000

/* The hub: bytes of a segment, the file that envelopes are appended to, before the next begins. A
 * census of 300 GB has some 5,000; a backup copies the last one again and no other. */
#define ZR_HUB_SEGMENT_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* The hub: of its disk, what is left to the database when envelopes are refused: its log (16 MiB)
 * twice, or on a small disk this part of it; and for each envelope that was not opened yet what it
 * makes there, with all indexes, 1.5 kB by measure. */
#define ZR_HUB_RESERVE_BYTES ((int64_t)32 * 1024 * 1024)
#define ZR_HUB_RESERVE_PART  8
#define ZR_HUB_OPENED_BYTES  4096

/* The hub: rows of the audit that one tablet can cause in an hour; what comes after is counted. A
 * sound one causes none, a broken one is understood after ten. */
#define ZR_HUB_AUDIT_DEVICE_COUNT_MAX 50

/* The hub: codes of a second factor that are tried for an account in an hour, right and wrong ones.
 * Who has the password guesses one of three good codes of a million: in a day with a chance of one
 * in 460. */
#define ZR_HUB_FACTOR_COUNT_MAX 30

/* The office: how often its key was replaced: it changes once a census, or when it must. */
#define ZR_OFFICE_SUCCESSOR_COUNT_MAX 15

/* The keeper: hubs that ask it, of one machine. */
#define ZR_KEEPER_PEER_COUNT_MAX 32

/* The hub: how long a tablet's certificate is good, and from when on the tablet asks for another: a
 * census with its rehearsal is over within a year, and one that was in a box for half of it still
 * comes in time. What ran out is renewed by the enrolment key, so nothing hangs on the length. */
#define ZR_HUB_TABLET_LIFE_S  (365 * 24 * 3600)
#define ZR_HUB_TABLET_RENEW_S (180 * 24 * 3600)

/* The hub: how far the time in a request for a certificate may be from its own: the request is sent
 * right after the hub told its time, over a link that takes a minute for a handshake. */
#define ZR_HUB_RENEWAL_SKEW_S 600

/* A tablet's certificate, DER: ours have some 450 bytes. */
#define ZR_CERTIFICATE_BYTES_MAX 2048

/* The hub: an enrolment code is good for two weeks: tablets are handed out in a region in one. */
#define ZR_HUB_CODE_LIFE_S (14 * 24 * 3600)

/* The hub: codes that are made at once: a district's tablets, 42 sheets of twelve. */
#define ZR_HUB_CODE_COUNT_MAX 500

/* The hub: the life of a console session without a page that is opened, and its whole life: a long
 * working day; next morning everybody logs in again. How often its use is noted in its cookie. */
#define ZR_HUB_SESSION_IDLE_S  (8 * 3600)
#define ZR_HUB_SESSION_LIFE_S  (14 * 3600)
#define ZR_HUB_SESSION_TOUCH_S 300

/* The hub: characters of a password that somebody chooses, at least: it is the only one, and
 * guarded against guessing (below); and its bytes. */
#define ZR_HUB_PASSWORD_CHARACTER_COUNT_MIN 12
#define ZR_HUB_PASSWORD_BYTES_MAX           255

/* The hub: what a password costs to try (Argon2id, RFC 9106): 46 MiB and one pass, as OWASP's cheat
 * sheet has it, some 60 ms. One thread does it for all, so that this is all the memory it takes,
 * and so many wait for it; who comes then is told to come again. */
#define ZR_HUB_HASH_KIB       47104
#define ZR_HUB_HASH_PASSES    1
#define ZR_HUB_HASH_COUNT_MAX 256

/* The hub: passwords tried in a minute: of one account from one address (IPv6: from one /64), for a
 * person mistypes some three times; of one account from all that no right one came from, at which
 * rate a drawn password lasts for longer than the world; and from one address, behind which an
 * office of many accounts may be. Pairs of account and address that are remembered for a right one,
 * and what is counted in one minute: more than the hashing thread can try in it. */
#define ZR_HUB_LOGIN_COUNT_MAX         10
#define ZR_HUB_LOGIN_ACCOUNT_COUNT_MAX 60
#define ZR_HUB_LOGIN_ADDRESS_COUNT_MAX 100
#define ZR_HUB_LOGIN_KNOWN_COUNT_MAX   4096
#define ZR_HUB_LOGIN_SLOT_COUNT_MAX    8192

/* The hub: levels of the tree of territories (a country has five), and the bytes of a path through
 * it, which stands in an index. */
#define ZR_HUB_TERRITORY_DEPTH_MAX 12
#define ZR_HUB_TERRITORY_BYTES_MAX 400

/* The hub: rows that a page of a list looks at for those that its filter fits: some 30 ms, be there
 * millions behind them. A page that found few says where it goes on. */
#define ZR_HUB_LIST_SCAN_COUNT_MAX 4000

/* The hub: records of one household among which the one that counts is looked for, each with each:
 * an enumerator comes some five times. */
#define ZR_HUB_VISIT_COUNT_MAX 100

/* The hub: outlines for its maps. A file of them; points of one (a region's, to 500 m, has some
 * hundred); and the bytes of one answer, which goes on behind them. */
#define ZR_HUB_OUTLINE_COUNT_MAX       5000
#define ZR_HUB_OUTLINE_POINT_COUNT_MAX 5000
#define ZR_HUB_OUTLINE_ANSWER_BYTES    ((size_t)1024 * 1024)

/* The hub: territories that one page of progress shows, with those below them: the districts of the
 * largest country are 2,500. */
#define ZR_HUB_PROGRESS_COUNT_MAX 5000

/* The hub: rows of one page of a list. */
#define ZR_HUB_PAGE_COUNT_MAX 500

/* The hub over PostgreSQL: how long one statement, or a group's, is waited for: what honest ones
 * take on a busy disk, times ten; after it the server is taken for frozen. Hosts that do not let
 * one in are passed over after CONNECT_S, and a server that is gone is tried once in PAUSE_US. A
 * hub that died in a transaction holds its tablets' rows for IDLE_MS. Whole numbers: they stand in
 * SQL. */
#define ZR_HUB_POSTGRES_WAIT_MS   15000
#define ZR_HUB_POSTGRES_WAIT_US   (ZR_HUB_POSTGRES_WAIT_MS * 1000LL)
#define ZR_HUB_POSTGRES_CONNECT_S 2
#define ZR_HUB_POSTGRES_PAUSE_US  1000000LL
#define ZR_HUB_POSTGRES_IDLE_MS   60000

/* Likewise: records with their XML that are held at once, of some 20 kB each. */
#define ZR_HUB_POSTGRES_PIECE_COUNT 64

/* The hub: files of the console page and all their bytes, held in memory. */
#define ZR_HUB_CONSOLE_FILE_COUNT_MAX 64
#define ZR_HUB_CONSOLE_BYTES_MAX      ((size_t)16 * 1024 * 1024)

/* Multipart bodies: parts are a submission, its files and a few fields; names are those of files; a
 * boundary is at most 70 bytes by RFC 2046. */
#define ZR_MULTIPART_PART_COUNT_MAX     (ZR_RECORD_FILE_COUNT_MAX + 16)
#define ZR_MULTIPART_NAME_BYTES_MAX     255
#define ZR_MULTIPART_HEAD_BYTES_MAX     4096
#define ZR_MULTIPART_BOUNDARY_BYTES_MAX 70

/* The hub: one POST of an OpenRosa client; what ODK Collect takes when a server says nothing. What
 * belongs to one submission must fit into one envelope, so more would be of no use. */
#define ZR_SUBMISSION_BODY_BYTES_MAX ((size_t)10000000)

/* The hub: what clients are told to send at once. Those that have more send several times, and lose
 * less when the link breaks. */
#define ZR_SUBMISSION_ADVISED_BYTES ((size_t)4000000)

/* The hub: POSTs of one submission that wait for the last; a client sends a hundred files or a
 * body's worth at once, and a submission has ZR_RECORD_FILE_COUNT_MAX. */
#define ZR_SUBMISSION_PART_COUNT_MAX ZR_RECORD_FILE_COUNT_MAX

/* The hub: an instanceID; those of clients are "uuid:" and 36 characters. */
#define ZR_INSTANCE_ID_BYTES_MAX 255

/* The hub: connections of OpenRosa clients, of all and of one address: phones behind one router. */
#define ZR_OPENROSA_CONNECTION_COUNT_MAX         1024
#define ZR_OPENROSA_ADDRESS_CONNECTION_COUNT_MAX 256

/* The hub: how long a nonce of Digest serves; a client that has an older one is told to take
 * another, without asking its user. */
#define ZR_NONCE_LIFE_S 600

/* Owners' documents: one of them, of which a manifest with all its deltas is the largest (8 kB). */
#define ZR_COSE_DOCUMENT_BYTES_MAX (64 * 1024)

/* Who signs one: two roots of a charter and the two that come behind them, or all of both. */
#define ZR_COSE_SIGNER_COUNT_MAX 6

/* A line of charters: one for each year's keys and each loss would be a dozen in a tablet's life.
 * A thousand steps are two thousand signatures to check, some seconds. */
#define ZR_TRUST_CHAIN_COUNT_MAX 1000
#define ZR_TRUST_CHAIN_BYTES_MAX (ZR_TRUST_CHAIN_COUNT_MAX * 1024)

/* What a tablet believes, as bytes: a sector. */
#define ZR_TRUST_BYTES_MAX 512

/* A release: wholes and deltas from five releases before, for three parts. */
#define ZR_MANIFEST_FILE_COUNT_MAX 48

#include "lib/base/limits_update.h"

#endif
