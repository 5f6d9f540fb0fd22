import { describe, expect, it } from 'vitest'
import { isPageAddress } from './static-files.ts'

describe('the entry page', () => {
  it.each(['/', '/search?q=x', '/table/svc.db.api.t', '/setup', '/callback', '/user/a%2Fb', '/apiary'])(
    'answers %s',
    (path) => expect(isPageAddress(path)).toBe(true),
  )
  it.each([
    '/api', '/api/v1/users', '/API/v1', '//api/v1', '/%61pi/v1', '/%2561pi/v1', '/api;x/v1', '/./api/v1', '/x/../api/v1',
    '/x/..%2fapi/v1', '/legacy/api', '/..%2f..%2fetc/passwd', '/%5c..%5cconf', '/a%00b', '/%', '/livez', '/x/%2e%2e/api',
  ])('does not stand in for %s', (path) => expect(isPageAddress(path)).toBe(false)) // biome-ignore format: a corpus
})
