/**
 * Threats to a run: a hostile source, a source or a catalog that disappears in the middle, a token that is taken back, and SIGKILL of
 * the runner. Nothing acknowledged is lost, nothing is deleted because it could not be read, and the rerun converges.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../tools/ports/free-port.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'

const program = fileURLToPath(new URL('../../../apps/cli/bin/metadata.js', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'waymark-runner-faults-'))
const home = join(directory, 'home')
const database = `runner_faults_${process.pid}`
const reader = `reader_${process.pid}`
const tables = 1500

let catalog: RunningCatalog
let port: number
const admin = new pg.Client({ connectionString: process.env.WAYMARK_TEST_DATABASE_URL })
let owner: pg.Client

async function start(): Promise<void> {
  catalog = await startCatalog({ home, port, environment: { AUTHENTICATION_PROVIDER: 'basic' } })
}

beforeAll(async () => {
  port = await freePort()
  await admin.connect()
  await admin.query(`create database ${database}`)
  await admin.query(`create role ${reader} login password 'hush'`)
  const { host, port: serverPort, user, password } = admin
  owner = new pg.Client({ host, port: serverPort, user, password, database })
  await owner.connect()
  await owner.query(`do $$ begin
    for s in 1..3 loop
      execute format('create schema plain_%s', s);
      for t in 1..${tables / 3} loop
        execute format('create table plain_%s.t_%s (id int primary key, name text, at timestamptz, amount numeric)', s, t);
      end loop;
      execute format('grant usage on schema plain_%s to ${reader}', s);
      execute format('grant select on all tables in schema plain_%s to ${reader}', s);
    end loop; end $$`)
  await owner.query(hostile)
  await owner.query(`grant usage on schema "Odd ""schema"".x" to ${reader}`)
  await owner.query(`grant select on all tables in schema "Odd ""schema"".x" to ${reader}`)
  await owner.query(`revoke select on "Odd ""schema"".x".forbidden from ${reader}`)
  await start()
})

afterAll(async () => {
  await catalog?.stop()
  await owner?.end()
  await admin.query(`drop database ${database} with (force)`)
  await admin.query(`drop role ${reader}`)
  await admin.end()
  rmSync(directory, { recursive: true, force: true })
})

/** Names that break programs, tables that PostgreSQL allows, views that fail, and a schema that nobody may enter. */
const hostile = `
  create schema "Odd ""schema"".x";
  set search_path = "Odd ""schema"".x";
  create table "dot.ted ""quoted"" 🙂" ("a.b" int, "c""d" text, "e\nf" text, "::" text);
  create table "new\nline" (id int);
  create table "${'x'.repeat(63)}" (id int);
  create table no_columns ();
  create table wide (${Array.from({ length: 1600 }, (_, at) => `c${at} int`).join(', ')});
  create table hen (id int primary key, egg int);
  create table egg (id int primary key, hen int references hen);
  alter table hen add foreign key (egg) references egg;
  create table odd_values (n numeric, f float8, t text, j json, b bytea, d timestamptz);
  insert into odd_values values ('NaN', 'Infinity', e'\\\\', '{"a": 1}', '\\x00ff', 'infinity'), (1e300, 1e-300, repeat('x', 5000), null, null, now()), (null, null, '', null, null, null);
  create table forbidden (secret text);
  create view failing as select 1 / (n - n) as impossible from odd_values;
  create function broken() returns int language plpgsql as 'begin raise exception ''never''; end';
  create view raising as select broken() as value;
  create schema locked;
  create table locked.away (id int);
  reset search_path;`

interface Run {
  readonly process: ChildProcess
  readonly events: Record<string, unknown>[]
  /** Resolves when an event is told that fits; rejects when the run ends before. */
  seen(fits: (event: Record<string, unknown>) => boolean): Promise<void>
  readonly ended: Promise<number | null>
}

interface Report {
  readonly state: string
  readonly failure?: { readonly reason: string; readonly message: string; readonly hint?: string }
  readonly changes: {
    readonly new: number
    readonly changed: number
    readonly gone: number
    readonly same: number
  }
  readonly tally: { readonly error: number }
}

