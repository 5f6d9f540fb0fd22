/**
 * What Fastify, `pg` and PostgreSQL do alone: the practical ceilings, as a process of its own. Its statements and tables are its own and
 * stay as they are, so that a ratio to them means the same next year.
 */
import Fastify from 'fastify'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 })
const app = Fastify()
const json = 'application/json; charset=utf-8'

app.get('/bare', async (_request, reply) => reply.type(json).send('{"ok":true}'))

app.get<{ Params: { fqn: string } }>('/doc/:fqn', async (request, reply) => {
  const { rows } = await pool.query<{ doc: string }>({
    name: 'doc',
    text: 'select doc from bench.doc where fqn = $1',
    values: [request.params.fqn],
  })
  return reply.type(json).send(rows[0]?.doc)
})

app.get<{ Querystring: { after?: string } }>('/page', async (request, reply) => {
  const { rows } = await pool.query<{ doc: string }>({
    name: 'page',
    text: 'select doc from bench.doc where fqn > $1 order by fqn limit 50',
    values: [request.query.after ?? ''],
  })
  return reply.type(json).send(`{"data":[${rows.map(({ doc }) => doc).join(',')}]}`)
})

/** Full text over names, columns and descriptions, every hit ranked, and the total: what one writes first. */
app.get<{ Querystring: { q: string } }>('/search', async (request, reply) => {
  const { rows } = await pool.query<{ doc: string }>({
    name: 'search',
    text: `select doc, count(*) over () as total from bench.doc, plainto_tsquery('english', $1) as q
            where words @@ q order by ts_rank(words, q) desc limit 10`,
    values: [request.query.q],
  })
  return reply.type(json).send(`{"data":[${rows.map(({ doc }) => doc).join(',')}]}`)
})

app.get<{ Params: { id: string } }>('/lineage/:id', async (request) => {
  const { rows } = await pool.query({
    name: 'lineage',
    text: `with recursive walk (from_id, to_id, depth) as (
             select from_id, to_id, 1 from bench.edge where to_id = $1
             union
             select e.from_id, e.to_id, depth + 1 from walk join bench.edge e on e.to_id = walk.from_id where depth < 3)
           select from_id, to_id, min(depth) as depth from walk group by 1, 2`,
    values: [request.params.id],
  })
  return { edges: rows }
})

/** The entity, its version and an event in one statement: as cheap as a create with a history can be. */
app.post<{ Body: { readonly name: string } }>('/table', async (request, reply) => {
  const doc = JSON.stringify(request.body)
  const { rows } = await pool.query({
    name: 'create',
    text: `with e as (insert into bench.created (fqn, doc) values ($1, $2) returning id, doc),
                v as (insert into bench.version (entity_id, doc) select id, doc from e),
                c as (insert into bench.event (entity_id, doc) select id, doc from e)
           select doc from e`,
    values: [request.body.name, doc],
  })
  return reply.code(201).type(json).send(rows[0]?.doc)
})

process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }))
