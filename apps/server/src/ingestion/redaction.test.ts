import { SECRET_MASK } from '@waymark/spec'
import { expect, it } from 'vitest'
import { createRedaction, secretsOf } from './redaction.ts'

it('finds the secrets of a connection by what the API shows of it', () => {
  const revealed = {
    host: 'db',
    auth: { password: 'p@ss/word' },
    keys: [{ key: 'k1-secret' }],
    plain: SECRET_MASK,
  }
  const masked = {
    host: 'db',
    auth: { password: SECRET_MASK },
    keys: [{ key: SECRET_MASK }],
    plain: SECRET_MASK,
  }
  expect(secretsOf(masked, revealed)).toEqual(['p@ss/word', 'k1-secret'])
  expect(secretsOf(undefined, undefined)).toEqual([])
})

it('replaces them wherever they are, also in percent-encoding, within JSON, and where one begins another', () => {
  const redact = createRedaction(['p@ss/word', 'p@ss/word-longer', 'quo"te\n'])
  expect(
    redact({
      message: 'postgres://u:p%40ss%2Fword@db failed for p@ss/word-longer',
      lines: ['{"password":"quo\\"te\\n"}', 7, null],
    }),
  ).toEqual({ message: 'postgres://u:*****@db failed for *****', lines: ['{"password":"*****"}', 7, null] })
})

it('leaves words alone that are too short to be a secret', () => {
  expect(createRedaction(['a', 'the'])('the table a.b')).toBe('the table a.b')
})
