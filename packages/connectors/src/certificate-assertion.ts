/** The signed statement with which an application proves to Entra ID that it has its certificate's private key. */
import { constants, createHash, randomUUID, sign, X509Certificate } from 'node:crypto'
import { SourceError } from '@waymark/ingest'

const lifetimeS = 300

/**
 * A JWT signed PS256 that names the certificate by its SHA-256 thumbprint.
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 * @param pem - certificate and private key, one after the other
 * @param audience - the token endpoint
 * @throws SourceError
 */
export function certificateAssertion(pem: string, clientId: string, audience: string): string {
  const nowS = Math.floor(Date.now() / 1000)
  const claims = { aud: audience, iss: clientId, sub: clientId, jti: randomUUID() }
  try {
    const thumbprint = createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url')
    const signed = [
      { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint },
      { ...claims, nbf: nowS, exp: nowS + lifetimeS },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    // RSA-PSS with a salt as long as the digest is what PS256 means.
    const key = { key: pem, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
  } catch (cause) {
    throw new SourceError('fatal', 'clientCertificate is not a certificate with its RSA private key.', {
      hint: 'Give both as PEM text, one after the other: BEGIN CERTIFICATE and BEGIN PRIVATE KEY.',
      cause,
    })
  }
}
