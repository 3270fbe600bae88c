/*
 * The engine of a hub whose store is PostgreSQL 15: paths that begin with "postgresql:" are libpq's
 * addresses. Any number of hubs may work over one database. Copies are the operator's to make
 * (docs/operations.md): zr_store_copy() is ZR_E_UNSUPPORTED.
 */
#ifndef ZR_HUB_STORE_POSTGRES_POSTGRES_H
#define ZR_HUB_STORE_POSTGRES_POSTGRES_H

#include "hub/store/store_engine.h"

extern const struct zr_store_engine zr_postgres_engine;

#endif
