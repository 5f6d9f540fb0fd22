/** The part of the corpus whose signatures are perfect: the issuer's key says something that must not be accepted. */
import type { JWTPayload } from 'jose'
import type { CorpusKeys, HostileToken } from './hostile-token.ts'
import {
  claimsOf,
  clientId,
  host,
  ingestionId,
  otherTenantId,
  sign,
  tenantId,
  v1Issuer,
  v2Issuer,
} from './local-issuer.ts'

const now = () => Math.floor(Date.now() / 1000)
const person = claimsOf.delegatedV2
const older = claimsOf.delegatedV1
const app = claimsOf.appV2

/** Claims to sign, by name. `undefined` leaves a claim out. */
function variants(): [string, JWTPayload][] {
  const out: [string, JWTPayload][] = []
  const each = (
    name: string,
    base: (more: JWTPayload) => JWTPayload,
    claim: string,
    values: readonly unknown[],
  ) => {
    for (const value of values)
      out.push([
        `${name}: ${claim} = ${JSON.stringify(value)?.slice(0, 60)}`,
        base({ [claim]: value } as JWTPayload),
      ])
  }
  const notNumbers = [undefined, null, '', 'soon', `${now() + 3600}`, true, [], [now() + 3600], {}, -1, 1e300]
  each('T3', person, 'exp', [...notNumbers, 0, 1, now() - 61, now() - 3600, now() * 1000])
  each('T3', person, 'nbf', [...notNumbers.slice(1), now() + 120, now() + 3600, now() * 1000])
  each('T3', person, 'iat', notNumbers.slice(1))
  each('T3 v1', older, 'exp', [...notNumbers, now() - 61])

  const foreign = v2Issuer.replace(tenantId, otherTenantId)
  each('T4', person, 'iss', [
    undefined,
    null,
    '',
    1,
    [],
    [v2Issuer],
    {},
    `${v2Issuer}/`,
    v2Issuer.toUpperCase(),
    v2Issuer.replace('https', 'http'),
    v2Issuer.replace('/v2.0', ''),
    v2Issuer.replace('v2.0', 'v1.0'),
    v2Issuer.replace('v2.0', 'V2.0'),
    ` ${v2Issuer}`,
    `${v2Issuer} `,
    `${v2Issuer}\n`,
    `${v2Issuer}\u0000`,
    `${v2Issuer}?`,
    `${v2Issuer}#`,
    `${v2Issuer}?x=1`,
    v2Issuer.replace('//', '//user@'),
    v2Issuer.replace('//', '//evil.example/'),
    v2Issuer.replace('.com', '.com.evil.example'),
    v2Issuer.replace('.com', '.com:443'),
    v2Issuer.replace('microsoftonline', 'micr\u043esoftonline'),
    v2Issuer.replace(tenantId, '{tenantid}'),
    v2Issuer.replace(tenantId, 'common'),
    v2Issuer.replace(tenantId, 'organizations'),
    v2Issuer.replace(tenantId, tenantId.toUpperCase()),
    v2Issuer.replace(tenantId, `{${tenantId}}`),
    v2Issuer.replace(tenantId, `x/../${tenantId}`),
    v2Issuer.replace(tenantId, 'contoso.com'),
    `${host}//${tenantId}/v2.0`,
    `${host}/${tenantId}//v2.0`,
    `https://login.microsoftonline.us/${tenantId}/v2.0`,
    `https://login.partner.microsoftonline.cn/${tenantId}/v2.0`,
    `https://login.windows.net/${tenantId}/v2.0`,
    foreign,
    `https://sts.windows.net/${tenantId}/v2.0`,
    `https://sts.windows.net/${tenantId}`,
    v1Issuer,
    'https://accounts.google.com',
    'open-metadata.org',
    '__proto__',
    'constructor',
  ])
  each('T4 v1', older, 'iss', [
    v1Issuer.slice(0, -1),
    `${v1Issuer}/`,
    v2Issuer,
    v1Issuer.replace(tenantId, otherTenantId),
    v1Issuer.replace('https', 'http'),
  ])

  const wrongAudiences = [
    undefined,
    null,
    '',
    1,
    true,
    {},
    [],
    [[]],
    [[clientId]],
    [null],
    [clientId, 1],
    ingestionId,
    `api://${ingestionId}`,
    clientId.toUpperCase(),
    ` ${clientId}`,
    `${clientId} `,
    `${clientId}x`,
    `x${clientId}`,
    clientId.slice(0, -1),
    '*',
    '00000003-0000-0000-c000-000000000000',
    'https://graph.microsoft.com',
    'https://management.azure.com',
    ['other', 'another'],
    `api://${clientId}/.default`,
    `https://${clientId}`,
    `api:/${clientId}`,
    `API://${clientId}`,
    'waymark',
    'null',
  ]
  each('T5', person, 'aud', [...wrongAudiences, `api://${clientId}`])
  each('T5 v1', older, 'aud', [...wrongAudiences, `api://${clientId}/`, `api://${clientId.toUpperCase()}`])
  each('T5 app', app, 'aud', wrongAudiences)

  each('T6', person, 'tid', [
    undefined,
    null,
    '',
    1,
    [tenantId],
    otherTenantId,
    tenantId.toUpperCase(),
    `${tenantId} `,
    'common',
    '{tenantid}',
    'contoso.com',
    '__proto__',
  ])
  each('T6', person, 'ver', [undefined, null, '', 2, 2.0, '1.0', '2', '2.0 ', '3.0', ['2.0']])
  each('T6 v1', older, 'ver', [undefined, 1, '2.0', '1', ['1.0']])
  each('T6', person, 'oid', [
    undefined,
    null,
    '',
    1,
    'ada',
    tenantId.toUpperCase(),
    `${tenantId}x`,
    [tenantId],
    {},
  ])
  out.push(['T6 a whole token of another tenant', person({ iss: foreign, tid: otherTenantId })])

  // T7: other kinds of tokens of the same issuer.
  for (const nonce of ['n', 'nonce', '']) out.push([`T7 ID token, nonce '${nonce}'`, claimsOf.idToken(nonce)])
  out.push([
    'T7 version 1 ID token',
    {
      ...older({
        aud: clientId,
        nonce: 'n',
        scp: undefined,
        appid: undefined,
        appidacr: undefined,
      } as JWTPayload),
    },
  ])
  out.push(['T7 ID token with azp', claimsOf.idToken('n', { azp: clientId })])
  out.push(['T7 ID token with at_hash', claimsOf.idToken('n', { at_hash: 'x', azp: clientId, azpacr: '0' })])
  out.push(['T7 ID token with idtyp user', claimsOf.idToken('n', { azp: clientId, idtyp: 'user' })])
  out.push([
    'T7 logout token',
    {
      ...claimsOf.idToken('n', { nonce: undefined } as JWTPayload),
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    },
  ])
  out.push([
    'T7 client assertion',
    {
      iss: clientId,
      sub: clientId,
      aud: `${host}/${tenantId}/oauth2/v2.0/token`,
      exp: now() + 300,
      jti: 'x',
    },
  ])
  out.push(['T7 refresh token', person({ scp: undefined, typ: 'Refresh' } as JWTPayload)])

  each('T8', person, 'scp', [undefined, null, '', ' ', 1, true, [], ['access_as_user'], {}])
  each('T8', person, 'azp', [
    undefined,
    null,
    '',
    1,
    [clientId],
    ingestionId,
    clientId.toUpperCase(),
    `${clientId} `,
    'https://evil.example',
  ])
  each('T8 v1', older, 'appid', [undefined, null, 1, [clientId], ingestionId])
  each('T8', person, 'idtyp', ['app'])
  each('T8 app', app, 'azp', [undefined, null, '', 1, clientId, 'not-registered'])
  each('T8 app', app, 'azpacr', [undefined, null, '0', 0, 1, '3', ['1'], '11'])
  each('T8 app', app, 'sub', [undefined, null, 'other', 1, otherTenantId])
  each('T8 app', app, 'idtyp', ['user', 'App', 'APP', 1, true, null, ['app']])
  each('T8 app', app, 'oid', [undefined, null, 'x', otherTenantId])
  out.push(['T8 wrong version of the actor', person({ azp: undefined, appid: clientId } as JWTPayload)])
  out.push(['T8 wrong version of the actor, v1', older({ appid: undefined, azp: clientId } as JWTPayload)])
  return out
}

/** Signs every variant with the issuer's own key. */
export async function claimCorpus(keys: Pick<CorpusKeys, 'issuer'>): Promise<HostileToken[]> {
  return Promise.all(
    variants().map(async ([name, claims]) => ({ name, token: await sign(keys.issuer, claims) })),
  )
}
