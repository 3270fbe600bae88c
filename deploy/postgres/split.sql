-- Gives a part of the tablets' rows to another server: those of tablets from a given id on. The hubs are stopped meanwhile.
-- The other server has a database that a hub of the same version was started over once, so that its tables stand there.
--
--   psql -d zarya -v name=part2 -v host=db9 -v port=5432 -v dbname=zarya -v user=zarya -v password=… -v at='\x80' -f split.sql
--
-- A tablet's id is 16 random bytes: '\x80' gives away half, '\xc0' a quarter. To be run by a superuser, once for each server,
-- from the highest ids down. One transaction: either all is moved, or nothing is.
\set ON_ERROR_STOP on
BEGIN;
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
CREATE SERVER :"name" FOREIGN DATA WRAPPER postgres_fdw
  OPTIONS (host :'host', port :'port', dbname :'dbname', batch_size '100', fetch_size '1000', keep_connections 'on');
GRANT USAGE ON FOREIGN SERVER :"name" TO :"user";
CREATE USER MAPPING FOR :"user" SERVER :"name" OPTIONS (user :'user', password :'password');
SET LOCAL ROLE :"user";

-- Every table that is parted by tablet, and its one partition here.
SELECT format($$
  ALTER TABLE %1$I DETACH PARTITION %2$I;
  CREATE FOREIGN TABLE %3$I PARTITION OF %1$I FOR VALUES FROM (%4$L) TO (%5$s) SERVER %6$I OPTIONS (table_name %2$L);
  WITH moved AS (DELETE FROM %2$I WHERE device_id >= %4$L RETURNING *) INSERT INTO %3$I SELECT * FROM moved;
  ALTER TABLE %1$I ATTACH PARTITION %2$I FOR VALUES FROM (MINVALUE) TO (%4$L);$$,
  parent.relname, part.relname, parent.relname || '_' || :'name', :'at',
  coalesce(nullif(substring(pg_get_expr(part.relpartbound, part.oid) FROM 'TO \((.*)\)$'), ''), 'MAXVALUE'), :'name')
FROM pg_inherits
JOIN pg_class AS parent ON parent.oid = inhparent AND parent.relkind = 'p'
JOIN pg_class AS part ON part.oid = inhrelid AND part.relname = parent.relname || '_1'
WHERE parent.relnamespace = current_schema()::regnamespace
ORDER BY parent.relname
\gexec
COMMIT;
