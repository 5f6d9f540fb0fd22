/** What set-up is asked for, parsed from flags and settings, with every default filled in. */
import { createHash, X509Certificate } from 'node:crypto'
import type { Cloud } from '../graph/clouds.ts'

/** How the ingestion application proves that it is itself. */
export type CredentialWish =
  | { readonly kind: 'secret'; readonly days: number; readonly rotate: boolean }
  | {
      readonly kind: 'federated'
      readonly name: string
      readonly issuer: string
      readonly subject: string
      readonly audience: string
    }
  | {
      readonly kind: 'certificate'
      readonly derBase64: string
      readonly thumbprint: string
      readonly endsAt: string
    }
  /** Leave the credentials alone. */
  | { readonly kind: 'none' }

export interface SetupWishes {
  readonly tenantId: string
  readonly cloud: Cloud
  /** Where people reach the catalog, without a trailing slash. */
  readonly serverUrl: string
  readonly displayName: string
  readonly scopeName: string
  readonly roleName: string
  /** Client ids of applications that exist already; without them, our tags are looked for. */
  readonly uiAppId: string | undefined
  readonly ingestionAppId: string | undefined
  /** The ingestion application gets an Application ID URI of its own and asks for a token for itself, as the guide has it. */
  readonly selfAudience: boolean
  /** Tick "ID tokens" and "Access tokens", which only the implicit flow needs. */
  readonly legacyImplicit: boolean
  /** People sign in by a server with a secret so far; from now on by their browser, without one. */
  readonly wasConfidential: boolean
  /** Which groups tokens shall list; undefined leaves that setting alone. */
  readonly groups: 'SecurityGroup' | 'ApplicationGroup' | undefined
  /** Beginning of the secret that is configured now, to notice one that is not of this application. */
  readonly configuredSecretHint: string | undefined
  readonly credential: CredentialWish
  readonly nowMs: number
}

/** A secret that ends sooner than this is replaced. */
export const renewalDays = 30

const callbackPaths = ['/callback', '/auth/callback']

/** Both that OpenMetadata ever used: which one a client sends depends on its release. */
export function redirectUrisFor(serverUrl: string): readonly string[] {
  return callbackPaths.map((path) => `${serverUrl}${path}`)
}

/** Marks an application as this deployment's, whatever people rename it to. */
export function tagFor(serverUrl: string, application: 'ui' | 'ingestion'): string {
  return `waymark:${new URL(serverUrl).host}:${application}`
}

/**
 * A name-based GUID (RFC 9562, version 5): the same deployment plans the same ids in every run, before anything exists.
 * Scope and role ids need to be unique within their application only.
 */
export function derivedGuid(...names: readonly string[]): string {
  const space = Buffer.from('0b1e5c7a4f5d4a0e9d5e6a1c2b3d4e5f', 'hex')
  const bytes = createHash('sha1').update(space).update(names.join('\n')).digest().subarray(0, 16)
  bytes.writeUInt8(((bytes[6] ?? 0) & 0x0f) | 0x50, 6)
  bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/**
 * Reads `--federated`: `k8s:<issuer>:<namespace>:<service account>` or `github:<org>/<repository>:<environment>`.
 * @returns the sentence to show when it is neither
 */
export function parseFederated(text: string, cloud: Cloud): CredentialWish | { readonly problem: string } {
  const kubernetes = /^k8s:(https:\/\/.+):([a-z0-9-]+):([a-z0-9.-]+)$/.exec(text)
  if (kubernetes) {
    const [, issuer = '', namespace = '', account = ''] = kubernetes
    return {
      kind: 'federated',
      name: `waymark-${namespace}-${account}`.slice(0, 120),
      issuer,
      subject: `system:serviceaccount:${namespace}:${account}`,
      audience: cloud.federatedAudience,
    }
  }
  const github = /^github:([\w.-]+\/[\w.-]+):([\w. -]+)$/.exec(text)
  if (github) {
    const [, repository = '', environment = ''] = github
    return {
      kind: 'federated',
      name: `waymark-${repository}-${environment}`.replace(/[^\w-]/g, '-').slice(0, 120),
      issuer: 'https://token.actions.githubusercontent.com',
      subject: `repo:${repository}:environment:${environment}`,
      audience: cloud.federatedAudience,
    }
  }
  return {
    problem:
      `'${text}' is no federation. Write k8s:<issuer of the cluster>:<namespace>:<service account>, the issuer as ` +
      "'kubectl get --raw /.well-known/openid-configuration' shows it, or github:<organisation>/<repository>:<environment>.",
  }
}

/** Reads a certificate in PEM; its private key is not needed and not looked at. */
export function parseCertificate(pem: string): CredentialWish | { readonly problem: string } {
  try {
    const certificate = new X509Certificate(pem)
    return {
      kind: 'certificate',
      derBase64: certificate.raw.toString('base64'),
      thumbprint: createHash('sha1').update(certificate.raw).digest('base64'),
      endsAt: certificate.validToDate.toISOString(),
    }
  } catch {
    return { problem: "This is no certificate in PEM. It must hold '-----BEGIN CERTIFICATE-----'." }
  }
}
