/*
 * One state of the explored system: a tablet, its hub, and what lies between them. Everything is a
 * small number, so that equal states are equal bytes:
 *
 *	interview  0, 1, 2 …  what an enumerator finished: a record id and its answers
 *	envelope   0, 1, 2 …  one sealing of an interview: a hash. Which interview and which
 *	                      sequence it has is written down in the world, for good
 *	order      0, 1, 2 …  one sealing of an order: a hash. Its edition and sequence likewise
 *	epoch      0, 1, 2 …  the lives of the hub's store
 *
 * In an array an index is kept as index + 1 and 0 is none. A set is a mask of bits.
 */
#ifndef ZR_TEST_SCENE_H
#define ZR_TEST_SCENE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SEQUENCE_MAX = 10, /* of records, and of orders: arrays have one more, 0 is unused */
	ENVELOPE_MAX = 8,
	ORDER_MAX = 8,
	REQUEST_MAX = 2, /* under way at once */
	NONE = 0,
};

enum record_state {
	RECORD_NONE,
	RECORD_WAITING,
	RECORD_RECEIVED,
	RECORD_REFUSED, /* by the hub, for good */
	RECORD_LOST,    /* the hub was set back, and the envelope is no longer here */
};

/* What is on a tablet's disk: outbox, inbox, and the application's finished interview. */
struct tablet {
	uint8_t envelope[SEQUENCE_MAX + 1];
	uint8_t state[SEQUENCE_MAX + 1]; /* enum record_state */
	uint8_t is_dropped;              /* envelopes: a set; their records stay */
	uint8_t is_hub_known;
	uint8_t hub_epoch;
	uint8_t hub_high_water;
	uint8_t hub_durable;
	uint8_t order[SEQUENCE_MAX + 1];
	uint8_t is_acknowledged; /* orders: a set */
	uint8_t applied_edition; /* what the enumerator works by, 0 for nothing */
	uint8_t applied_sequence;
	uint8_t unsubmitted; /* interview + 1: finished, not yet given to the agent */
};

struct hub {
	uint8_t records;   /* envelopes: a set */
	uint8_t set_aside; /* envelopes kept whole, but not as records */
	uint8_t high_water;
	uint8_t durable; /* sequences that a backup holds, and no second record since */
	uint8_t epoch;
	/* The book of orders: its newest row, and the highest sequence that is acknowledged. */
	uint8_t order_sequence; /* 0: none was ever wanted */
	uint8_t order_edition;
	uint8_t order; /* sealed + 1 */
	uint8_t is_acknowledged;
	uint8_t acknowledged_sequence;
	uint8_t order_floor; /* orders that the tablet knows, from a life that the hub forgot */
};

struct request {
	uint8_t is_there;
	uint8_t is_current;       /* of the exchange that runs now */
	uint8_t envelopes;        /* a set */
	uint8_t acknowledgements; /* orders: a set */
	uint8_t epoch;            /* + 1 */
	uint8_t order_high_water;
	uint8_t durable;
};

/* An answer comes over the connection that asked: with its exchange it is gone, unless the world is
 * loose. Then the tablet tells by its nonce that it is not of this exchange. */
struct answer {
	uint8_t is_there;
	uint8_t stored;  /* envelopes: a set, with code 0 */
	uint8_t later;   /* likewise, with a code that may pass */
	uint8_t refused; /* likewise, refused for good */
	uint8_t high_water;
	uint8_t epoch;
	uint8_t order; /* + 1 */
	uint8_t durable;
	uint8_t is_signed;
	uint8_t is_current; /* it has the nonce of the running exchange */
};

/* What a crash of the tablet takes, and the messages. */
struct link {
	uint8_t sync_state; /* enum zr_sync_state */
	uint8_t batch_count;
	uint8_t flight_count;
	uint8_t is_more_waiting; /* the outbox has some that the sync machine does not know */
	uint16_t in_sync;        /* sequences that the sync machine waits for: a set */
	uint16_t in_flight;      /* sequences of the running exchange: a set */
	uint8_t rejections[SEQUENCE_MAX + 1];
	uint8_t acknowledgements; /* orders that the running exchange acknowledges: a set */
	struct request requests[REQUEST_MAX];
	struct answer answer;
};

/* What has happened, and what may still happen. */
struct world {
	uint8_t interview_count;
	uint8_t envelope_count;
	uint8_t order_count;
	uint8_t edition_count;
	uint8_t epoch_count;
	uint8_t envelope_interview[ENVELOPE_MAX];
	uint8_t envelope_sequence[ENVELOPE_MAX];
	uint8_t order_edition[ORDER_MAX];
	uint8_t order_sequence[ORDER_MAX];
	uint8_t copies_left;
	uint8_t rollbacks_left;
	uint8_t backups_left;
	uint8_t restores_left;
	uint8_t repeats_left;
	uint8_t drops_left;
	uint8_t is_loose; /* as in the bounds */
};

struct scene {
	struct tablet tablet;
	struct hub hub;
	struct link link;
	struct world world;
	uint32_t copy;   /* index + 1 of the tablet's older copy, 0 for none */
	uint32_t backup; /* of the hub's */
};

/* How much may happen: the size of the explored world. */
struct bounds {
	uint8_t interviews;
	uint8_t envelopes; /* sealed before the network behaves */
	uint8_t orders;    /* likewise */
	uint8_t editions;
	uint8_t copies; /* as are rollbacks, backups and restores */
	uint8_t rollbacks;
	uint8_t backups;
	uint8_t restores;
	uint8_t repeats; /* messages that arrive and stay under way */
	uint8_t drops;
	uint8_t is_loose; /* the carrier may keep an answer, and give it to another exchange */
	uint32_t states_max;
};

#define BIT(index) (1u << (index))
static inline bool has(unsigned set, unsigned index)
{
	return (set >> index & 1u) != 0;
}

/* The third interview is one that the hub refuses for good, whoever sends it. */
static inline bool is_refusable(unsigned interview)
{
	return interview == 2;
}

#endif
