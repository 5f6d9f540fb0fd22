/** Tokens that nobody entitled signed: no signature, a public key as secret, other algorithms, foreign and embedded keys. */
import { createHmac, generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto'
import { exportSPKI, importJWK } from 'jose'
import type { CorpusKeys, HostileToken } from './hostile-token.ts'
import { sign } from './local-issuer.ts'
import { b64, compact, good, kid, privateKeyOf } from './raw-token.ts'

export function unsigned(keys: CorpusKeys): HostileToken[] {
  const spellings = ['none', 'None', 'NONE', 'nOnE', 'none ', ' none', 'null', '']
  return spellings.flatMap((alg) =>
    ['', 'AA', b64('signature'), b64({})].map((signature) => ({
      name: `T1 alg '${alg}' with signature '${signature}'`,
      token: compact({ alg, typ: 'JWT', kid: kid(keys) }, good(), signature),
    })),
  )
}

export async function hmacWithPublicMaterial(keys: CorpusKeys): Promise<HostileToken[]> {
  const jwk = keys.issuer.publicJwk
  const key = await importJWK(jwk, 'RS256', { extractable: true })
  const pem = 'type' in key ? await exportSPKI(key) : ''
  const secrets: Record<string, string | Buffer> = {
    pem,
    'pem without newline': pem.trim(),
    'pem in one line': pem.replaceAll('\n', ''),
    der: Buffer.from(pem.replace(/-----[^-]+-----|\n/g, ''), 'base64'),
    jwk: JSON.stringify(jwk),
    modulus: jwk.n ?? '',
    'modulus bytes': Buffer.from(jwk.n ?? '', 'base64url'),
    exponent: jwk.e ?? '',
    kid: kid(keys),
    empty: '',
    secret: 'secret',
    'key set': JSON.stringify({ keys: [jwk] }),
  }
  const sizes = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }
  return Object.entries(sizes).flatMap(([alg, hash]) =>
    Object.entries(secrets).flatMap(([name, secret]) =>
      [alg, 'RS256'].map((claimed) => {
        const input = compact({ alg: claimed, typ: 'JWT', kid: kid(keys) }, good()).slice(0, -1)
        const mac = createHmac(hash, secret).update(input).digest('base64url')
        return { name: `T1 ${alg} keyed with the ${name}, header ${claimed}`, token: `${input}.${mac}` }
      }),
    ),
  )
}

export async function otherAlgorithms(keys: CorpusKeys): Promise<HostileToken[]> {
  const signedAs = async (alg: string, hash: string, options: object = {}) => {
    const input = compact({ alg, typ: 'JWT', kid: kid(keys) }, good()).slice(0, -1)
    const key = { ...privateKeyOf(keys.issuer), ...options }
    return `${input}.${signBytes(hash, Buffer.from(input), key).toString('base64url')}`
  }
  const out: HostileToken[] = []
  for (const [alg, hash] of [
    ['RS384', 'sha384'],
    ['RS512', 'sha512'],
    ['RS1', 'sha1'],
    ['rs256', 'sha256'],
    ['RS256 ', 'sha256'],
    ['Rs256', 'sha256'],
    ['SHA256withRSA', 'sha256'],
  ] as const)
    out.push({ name: `T1 alg '${alg}' by the issuer's key`, token: await signedAs(alg, hash) })
  for (const [alg, hash] of [
    ['PS256', 'sha256'],
    ['PS384', 'sha384'],
    ['PS512', 'sha512'],
    ['RS256', 'sha256'],
  ] as const)
    out.push({
      name: `T1 PSS signature as ${alg}`,
      token: await signedAs(alg, hash, { padding: 6, saltLength: 32 }),
    })
  out.push({ name: 'T1 SHA-1 signature as RS256', token: await signedAs('RS256', 'sha1') })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const ed = generateKeyPairSync('ed25519').privateKey
  const foreign: [string, KeyObject, string | null][] = [
    ['ES256', ec, 'sha256'],
    ['ES384', ec, 'sha384'],
    ['ES256K', ec, 'sha256'],
    ['EdDSA', ed, null],
    ['Ed25519', ed, null],
    ['RS256', ec, 'sha256'],
  ]
  for (const [alg, key, hash] of foreign) {
    const input = compact({ alg, typ: 'JWT', kid: kid(keys) }, good()).slice(0, -1)
    out.push({
      name: `T1 ${alg} by a foreign key`,
      token: `${input}.${signBytes(hash, Buffer.from(input), key).toString('base64url')}`,
    })
  }
  for (const alg of [
    null,
    1,
    true,
    [],
    ['RS256'],
    {},
    { toString: 'RS256' },
    'dir',
    'RSA-OAEP',
    'A128KW',
    'PBES2-HS256+A128KW',
    'ECDH-ES',
  ])
    out.push({
      name: `T1 alg ${JSON.stringify(alg)}`,
      token: compact({ alg, kid: kid(keys) }, good(), 'AAAA'),
    })
  out.push({ name: 'T1 no alg', token: compact({ kid: kid(keys) }, good(), 'AAAA') })
  return out
}