async function run(
  verb: string,
  config: object,
  options: { readonly token?: string; readonly strict?: boolean } = {},
): Promise<Run> {
  const jwtToken = options.token ?? (await catalog.botToken())
  const { host, port: serverPort } = admin
  const connection = {
    username: reader,
    authType: { password: 'hush' },
    hostPort: `${host}:${serverPort}`,
    database,
  }
  const file = join(directory, 'workflow.json')
  const workflow = {
    source: {
      type: 'postgres',
      serviceName: 'faults',
      serviceConnection: { config: connection },
      sourceConfig: { config },
    },
    workflowConfig: {
      openMetadataServerConfig: {
        hostPort: `http://localhost:${port}/api`,
        authProvider: 'openmetadata',
        securityConfig: { jwtToken },
      },
    },
  }
  writeFileSync(file, JSON.stringify(workflow))
  // A group of its own, so that SIGKILL reaches every process of it at once.
  const child = spawn(
    process.execPath,
    [program, verb, '--json', ...(options.strict ? ['--strict'] : []), '-c', file],
    {
      env: { ...process.env, WAYMARK_HOME: directory },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    },
  )
  const events: Record<string, unknown>[] = []
  const listeners = new Set<() => void>()
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    events.push(JSON.parse(line))
    for (const listener of listeners) listener()
  })
  const closed = new Promise<void>((resolve) => lines.once('close', () => resolve()))
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const ended = exited.then(async (code) => {
    await closed
    return code
  })
  return {
    process: child,
    events,
    ended,
    seen: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (events.some(fits)) resolve()
        }
        listeners.add(look)
        look()
        ended.then(() => reject(new Error(`the run ended before: ${JSON.stringify(events.at(-1))}`)))
      }),
  }
}

function reportOf({ events }: Run): Report {
  const last = events.at(-1) as { event: string; report: Report }
  expect(last.event).toBe('run.finished')
  return last.report
}

const some = (least: number) => (event: Record<string, unknown>) =>
  event.event === 'scan.progress' && event.type === 'table' && Number(event.done) >= least

const metadata = { type: 'DatabaseMetadata', markDeletedSchemas: true }

/** Fully qualified names of all tables of the service, deleted ones told apart. */
async function inCatalog(): Promise<{ living: string[]; deleted: string[] }> {
  const found = { living: [] as string[], deleted: [] as string[] }
  for (let after = ''; ; ) {
    const page = await catalog.api<{
      data: { fullyQualifiedName: string; deleted?: boolean }[]
      paging: { after?: string }
    }>(`tables?service=faults&include=all&limit=1000${after}`)
    for (const { fullyQualifiedName, deleted } of page.data) {
      found[deleted ? 'deleted' : 'living'].push(fullyQualifiedName)
    }
    if (!page.paging.after) return found
    after = `&after=${encodeURIComponent(page.paging.after)}`
  }
}

async function converge(): Promise<void> {
  const again = await run('ingest', metadata)
  expect(await again.ended).toBe(0)
  expect(reportOf(again).changes.gone).toBe(0)
  const { living, deleted } = await inCatalog()
  expect(deleted).toEqual([])
  expect(living.filter((name) => name.includes('.plain_'))).toHaveLength(tables)
  const settled = await run('ingest', metadata)
  expect(await settled.ended).toBe(0)
  expect(reportOf(settled).changes).toMatchObject({ new: 0, changed: 0, gone: 0 })
}

