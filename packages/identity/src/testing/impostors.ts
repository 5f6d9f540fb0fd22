/** People with perfect tokens whose claims pretend: rights, bots' names, other people's addresses, look-alike letters. */
import type { JWTPayload } from 'jose'
import { claimsOf } from './local-issuer.ts'

const person = claimsOf.delegatedV2

/** Perfect tokens whose claims try to be somebody else: let in or not, never as an administrator, a bot or the victim. */
export function impostors(): readonly { readonly name: string; readonly claims: JWTPayload }[] {
  const oid = (index: number) => `bad00000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`
  const spoofs: JWTPayload[] = [
    { isBot: true },
    { isBot: 'true', tokenType: 'BOT' },
    { isAdmin: true },
    { roles: ['Admin'] },
    { roles: ['admin', 'IngestionBotRole'] },
    { wids: ['62e90394-69f5-4237-9190-012177145e10'] },
    { groups: ['admin'] },
    { preferred_username: 'ingestion-bot@contoso.com' },
    { preferred_username: 'ingestion-bot' },
    { sub: 'ingestion-bot' },
    { sub: 'admin' },
    { username: 'admin' },
    { name: 'admin' },
    { tokenType: 'ADMIN', jti: 'x' },
    { impersonatedUser: 'admin' },
    { act: { sub: 'admin' } },
    { email: 'victim@contoso.com' },
    { email: 'VICTIM@CONTOSO.COM' },
    { email: 'victim@contoso.com', email_verified: true },
    { email: 'victim@contoso.com', xms_edov: true },
    { preferred_username: 'victim@contoso.com' },
    { EMAIL: 'admin@contoso.com' },
    { Preferred_Username: 'admin@contoso.com' },
  ]
  const admin = ['admin', 'Admin', 'ADMIN', 'root']
  const addresses = [
    ...admin.flatMap((name) => [`${name}@contoso.com`, `${name}@evil.example`, name]),
    'admin@contoso.com@evil.example',
    'admin@@contoso.com',
    '@contoso.com',
    'admin@',
    'admin@contoso.com ',
    ' admin@contoso.com',
    'admin@contoso.com\u0000',
    'admin\u0000@contoso.com',
    'admin@contoso.com\n',
    '"admin"@contoso.com',
    '"admin@contoso.com"@evil.example',
    'admin(x)@contoso.com',
    '<admin@contoso.com>',
    'Admin <admin@contoso.com>',
    'admin@contoso.com,victim@contoso.com',
    'admin;victim@contoso.com',
    'admin%40contoso.com',
    'admin@contoso.com%00',
    '\u0430dmin@contoso.com',
    'adm\u0131n@contoso.com',
    'ad\uff4din@contoso.com',
    '\uff41dmin@contoso.com',
    'admin\u200b@contoso.com',
    'admin\u00ad@contoso.com',
    'a\u0064\u0301min@contoso.com',
    'adm\u0130n@contoso.com',
    'admin\uff20contoso.com',
    'admin@contoso.com\uff0eevil',
    'admin@cont\u043eso.com',
    'admin@CONTOSO\u3002com',
    'ADM\u0130N@contoso.com',
    'admin\ud800@contoso.com',
    'admin_contoso.com#EXT#@evil.example',
    'victim_contoso.com#EXT#@contoso.onmicrosoft.com',
    'admin#EXT#@contoso.com',
    'x_admin@contoso.com',
    'admin/../victim@contoso.com',
    'admin\\@contoso.com',
    "admin'--@contoso.com",
    'v\u00edctim@contoso.com',
    'victim\u0307@contoso.com',
    `${'a'.repeat(65)}@contoso.com`,
    `victim@${'a'.repeat(300)}.com`,
  ]
  const strange: unknown[] = [['admin@contoso.com'], { toString: 'admin' }, null, 1, true, '']
  return [
    ...spoofs.map((claims) => [JSON.stringify(claims), claims] as const),
    ...[...addresses, ...strange].flatMap((value) =>
      ['email', 'preferred_username'].map(
        (claim) => [`${claim} = ${JSON.stringify(value)}`, { [claim]: value }] as const,
      ),
    ),
  ].map(([name, claims], index) => ({
    name,
    claims: person({
      oid: oid(index),
      preferred_username: `stranger${index}@contoso.com`,
      ...claims,
    } as JWTPayload),
  }))
}
