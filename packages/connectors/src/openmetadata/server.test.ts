import { expect, it } from 'vitest'
import { serving } from '../testing-http.ts'
import { createServer } from './server.ts'

const signal = AbortSignal.timeout(60_000)

it('asks again for a page that broke off, and does not take it for the last one', async () => {
  let asked = 0
  const names = await serving(
    (request, response) => {
      asked += 1
      if (asked > 1) return void response.end('{"data":[{"name":"a"}],"paging":{"total":1}}')
      response.writeHead(200, { 'content-length': 1000 }).write('{"data":[')
      setTimeout(() => request.socket.destroy(), 20)
    },
    async (url) => {
      const found: unknown[] = []
      for await (const { entity } of createServer({ hostPort: `${url}/api` }).list('tables', signal))
        found.push(entity.name)
      return found
    },
  )
  expect(names).toEqual(['a'])
  expect(asked).toBe(2)
})

it('says of a page for people that it is not the API', async () => {
  const read = serving(
    (_, response) => void response.end('<html>'),
    (url) => createServer({ hostPort: url }).get('system/version', signal),
  )
  await expect(read).rejects.toMatchObject({ consequence: 'fatal', hint: expect.stringContaining('/api') })
})
