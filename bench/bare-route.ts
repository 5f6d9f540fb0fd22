/** The practical ceiling: Fastify and `pg` alone, answering a stored row by primary key. A process of its own. */
import Fastify from 'fastify'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 })
const app = Fastify()

app.get<{ Params: { id: string } }>('/:id', async (request, reply) => {
  const { rows } = await pool.query<{ doc: string }>({
    name: 'bare',
    text: 'select doc from entity where id = $1',
    values: [request.params.id],
  })
  return reply.type('application/json; charset=utf-8').send(rows[0]?.doc)
})

process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }))
