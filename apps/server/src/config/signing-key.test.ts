/** The key pair that signs our own tokens, from every place it may be kept in; and the pair that nobody may use. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadSettings } from './load.ts'
import { readSigningKey } from './signing-key.ts'

const directory = mkdtempSync(join(tmpdir(), 'waymark-signing-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const older = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
const pem = (key: KeyObject) => key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' })
const der = (key: KeyObject) => key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'der' })

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}
const read = (environment: Record<string, string>) =>
  readSigningKey(loadSettings(environment, undefined).settings)
const isOurs = (key: KeyObject | undefined) => key?.equals(privateKey) === true

/** A mounted Kubernetes secret: the files, and the links that the mount itself makes. */
function secret(name: string, files: Record<string, string | Buffer>): string {
  const path = join(directory, name)
  mkdirSync(join(path, '..data'), { recursive: true })
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content)
  return path
}

describe('a key pair', () => {
  it.each([
    ['PEM in the environment', { WAYMARK_SIGNING_KEY: String(pem(privateKey)) }],
    ['DER in base64 in the environment', { WAYMARK_SIGNING_KEY: der(privateKey).toString('base64') }],
    ['a file that the environment names', { WAYMARK_SIGNING_KEY_FILE: file('key.pem', pem(privateKey)) }],
    [
      'OpenMetadata’s DER files',
      {
        RSA_PRIVATE_KEY_FILE_PATH: file('private_key.der', der(privateKey)),
        RSA_PUBLIC_KEY_FILE_PATH: file('public_key.der', der(publicKey)),
      },
    ],
    ['a PEM file under OpenMetadata’s name', { RSA_PRIVATE_KEY_FILE_PATH: file('p.pem', pem(privateKey)) }],
    [
      'a mounted secret',
      { WAYMARK_SIGNING_KEY_DIR: secret('mounted', { 'private_key.pem': pem(privateKey) }) },
    ],
  ])('comes from %s', (_what, environment: Record<string, string>) => {
    const { key, mistakes } = read(environment)
    expect(mistakes).toEqual([])
    expect(isOurs(key?.privateKey)).toBe(true)
  })

  it('brings the public halves of older ones along, and the key id', () => {
    const path = secret('rotated', { 'private-key.der': der(privateKey), 'before.pem': pem(older) })
    const { key, mistakes } = read({ WAYMARK_SIGNING_KEY_DIR: path, JWT_KEY_ID: 'mine' })
    expect(mistakes).toEqual([])
    expect([key?.keyId, key?.olderKeys.map((each) => each.equals(older))]).toEqual(['mine', [true]])
  })

  it.each([
    ['WAYMARK_SIGNING_KEY', { WAYMARK_SIGNING_KEY: 'no key' }, /no RSA key that can be read/],
    [
      'WAYMARK_SIGNING_KEY',
      {
        WAYMARK_SIGNING_KEY: String(pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)),
      },
      /1024 bits; at least 2048/,
    ],
    [
      'WAYMARK_SIGNING_KEY',
      { WAYMARK_SIGNING_KEY: String(pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)) },
      /key of type ec; RSA is needed/,
    ],
    ['WAYMARK_SIGNING_KEY_DIR', { WAYMARK_SIGNING_KEY_DIR: secret('empty', {}) }, /holds no private_key/],
    [
      'RSA_PRIVATE_KEY_FILE_PATH',
      { RSA_PRIVATE_KEY_FILE_PATH: '/no/such/file' },
      /no RSA key that can be read/,
    ],
    [
      'RSA_PUBLIC_KEY_FILE_PATH',
      {
        RSA_PRIVATE_KEY_FILE_PATH: file('one.pem', pem(privateKey)),
        RSA_PUBLIC_KEY_FILE_PATH: file('other.pem', pem(older)),
      },
      /not the public half/,
    ],
  ])(
    'that %s does not give is explained, without the key',
    (setting, environment: Record<string, string>, why) => {
      const { mistakes } = read(environment)
      expect(mistakes).toEqual([{ setting, message: expect.stringMatching(why) }])
      expect(JSON.stringify(mistakes)).not.toContain('BEGIN')
    },
  )
})

describe('the published sample pair', () => {
  // Its public half, which every quick start hands out at /api/v1/system/config/jwks.
  const n =
    '2XTHbrS8uYv-THweGDgqRciCTZJIU0NuaPUQT43V7oQgj3EFptWyRd0Q6xZjsf6O8z2zWZd0qNQbMm7qIcnSkBetkJKsoqg1qjT-GEKP09GoRQLDpkl7ACgMr6Mxge7u' +
    'GmE15TFTOBUGJboI3byx-LSzg6rZXr5jdq_8IqP7_OaiRAsLDjefC85Db-N7IE-FsxeDWX8jlyh1bfP-cIOrh9rNZxsXJuc6lloZE0z9CIB0knh1mLsFxQfU_KBgDdL_' +
    'pLBwq9Kl5nS6veTiF7gplLsr61KOVRzyoyUbV7-TPb-lX4cGEjxaMb0MuCqioZwB_qxZU6c2ZisBgMu2pazPZQ'
  const sample = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n, e: 'AQAB' } })
  const path = secret('sample', { 'private_key.pem': pem(privateKey), 'quick-start.der': der(sample) })

  it('is known by its modulus, whatever its file and key id, and refused outside development', () => {
    const environment = { WAYMARK_SIGNING_KEY_DIR: path, JWT_KEY_ID: 'mine' }
    expect(read(environment).mistakes).toEqual([
      { setting: 'WAYMARK_SIGNING_KEY_DIR', message: expect.stringContaining('published sample pair') },
    ])
    expect(read({ ...environment, WAYMARK_DEVELOPMENT: 'true' }).mistakes).toEqual([])
  })
})
