/*
 * The engine of a hub that is one machine: one file of SQLite 3 and its write-ahead log. A reader
 * never writes, not even a checkpoint.
 */
#ifndef ZR_HUB_STORE_SQLITE_SQLITE_H
#define ZR_HUB_STORE_SQLITE_SQLITE_H

#include "hub/store/store_engine.h"

extern const struct zr_store_engine zr_sqlite_engine;

#endif
