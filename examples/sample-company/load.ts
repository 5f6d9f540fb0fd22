/** Creates the sample company's database on a cluster and loads it: `DATABASE_URL=… node load.ts`. */
import { Client } from 'pg'
import { loadSampleCompany } from './build.ts'

const { DATABASE_URL, SAMPLE_DATABASE = 'fjordlight', SAMPLE_READER_PASSWORD } = process.env
if (!DATABASE_URL) throw new Error("DATABASE_URL must be a superuser's URL of the cluster.")

/** CREATE DATABASE and ALTER ROLE take no parameters. */
const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

await inSession(DATABASE_URL, async (cluster) => {
  const { rowCount } = await cluster.query('SELECT 1 FROM pg_database WHERE datname = $1', [SAMPLE_DATABASE])
  if (rowCount === 0) await cluster.query(`CREATE DATABASE ${identifier(SAMPLE_DATABASE)}`)
})
const result = await inSession(inDatabase(DATABASE_URL, SAMPLE_DATABASE), async (sample) => {
  const loaded = await loadSampleCompany((sql) => sample.query(sql))
  if (SAMPLE_READER_PASSWORD) {
    await sample.query(`ALTER ROLE waymark_reader LOGIN PASSWORD ${literal(SAMPLE_READER_PASSWORD)}`)
  }
  const { rows } = await sample.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT relispartition AND nspname NOT IN ('pg_catalog', 'information_schema', 'sample_company')`,
  )
  return { loaded, tables: rows[0]?.count ?? 0, userName: 'waymark_reader' }
})
console.log(JSON.stringify(result))

/** The same server, another database; the URL may name a Unix socket, which the URL class cannot hold. */
function inDatabase(url: string, database: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${encodeURIComponent(database)}`)
}

async function inSession<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
