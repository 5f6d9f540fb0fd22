/** Whether a proof that is configured is one that the directory knows, and for how long. */
import { createHash, X509Certificate } from 'node:crypto'
import type { EntraProof } from '@waymark/credentials'
import { isUuid } from '@waymark/spec'
import { sameThumbprint } from '../graph/resources.ts'
import type { Registered } from '../graph/tenant-state.ts'
import { renewalDays } from '../setup/wishes.ts'
import { decodeClaims } from '../token/decode.ts'
import { type Findings, fail, type Outcome, pass, repair, skipped, warn } from './check.ts'

const dayMs = 24 * 60 * 60_000

/** @param secretFix - how this application gets another secret */
export function judgeProof(
  found: Findings,
  registered: Registered,
  proof: EntraProof,
  secretFix: string,
): Outcome {
  const nowMs = found.deps.nowMs()
  switch (proof.kind) {
    case 'secret':
      return judgeSecret(registered, proof.clientSecret, nowMs, secretFix)
    case 'certificate':
      return judgeCertificate(registered, proof.certificate, nowMs)
    case 'federatedTokenFile':
      return judgeFederation(found, registered, proof.path)
    case 'managedIdentity':
      return skipped('A managed identity has no credential that could expire.')
    case 'azureCli':
      return skipped('az signs in.')
  }
}

/** What the text of a secret tells without the directory; undefined where that is nothing. */
export function judgeSecretText(proof: EntraProof, secretFix: string): Outcome | undefined {
  return proof.kind === 'secret' && isUuid(proof.clientSecret)
    ? fail(
        'The configured client secret is a GUID: that is the Secret ID, not its Value (AADSTS7000215).',
        secretFix,
      )
    : undefined
}

function judgeSecret({ application }: Registered, secret: string, nowMs: number, fix: string): Outcome {
  const { passwords, displayName } = application
  if (passwords.length === 0)
    return fail(`The application ${displayName} has no client secret (AADSTS7000215).`, fix)
  const matching = passwords.filter(({ hint }) => hint === '' || secret.startsWith(hint))
  if (matching.length === 0) {
    return fail(
      'The configured secret is none of those registered: its first letters differ (AADSTS7000215).',
      fix,
    )
  }
  return judgeDays('client secret', Math.max(...matching.map(({ endsAtMs }) => endsAtMs)), nowMs, fix)
}

/** @param what - `client secret` or `certificate` */
export function judgeDays(
  what: 'client secret' | 'certificate',
  endsAtMs: number,
  nowMs: number,
  fix: string,
): Outcome {
  const days = Math.floor((endsAtMs - nowMs) / dayMs)
  const number = what === 'certificate' ? 'AADSTS700027' : 'AADSTS7000222'
  if (days < 0) return fail(`The ${what} expired ${-days} days ago (${number}).`, fix)
  return days < renewalDays
    ? warn(`The ${what} expires in ${days} days.`, fix)
    : pass(Number.isFinite(days) ? `valid for ${days} more days` : 'valid')
}

function judgeCertificate({ application }: Registered, pem: string, nowMs: number): Outcome {
  const fix = 'Run: waymark azure setup --certificate <file>. Or upload it under Certificates & secrets.'
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(pem)
  } catch {
    return fail(
      'The configured certificate is no PEM text that can be read.',
      "It must begin with '-----BEGIN CERTIFICATE-----' and keep its line breaks.",
    )
  }
  const thumbprint = createHash('sha1').update(certificate.raw).digest('base64')
  return application.keys.some(({ customKeyIdentifier }) => sameThumbprint(customKeyIdentifier, thumbprint))
    ? judgeDays('certificate', certificate.validToDate.getTime(), nowMs, fix)
    : fail('The configured certificate is none of those registered (AADSTS700027).', fix)
}

function judgeFederation(found: Findings, { federated }: Registered, file: string): Outcome {
  let claims: ReturnType<typeof decodeClaims>
  try {
    claims = decodeClaims(found.deps.readFile(file).trim())
  } catch {
    return fail(
      `The federated token file ${file} cannot be read.`,
      'Check AZURE_FEDERATED_TOKEN_FILE and the pod’s labels.',
    )
  }
  if (!claims) return fail(`${file} holds no JWT.`, 'Check the projected service account token.')
  const { iss, sub, aud } = claims
  const audience = Array.isArray(aud) ? aud[0] : aud
  if (federated.length === 0)
    return fail(
      'The ingestion application has no federated credential (AADSTS70021).',
      repair(' --federated …'),
    )
  const byIssuer = federated.filter(({ issuer }) => issuer === iss)
  if (byIssuer.length === 0) {
    return fail(
      `No federated credential has the token's issuer '${String(iss)}' (AADSTS700211).`,
      'Compare letter by letter, the slash at the end, too.',
    )
  }
  const bySubject = byIssuer.filter(({ subject }) => subject === sub)
  if (bySubject.length === 0) {
    const close = byIssuer.some(({ subject }) => subject.toLowerCase() === String(sub).toLowerCase())
    return fail(
      `No federated credential has the token's subject '${String(sub)}' (AADSTS${close ? '7002138' : '700213'}).`,
      close ? 'It differs in upper and lower case only; copy it from the token.' : repair(' --federated …'),
    )
  }
  return bySubject.some(({ audiences }) => audiences.includes(String(audience)))
    ? pass(`issuer, subject and audience fit`)
    : fail(
        `No federated credential has the token's audience '${String(audience)}' (AADSTS700212).`,
        repair(' --federated …'),
      )
}
