import { readFileSync } from 'node:fs'
import pg from 'pg'
import { createEngine, createSecretBox, openDatabase } from '@waymark/engine'
import { createRegistry } from '@waymark/spec'
import { randomBytes } from 'node:crypto'
import { dataset } from './dataset.ts'
const lab = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const database = openDatabase({ connection: { connectionString: lab.db }, maxConnections: 1 })
const captured: { text: string; values: any[] }[] = []
const wrap = (on: any) => ({ query: (s: any, v?: any) => { if (s.name === 'search-upsert') captured.push(s); return on.query(s, v) } })
const engine = createEngine({ database: { ...database, ...wrap(database), transaction: (work: any) => database.transaction((tx) => work(wrap(tx))) } as any, registry: createRegistry(), secrets: createSecretBox([{ id: 't', key: randomBytes(32) }]) })
const service = `u${Date.now() % 100000}`
const actor = { name: 'admin' }
const n = 3000
const data = dataset(service, n)
await engine.create('databaseService', { name: service, serviceType: 'Postgres' }, actor)
await engine.create('database', { name: 'shop', service }, actor)
for (const name of data.schemas) await engine.create('databaseSchema', { name, database: `${service}.shop` }, actor)
const bodies = data.bodies(0, n)
for (let i = 0; i < bodies.length; i += 200) await engine.bulk('table', bodies.slice(i, i + 200) as any, actor)
const client = new pg.Client({ connectionString: lab.db })
await client.connect()
const pid = (await client.query('select pg_backend_pid() as pid')).rows[0].pid
const cpu = () => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
const sets = captured.filter((c) => JSON.parse(c.values[0]).length === 100).slice(0, 25).map((c) => c.values[0])
const text = captured.at(-1)?.text ?? ''
console.log(sets.length, 'sets', sets[0].length / 100, 'bytes each')
const head = text.slice(0, text.indexOf('written as'))
const body = text.slice(text.indexOf('(entity_id, entity_type'), text.indexOf('on conflict'))
const cols = body.slice(0, body.indexOf('select'))
const sel = body.slice(body.indexOf('select'))
async function measure(name: string, sql: string, setup: string[] = []) {
  await client.query('begin')
  for (const s of setup) await client.query(s)
  const q = { name, text: sql }
  await client.query({ ...q, values: [sets[0]] })
  await new Promise((r) => setTimeout(r, 20))
  const t = cpu()
  for (const set of sets.slice(1)) await client.query({ ...q, values: [set] })
  await new Promise((r) => setTimeout(r, 20))
  console.log(name.padEnd(40), ((cpu() - t) / 100 / (sets.length - 1)).toFixed(4), 'ms/doc')
  await client.query('rollback')
}
await measure('parse', `${head} x as (select 1) select count(*) from d`)

await measure('english prose', `${head} x as (select 1) select sum(length(to_tsvector('english', prose))) from d`)
await measure('simple prose', `${head} x as (select 1) select sum(length(to_tsvector('simple', prose))) from d`)
await measure('inner', `${head} x as (select 1) select sum(length(to_tsvector('simple', inner_names))) from d`)
await measure('name', `${head} x as (select 1) select sum(length(to_tsvector('simple', name_words))) from d`)
await measure('title', `${head} x as (select 1) select sum(length(to_tsvector('simple', title_words))) from d`)
await measure('name + title + set', `${head} x as (select 1) select sum(length(setweight(to_tsvector('simple', name_words), 'A') || setweight(to_tsvector('simple', title_words), 'B'))) from d`)
await measure('array', `${head} x as (select 1) select sum(length(array_to_tsvector(string_to_array(inner_names, ' ')))) from d`)
await measure('inner as literal', `${head} x as (select 1) select sum(length((to_tsvector('simple', inner_names)::text)::tsvector)) from d`)
await measure('prose lengths', `${head} x as (select 1) select sum(length(prose)) from d`)
await measure('unnest 1 col', `${head} x as (select 1) select sum(length(prose)) from d`)
await client.end(); await database.close()
