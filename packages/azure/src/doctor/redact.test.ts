import { describe, expect, it } from 'vitest'
import { redact } from './redact.ts'

describe('what goes into a ticket', () => {
  it.each([
    ['Bearer eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxIn0.c2ln', 'Bearer <token>'],
    ['signed in as nora.haugen+x@havbris.example today', 'signed in as <e-mail> today'],
    ['rosa_other.example#EXT#@havbris.onmicrosoft.com', '<e-mail>'],
    ['the secret is s3cr3t.', 'the secret is <secret>.'],
    [
      'application 7d2c9b1e-3f4a-4e0d-8a66-5b1c0e9f2d31 in /common',
      'application 7d2c9b1e-3f4a-4e0d-8a66-5b1c0e9f2d31 in /common',
    ],
  ])('%s', (text, clean) => {
    expect(redact(text, ['s3cr3t', undefined])).toBe(clean)
  })
})
