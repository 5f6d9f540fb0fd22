import { type AddressInfo, connect } from 'node:net'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { createErrorHandler } from './error-mapper.ts'

it('takes a body that is cut off in the middle for the fault of whoever sent it', async () => {
  const logged: unknown[] = []
  const keep = (line: unknown) => void logged.push(line)
  const handle = createErrorHandler({ info: keep, warn: keep, error: keep })
  const app = Fastify()
  app.post('/', () => expect.unreachable())
  const answered = new Promise<number>((resolve) => {
    app.setErrorHandler((error, request, reply) => {
      handle(error, request, reply)
      resolve(reply.statusCode)
      return reply
    })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo // it listens on TCP
  const client = connect(port, '127.0.0.1', () => {
    client.write(
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"name":',
    )
  })
  app.server.once('request', () => client.destroy())
  expect(await answered).toBe(400)
  expect(logged).toEqual([])
  await app.close()
})
