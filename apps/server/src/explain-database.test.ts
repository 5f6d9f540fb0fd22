import { readdir } from 'node:fs/promises'
import { openDatabase } from '@waymark/engine'
import { describe, expect, it } from 'vitest'
import { explainDatabase } from './explain-database.ts'

const given = process.env.WAYMARK_TEST_DATABASE_URL ?? ''

/** What somebody reads whose server finds this address in `DATABASE_URL`. */
async function sentenceAbout(change: (url: URL) => void): Promise<string> {
  const url = new URL(given)
  change(url)
  const connection = { connectionString: url.href }
  const database = openDatabase({ connection, maxConnections: 2 })
  try {
    await database.query('create extension waymark_has_no_such_extension')
    return 'connected'
  } catch (error) {
    return String(explainDatabase(error, connection))
  } finally {
    await database.close()
  }
}

describe('a database that is of no use at the start', () => {
  it('is named by its setting and address, with the reason and what to change', async () => {
    expect(
      await sentenceAbout((url) => {
        url.port = '1'
      }),
    ).toMatch(/^Error: DATABASE_URL: nothing answers at 127\.0\.0\.1:1\. Start PostgreSQL there/)
    expect(
      await sentenceAbout((url) => {
        url.hostname = 'db.invalid'
      }),
    ).toMatch(/^Error: DATABASE_URL: no machine is called 'db\.invalid'/)
    expect(
      await sentenceAbout((url) => {
        url.pathname = '/catalogue'
      }),
    ).toMatch(/has no database 'catalogue'\. Make it: CREATE DATABASE "catalogue" OWNER/)
    expect(await sentenceAbout((url) => void url.searchParams.set('sslmode', 'verify-full'))).toMatch(
      /speaks no TLS\. Switch it on there, or ask for none: \?sslmode=disable/,
    )
  })

  it('keeps its password to itself', async () => {
    const said = await sentenceAbout((url) => {
      url.port = '1'
      url.password = 'a-password-nobody-reads'
    })
    expect(said).not.toContain('a-password-nobody-reads')
  })

  it('and anything else that fails stays as it is', async () => {
    expect(await sentenceAbout(() => undefined)).toMatch(/extension "waymark_has_no_such_extension"/)
    const embedded = new Error('connect ECONNREFUSED')
    expect(explainDatabase(embedded, undefined)).toBe(embedded)
    const others = [readdir('/nowhere/to-be-found'), fetch('http://127.0.0.1:2/')]
    for (const error of await Promise.all(others.map((other) => other.catch((found: unknown) => found)))) {
      expect(error).toBeInstanceOf(Error)
      expect(explainDatabase(error, { connectionString: given })).toBe(error)
    }
  })
})