describe('a run of metadata', () => {
  it('that is killed with SIGKILL loses nothing it was told was kept, and the rerun converges', async () => {
    const killed = await run('ingest', metadata)
    await killed.seen(some(300))
    process.kill(-Number(killed.process.pid), 'SIGKILL')
    await killed.ended
    const acknowledged = Math.max(...killed.events.filter(some(0)).map((event) => Number(event.done)))
    const { living } = await inCatalog()
    expect(living.length).toBeGreaterThanOrEqual(acknowledged)
    expect(living.length).toBeLessThan(tables)
    await converge()
  })

  it('meets hostile names, impossible tables and locked schemas, and reads what it can', async () => {
    const { living } = await inCatalog()
    const odd = living.filter((name) => name.startsWith(`faults.${database}."Odd ""schema"".x"`))
    expect(odd).toContain(`faults.${database}."Odd ""schema"".x"."dot.ted ""quoted"" 🙂"`)
    expect(odd.length).toBeGreaterThanOrEqual(11)
    const wide = await catalog.api<{ columns: unknown[] }>(
      `tables/name/${encodeURIComponent(`faults.${database}."Odd ""schema"".x".wide`)}`,
    )
    expect(wide.columns).toHaveLength(1600)
  })

  it('of profile or classify reports what cannot be read, and goes on with the rest', async () => {
    const odd = { includeViews: true, schemaFilterPattern: { includes: ['^Odd'] } }
    const failed = ({ events }: Run) =>
      events
        .filter((event) => event.event === 'problem' && event.severity === 'error')
        .map((event) => String(event.fullyQualifiedName).split('.').at(-1))
        .sort()
    // One of eleven tables is below the threshold: a warning, and with --strict an exit code of its own.
    const calm = { ...odd, tableFilterPattern: { excludes: ['^raising$'] } }
    const profile = await run('profile', { type: 'Profiler', ...calm }, { strict: true })
    expect(await profile.ended).toBe(3)
    expect(reportOf(profile).state).toBe('partialSuccess')
    expect(failed(profile)).toEqual(['forbidden'])
    const path = `tables/name/${encodeURIComponent(`faults.${database}."Odd ""schema"".x".odd_values`)}?fields=profile`
    const table = await catalog.api<{ profile?: { rowCount: number } }>(path)
    expect(table.profile?.rowCount).toBe(3)
    // Rows of views are read as well here, and three tables of a dozen are too many.
    const classify = await run('classify', { type: 'AutoClassification', storeSampleData: true, ...odd })
    expect(await classify.ended).toBe(1)
    expect(reportOf(classify).failure?.reason).toBe('tooManyErrors')
    expect(failed(classify)).toEqual(['failing', 'forbidden', 'raising'])
  })

  it('whose source disappears ends with 5, says so, and deletes nothing', async () => {
    const before = await inCatalog()
    const cut = await run('ingest', { ...metadata, overrideMetadata: true })
    await cut.seen(some(200))
    await admin.query(`alter role ${reader} nologin`)
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = '${reader}'`)
    expect(await cut.ended).toBe(5)
    const report = reportOf(cut)
    expect(report).toMatchObject({ state: 'failed', failure: { reason: 'source', hint: expect.any(String) } })
    expect(report.changes.gone).toBe(0)
    const after = await inCatalog()
    expect(after.deleted).toEqual([])
    expect(after.living.length).toBeGreaterThanOrEqual(before.living.length)
    await admin.query(`alter role ${reader} login`)
    await converge()
  })

  it('whose catalog is killed and comes back within its retries goes on to the end', async () => {
    await owner.query(`comment on schema plain_1 is 'changed'`)
    await owner.query(
      `do $$ begin for t in 1..500 loop execute format('comment on table plain_2.t_%s is ''changed''', t); end loop; end $$`,
    )
    const going = await run('ingest', metadata)
    await going.seen(some(100))
    await catalog.kill()
    await start()
    expect(await going.ended, JSON.stringify(going.events.at(-1))).toBe(0)
    expect(going.events.some((event) => event.event === 'retry')).toBe(true)
    await converge()
  })

  it('whose catalog stays away ends with 6 after a while and says what is the matter; the rerun converges', async () => {
    await owner.query(
      `do $$ begin for t in 1..500 loop execute format('comment on table plain_3.t_%s is ''changed''', t); end loop; end $$`,
    )
    const left = await run('ingest', metadata)
    await left.seen(some(100))
    await catalog.kill()
    expect(await left.ended).toBe(6)
    expect(reportOf(left).failure).toMatchObject({
      reason: 'server',
      message: expect.stringContaining('cannot be reached'),
    })
    await start()
    await converge()
  })

  it('whose token is taken back in the middle ends with 4 and says what to do', async () => {
    const { id } = await catalog.api<{ id: string }>('users/name/ingestion-bot')
    const token = await catalog.botToken()
    await owner.query(
      `do $$ begin for t in 1..500 loop execute format('comment on table plain_1.t_%s is ''again''', t); end loop; end $$`,
    )
    const ending = await run('ingest', metadata, { token })
    await ending.seen(some(100))
    await catalog.api('users/revokeToken', { method: 'PUT', body: { id } })
    expect(await ending.ended).toBe(4)
    expect(reportOf(ending).failure).toMatchObject({ reason: 'signIn' })
    expect((await inCatalog()).deleted).toEqual([])
    await converge()
  })
})
