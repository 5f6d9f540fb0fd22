/** The tables of the ceilings: the catalog's own bytes, in the plainest form. */
import type pg from 'pg'

/** Tables in a line, each made from the two before it: fan-in 2, and chains of this depth. */
export const chainLength = 100

/** Made from what the catalog holds by then. Answers the ids of tables in the order of their names. */
export async function prepareCeilings(client: pg.Client): Promise<readonly string[]> {
  await client.query(`
    create schema bench;
    create table bench.doc as
      select fqn collate "C" as fqn, doc,
             setweight(to_tsvector('simple', translate(name, '_', ' ')), 'A') || to_tsvector('english', doc) as words
        from entity where type = 'table';
    alter table bench.doc add primary key (fqn);
    create index on bench.doc using gin (words);
    create table bench.created (id uuid primary key default gen_random_uuid(), fqn text not null unique, doc text not null);
    create table bench.version (id bigint generated always as identity primary key, entity_id uuid not null, doc text not null);
    create table bench.event (id bigint generated always as identity primary key, entity_id uuid not null, doc text not null);
    create table bench.edge (from_id uuid not null, to_id uuid not null, primary key (from_id, to_id));
    create index on bench.edge (to_id, from_id)`)
  await client.query(
    `with t as (select id, row_number() over (order by fqn) - 1 as at from entity where type = 'table'),
          edges as (
            select a.id as from_id, b.id as to_id from t a join t b on b.at in (a.at + 1, a.at + 2)
              and a.at / ${chainLength} = b.at / ${chainLength}),
          bare as (insert into bench.edge select * from edges)
     insert into lineage_edge (from_id, from_type, to_id, to_type, source, details)
     select from_id, 'table', to_id, 'table', 'QueryLineage', '{"source":"QueryLineage","sqlQuery":"insert into x select * from y"}'
       from edges`,
  )
  const { rows } = await client.query<{ id: string }>(
    "select id from entity where type = 'table' order by fqn",
  )
  await client.query('vacuum analyze')
  return rows.map(({ id }) => id)
}

/** Rows per second of a plain COPY of JSON texts into a table of one column; the server reads its own file. */
export async function copyPerSecond(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ dir: string }>("select current_setting('data_directory') as dir")
  const path = client.escapeLiteral(`${rows[0]?.dir}/bench.copy`)
  await client.query(`copy (select doc from bench.doc limit 5000) to ${path}`)
  await client.query('create table bench.copied (body jsonb not null)')
  const start = performance.now()
  const { rowCount } = await client.query(`copy bench.copied from ${path}`)
  return (rowCount ?? 0) / ((performance.now() - start) / 1000)
}
