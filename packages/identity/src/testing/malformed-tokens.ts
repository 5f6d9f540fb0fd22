/** Tokens that are broken in form: signatures changed, parts missing, headers that change the rules, encrypted or huge ones. */
import { sign as signBytes } from 'node:crypto'
import type { JWTPayload } from 'jose'
import type { CorpusKeys, HostileToken } from './hostile-token.ts'
import { sign } from './local-issuer.ts'
import { b64, compact, good, kid, privateKeyOf } from './raw-token.ts'

export async function brokenSignatures(keys: CorpusKeys, genuine: string): Promise<HostileToken[]> {
  const [header = '', payload = '', signature = ''] = genuine.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  const out: HostileToken[] = []
  const add = (name: string, token: string) => out.push({ name: `T1 signature: ${name}`, token })
  for (let index = 0; index < bytes.length; index += 4) {
    const flipped = Buffer.from(bytes)
    flipped[index] = (flipped[index] ?? 0) ^ 1
    add(`bit flipped in byte ${index}`, `${header}.${payload}.${flipped.toString('base64url')}`)
  }
  for (const length of [0, 1, 16, 64, 128, 254, 255])
    add(`cut to ${length} bytes`, `${header}.${payload}.${bytes.subarray(0, length).toString('base64url')}`)
  for (const extra of ['=', '==', ' ', '\n', '\t', 'A', 'AAAA', '.', ',', '%3D', '\u00a0'])
    add(`followed by ${JSON.stringify(extra)}`, genuine + extra)
  for (const at of [header, payload]) add('padding inside', genuine.replace(at, `${at}=`))
  // 256 bytes leave four spare bits in the last character: 15 other spellings of the same signature.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(signature.at(-1) ?? 'A')
  for (let spare = 1; spare < 16; spare += 1)
    add(`spare bits ${spare}`, `${header}.${payload}.${signature.slice(0, -1)}${alphabet[last ^ spare]}`)
  add('in plain base64', `${header}.${payload}.${bytes.toString('base64')}`)
  add('reversed', `${header}.${payload}.${Buffer.from(bytes).reverse().toString('base64url')}`)
  add('zeroes', `${header}.${payload}.${Buffer.alloc(256).toString('base64url')}`)
  add('ones', `${header}.${payload}.${Buffer.alloc(256, 255).toString('base64url')}`)
  const other = (await sign(keys.issuer, { ...good(), uti: 'other' })).split('.')
  add('of another token', `${header}.${payload}.${other[2]}`)
  add('with the payload of another token', `${header}.${other[1]}.${signature}`)
  add('with another header', `${b64({ alg: 'RS256', kid: kid(keys) })}.${payload}.${signature}`)
  return out
}

export function shapes(genuine: string): HostileToken[] {
  const [header = '', payload = '', signature = ''] = genuine.split('.')
  const texts = [
    'no_token',
    'null',
    'undefined',
    '.',
    '..',
    '...',
    '....',
    `.${payload}.${signature}`,
    `${header}..${signature}`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${header}.${payload}.${signature}.${signature}`,
    `.${genuine}`,
    `${genuine}.`,
    `${header}\u200b.${payload}.${signature}`,
    `${header}.${payload}\u0000.${signature}`,
    `"${genuine}"`,
    `'${genuine}'`,
    `[${genuine}]`,
    `Bearer ${genuine}`,
    `${genuine}, ${genuine}`,
    `${genuine};x`,
    header,
    JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
    ...['null', '[]', '1', '"text"', '{', '', 'true', '\ufeff{}', '{"alg":"RS256","kid":"key-1"}{}'].map(
      (text) => `${b64(text)}.${payload}.${signature}`,
    ),
    ...['null', '[]', '1', '"text"', '{', '', 'true', '\ufeff{}', '{"iss":1}'].map(
      (text) => `${header}.${b64(text)}.${signature}`,
    ),
    `${Buffer.from([0xff, 0xfe, 0x7b, 0x7d]).toString('base64url')}.${payload}.${signature}`,
    `${header}.${Buffer.from([0xc3, 0x28]).toString('base64url')}.${signature}`,
  ]
  return texts.map((token) => ({ name: `T1 shape ${JSON.stringify(token).slice(0, 40)}`, token }))
}

export async function criticalHeaders(keys: CorpusKeys): Promise<HostileToken[]> {
  const headers: Record<string, unknown>[] = [
    { crit: [] },
    { crit: ['exp'] },
    { crit: ['x'], x: 1 },
    { crit: 'exp' },
    { crit: null },
    { b64: true },
    { b64: false },
    { zip: 'DEF' },
    { zip: null },
    { enc: 'A128GCM' },
    { typ: 'JWE' },
    { typ: 'at+JWT ' },
    { typ: 'logout+jwt' },
    { typ: 'dpop+jwt' },
    { typ: 1 },
    { typ: null },
    { typ: 'application/json' },
  ]
  return Promise.all(
    headers.map(async (header) => {
      const input = compact({ alg: 'RS256', kid: kid(keys), ...header }, good()).slice(0, -1)
      const signature = signBytes('sha256', Buffer.from(input), privateKeyOf(keys.issuer))
      return {
        name: `T1 header ${JSON.stringify(header)}`,
        token: `${input}.${signature.toString('base64url')}`,
      }
    }),
  )
}

export function encrypted(genuine: string): HostileToken[] {
  const headers = ['dir', 'RSA-OAEP', 'RSA1_5', 'A256KW', 'PBES2-HS512+A256KW'].flatMap((alg) =>
    ['A128GCM', 'A256CBC-HS512'].map((enc) => ({
      alg,
      enc,
      p2c: 2 ** 31,
      p2s: 'AAAA',
      zip: 'DEF',
      cty: 'JWT',
    })),
  )
  return [
    ...headers.map((header) => ({
      name: `T1 JWE ${header.alg} ${header.enc}`,
      token: `${b64(header)}.AAAA.AAAA.AAAA.AAAA`,
    })),
    { name: 'T1 nested', token: compact({ alg: 'RS256', cty: 'JWT', kid: 'key-1' }, genuine, 'AAAA') },
  ]
}

export async function oversized(keys: CorpusKeys): Promise<HostileToken[]> {
  const payloads: JWTPayload[] = [
    { ...good(), x: 'x'.repeat(12_000) },
    { ...good(), groups: Array.from({ length: 2000 }, () => crypto.randomUUID()) },
    { ...good(), x: 'x'.repeat(1_000_000) },
    { ...good(), ...Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`c${index}`, 1])) },
  ]
  const deep = `{"a":${'['.repeat(3000)}${']'.repeat(3000)}}`
  return [
    ...(await Promise.all(
      payloads.map(async (payload, index) => ({
        name: `T1 huge ${index}`,
        token: await sign(keys.issuer, payload),
      })),
    )),
    { name: 'T1 deep', token: compact({ alg: 'RS256', kid: kid(keys) }, deep, 'AAAA') },
    { name: 'T1 dots', token: '.'.repeat(11_000) },
    { name: 'T1 one long part', token: 'A'.repeat(11_000) },
    {
      name: 'T1 long header',
      token: compact({ alg: 'RS256', kid: kid(keys), x: 'x'.repeat(20_000) }, good(), 'AAAA'),
    },
  ]
}
