/** Addresses of PostgreSQL that libpq understands and the driver does not: told apart before anybody waits for a host of that name. */
import { expect, it } from 'vitest'
import { externalDatabase } from './external-database.ts'
import { loadSettings } from './load.ts'

const read = (url: string) => externalDatabase(loadSettings({ DATABASE_URL: url }, undefined).settings)

it.each([
  'postgres://waymark:secret@one,two/waymark?target_session_attrs=read-write',
  'postgres://waymark:secret@one:5432,two:5433/waymark',
  'postgres://waymark:secret@/waymark?sslmode=require&host=one,two',
  'postgresql://waymark:secret@one/waymark?target_session_attrs=primary',
])('several hosts are refused with what to do instead: %s', (url) => {
  const { connection, mistakes } = read(url)
  expect(connection).toBeUndefined()
  expect(mistakes.map(({ message }) => message)).toEqual([
    expect.stringContaining('Name one address that leads to the primary'),
  ])
})

it('commas elsewhere are none of its business', () => {
  const url = 'postgres://waymark:a,b@one/waymark?options=-csearch_path%3Da,b'
  expect(read(url)).toEqual({ connection: { connectionString: url }, mistakes: [] })
})
