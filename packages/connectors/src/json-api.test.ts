import { SourceError } from '@waymark/ingest'
import { describe, expect, it } from 'vitest'
import { createJsonApi } from './json-api.ts'
import { serving } from './testing-http.ts'

const apiAt = (baseUrl: string) =>
  createJsonApi({
    name: 'The tool',
    baseUrl,
    addressKey: 'hostPort',
    authorize: async () => ({}),
    refusedHint: '',
  })
const get = async (url: string): Promise<unknown> =>
  await apiAt(url).get('/things', { signal: AbortSignal.timeout(60_000) })

describe('an answer', () => {
  it('that breaks off is asked for again: it is never an empty one', async () => {
    let asked = 0
    const things = await serving((request, response) => {
      asked += 1
      if (asked > 1) return void response.end('{"things":["a"]}')
      response.writeHead(200, { 'content-length': 1000 }).write('{"things":[')
      setTimeout(() => request.socket.destroy(), 20)
    }, get)
    expect(things).toEqual({ things: ['a'] })
    expect(asked).toBe(2)
  })

  it('without content says that the address leads elsewhere, unless the source says that there is none', async () => {
    const silence = await serving(
      (_, response) => void response.end(),
      (url) => get(url).catch((error: unknown) => error),
    )
    expect(silence).toBeInstanceOf(SourceError)
    expect(silence).toMatchObject({ message: 'The tool answers with something that is not JSON.' })
    expect(await serving((_, response) => void response.writeHead(204).end(), get)).toBeUndefined()
  })
})
