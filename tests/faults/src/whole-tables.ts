/** What a client was told of its writes, and whether the catalog's tables are whole: entity, search document and event agree. */
import pg from 'pg'
import { expect } from 'vitest'

/** What a client knows of a write: answered with success, answered with a refusal, or never answered. */
export interface Ledger {
  readonly acknowledged: Set<string>
  readonly refused: Set<string>
  readonly unknown: Set<string>
}

export function emptyLedger(): Ledger {
  return { acknowledged: new Set(), refused: new Set(), unknown: new Set() }
}

/** Names of all tables in a catalog's database, each of which is whole: created once, found by search, of the version that was told last. */
export async function wholeTables(databaseUrl: string): Promise<ReadonlySet<string>> {
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  try {
    const { rows } = await database.query<{ name: string; searchable: boolean; created: string }>(`
      select e.name,
             exists (select from search_document d where d.entity_id = e.id) as searchable,
             (select count(*) from change_event c where c.entity_id = e.id and c.event_type = 'entityCreated') as created
        from entity e where e.type = 'table'`)
    for (const row of rows) {
      expect(row.searchable, `${row.name} is not in search`).toBe(true)
      expect(row.created, `${row.name} has ${row.created} creation events`).toBe('1')
    }
    const { rows: apart } = await database.query(`
      select e.fqn, e.version, told.current_version
        from entity e
        cross join lateral (select max(current_version) as current_version, count(*) as changes from change_event c where c.entity_id = e.id) told
       where e.type in ('table', 'databaseSchema')
         and (told.current_version is distinct from e.version
              or told.changes <> 1 + (select count(*) from entity_version v where v.entity_id = e.id))`)
    expect(apart).toEqual([])
    const orphans = await database.query(`
      select 1 from search_document d where not exists (select from entity e where e.id = d.entity_id)
      union all
      select 1 from relationship r where not exists (select from entity e where e.id = r.to_id)
                                      or not exists (select from entity e where e.id = r.from_id)`)
    expect(orphans.rowCount).toBe(0)
    return new Set(rows.map((row) => row.name))
  } finally {
    await database.end()
  }
}

/** Nothing that was acknowledged is missing, and nothing is there that nobody wrote. */
export async function expectNothingLost(databaseUrl: string, ledger: Ledger): Promise<void> {
  const stored = await wholeTables(databaseUrl)
  expect([...ledger.acknowledged].filter((name) => !stored.has(name))).toEqual([])
  const written = new Set([...ledger.acknowledged, ...ledger.unknown])
  expect([...stored].filter((name) => !written.has(name))).toEqual([])
}

/** Lines of a server's log about what nobody foresaw. */
export function failuresIn(log: string): string {
  return log
    .split('\n')
    .filter((line) => /"internal"|uncaught|unhandled/i.test(line))
    .slice(-5)
    .join('\n')
}
