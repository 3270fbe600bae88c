#!/bin/sh
# Run once, by Patroni on the first primary: the hub's user and database. $1 is the server's address.
set -eu
psql -X -q -v ON_ERROR_STOP=1 "$1" <<SQL
CREATE ROLE zarya LOGIN PASSWORD '@HUB_PASSWORD@';
CREATE DATABASE zarya OWNER zarya ENCODING 'UTF8' TEMPLATE template0;
SQL
