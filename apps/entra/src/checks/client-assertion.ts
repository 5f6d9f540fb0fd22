/** Client assertions: a JWT signed with a registered certificate, or one from a federated issuer. */
import { createHash, X509Certificate } from 'node:crypto'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import { clouds, withoutRegion } from '../clouds.ts'
import type { Application } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import type { World } from '../world.ts'
import { issuerKeys } from './issuer-keys.ts'

/**
 * @throws 700027 for an unknown key, signature or content, 700024 outside its time, 700211/700212/700213/7002138 for a
 *   federated issuer, audience or subject that is not registered
 */
export async function checkClientAssertion(
  world: World,
  client: Application,
  assertion: string,
): Promise<void> {
  const claims = decode(assertion)
  if (claims.iss === client.appId) await checkCertificateAssertion(world, client, assertion, claims)
  else await checkFederatedAssertion(world, client, assertion, claims)
}

async function checkCertificateAssertion(
  world: World,
  client: Application,
  assertion: string,
  claims: JWTPayload,
): Promise<void> {
  const header = decodeProtectedHeader(assertion)
  const sha256 = unpadded((header as { 'x5t#S256'?: unknown })['x5t#S256'])
  const sha1 = unpadded(header.x5t)
  const certificate = client.certificates
    .map(({ pem }) => new X509Certificate(pem))
    .find(({ raw }) => thumbprint('sha256', raw) === sha256 || thumbprint('sha1', raw) === sha1)
  if (!certificate) {
    const isChain = Array.isArray(header.x5c) && world.behaviour.unregisteredChainCode === 700030
    throw isChain ? refusal(700030) : refusal(700027, { reason: 'The key was not found.' })
  }
  await verify(world, assertion, certificate.publicKey, ['PS256', 'RS256'])
  if (claims.sub !== client.appId)
    throw refusal(700027, { reason: "The assertion's sub is not the client id." })
  const audiences = [claims.aud ?? []].flat()
  if (!audiences.some((audience) => isOfLoginHost(audience)))
    throw refusal(700027, { reason: "The assertion's aud is not this authority's token endpoint." })
}

async function checkFederatedAssertion(
  world: World,
  client: Application,
  assertion: string,
  { iss = '', sub = '', aud, scp }: JWTPayload,
): Promise<void> {
  if (isOfLoginHost(iss)) throw scp === undefined ? refusal(700222) : refusal(700229)
  const generic = world.behaviour.federationMismatchCode === 70021 ? refusal(70021) : undefined
  const ofIssuer = client.federatedCredentials.filter(({ issuer }) => issuer === iss)
  if (ofIssuer.length === 0) throw generic ?? refusal(700211, { issuer: iss })
  const audiences = [aud ?? []].flat()
  const ofAudience = ofIssuer.filter(({ audience }) => audiences.includes(audience))
  if (ofAudience.length === 0) throw generic ?? refusal(700212, { audience: audiences.join(' ') })
  const credential = ofAudience.find(({ subject }) => subject === sub)
  if (!credential) {
    const almost = ofAudience.some(({ subject }) => subject.toLowerCase() === sub.toLowerCase())
    if (generic) throw generic
    throw almost ? refusal(7002138, { subject: sub }) : refusal(700213, { subject: sub })
  }
  const keys = credential.jwks ?? (await issuerKeys(world, iss))
  if (!keys) throw refusal(700211, { issuer: iss })
  await verify(world, assertion, createLocalJWKSet(keys as never), ['RS256'])
}

async function verify(world: World, assertion: string, key: unknown, algorithms: string[]): Promise<void> {
  try {
    await jwtVerify(assertion, key as never, {
      algorithms,
      clockTolerance: 300,
      currentDate: new Date(world.clock.now()),
      requiredClaims: ['exp'],
    })
  } catch (error) {
    if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed)
      throw refusal(700024)
    throw refusal(700027, { reason: 'The signature is invalid.' })
  }
}

/** Whether an issuer or audience is one of Entra's own, in any cloud. */
function isOfLoginHost(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  const host = withoutRegion(hostname)
  return (
    protocol === 'https:' &&
    Object.values(clouds).some((cloud) => cloud.loginHosts.includes(host) || cloud.stsHost === host)
  )
}

function decode(assertion: string): JWTPayload {
  try {
    return decodeJwt(assertion)
  } catch {
    throw refusal(700027, { reason: 'The assertion is not a JWT.' })
  }
}

/** MSAL for Python writes thumbprints with padding, which RFC 7515 §4.1.7 does not. */
const unpadded = (value: unknown): unknown => (typeof value === 'string' ? value.replace(/=+$/, '') : value)

const thumbprint = (algorithm: 'sha1' | 'sha256', der: Buffer): string =>
  createHash(algorithm).update(der).digest('base64url')