export async function keyTricks(keys: CorpusKeys): Promise<HostileToken[]> {
  const strange: unknown[] = [
    undefined,
    '',
    null,
    0,
    1,
    true,
    [],
    {},
    [kid(keys)],
    { kid: kid(keys) },
    'x'.repeat(257),
    'x'.repeat(5000),
    ` ${kid(keys)}`,
    `${kid(keys)} `,
    `${kid(keys)}\u0000`,
    kid(keys).toUpperCase(),
    `${kid(keys)}\n`,
    '../../../../dev/null',
    '/dev/null',
    'file:///etc/passwd',
    keys.trap,
    `${keys.trap}#${kid(keys)}`,
    "' or '1'='1",
    `${kid(keys)}' union select 'x`,
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '*',
    '%00',
    '$\u007bjndi:ldap://x}',
    '{{7*7}}',
    '0',
    'undefined',
    'null',
    'Gb389a-9f76-gdjs-a92j-0242bk94356',
    keys.own.kid,
    keys.attacker.kid,
  ]
  const out: HostileToken[] = []
  for (const value of strange)
    for (const [who, key] of [
      ['issuer', keys.issuer],
      ['attacker', keys.attacker],
    ] as const) {
      const header = { kid: value, ...(value === undefined && { kid: undefined }) } as Record<string, unknown>
      out.push({
        name: `T1 kid ${JSON.stringify(value)?.slice(0, 40)} by the ${who}`,
        token: await sign(key, good(), header),
      })
    }
  out.push({
    name: 'T1 good kid by the attacker',
    token: await sign(keys.attacker, good(), { kid: kid(keys) }),
  })
  for (const claims of [
    good(),
    {
      ...good(),
      iss: keys.own.issuer,
      jti: crypto.randomUUID(),
      sub: 'admin',
      tokenType: 'BOT',
      aud: 'waymark',
    },
  ])
    for (const named of [kid(keys), keys.own.kid])
      for (const key of [keys.issuer, keys.attacker])
        if (!(claims.iss !== keys.own.issuer && named === kid(keys) && key === keys.issuer))
          out.push({
            name: `T9 iss ${claims.iss}, kid ${named}, signed by ${key.kid}`,
            token: await sign(key, claims, { kid: named }),
          })
  return out
}

export async function embeddedKeys(keys: CorpusKeys): Promise<HostileToken[]> {
  const jwk = { ...keys.attacker.publicJwk, kid: keys.attacker.kid }
  const members: Record<string, unknown>[] = [
    { jwk },
    { jwk: { ...jwk, kid: kid(keys) } },
    { jku: keys.trap },
    { jku: `${keys.trap}/keys` },
    { jku: 'http://169.254.169.254/keys' },
    { x5u: keys.trap },
    { x5u: `${keys.trap}/cert.pem` },
    { x5c: ['MIIB'] },
    { x5c: [] },
    { x5t: 'AAAA' },
    { jwk, jku: keys.trap, x5u: keys.trap },
    { jwks: { keys: [jwk] } },
  ]
  const out: HostileToken[] = []
  for (const member of members)
    for (const named of [kid(keys), keys.attacker.kid, keys.trap])
      out.push({
        name: `T2 ${Object.keys(member).join('+')} with kid ${named}`,
        token: await sign(keys.attacker, good(), { ...member, kid: named }),
      })
  return out
}
