/** The role that ingestion signs in to PostgreSQL with, and what it may do. */

/** Schemas the role may see; `archive` is among them, since an empty schema belongs into a catalog too. */
const visibleSchemas = [
  'crm',
  'hr',
  'grid',
  'metering',
  'billing',
  'finance',
  'staging',
  'archive',
  '"Odd Names"',
]

/**
 * A role without LOGIN: whoever loads the sample gives it a password, or makes another role a member.
 * - CONNECT on the database and USAGE on schemas, without which no name in them can be looked up;
 * - SELECT on tables and views, since `information_schema` shows a role only what it may read, and profiling reads rows.
 * Nothing else: no sequence, no EXECUTE beyond what everyone has, no CREATE, no write.
 */
export function reader(): readonly string[] {
  return [
    `DO $$
BEGIN
  CREATE ROLE waymark_reader NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL; -- Roles belong to the cluster: another database, or another loader just now, has made it.
END $$`,
    `DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO waymark_reader', current_database()); END $$`,
    ...visibleSchemas.flatMap((schema) => [
      `GRANT USAGE ON SCHEMA ${schema} TO waymark_reader`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO waymark_reader`,
    ]),
  ]
}
