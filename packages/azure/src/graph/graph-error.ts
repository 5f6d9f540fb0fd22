/** Graph's refusals as sentences, each with the permission and the directory role that would have helped. */

/** What a request needs: a permission in the token, and what a person must be to hold it. */
export interface Rights {
  readonly permission: string
  readonly role: string
}

const administrator = 'Cloud Application Administrator or Application Administrator'

/**
 * What each operation takes, as rules over method and path; the first that fits counts.
 * https://learn.microsoft.com/graph/permissions-reference
 */
const rules: readonly (readonly [method: RegExp, path: RegExp, rights: Rights])[] = [
  [
    /POST|PATCH|DELETE/,
    /^\/oauth2PermissionGrants/,
    { permission: 'DelegatedPermissionGrant.ReadWrite.All', role: administrator },
  ],
  [
    /POST|DELETE/,
    /\/appRoleAssign(edTo|ments)/,
    { permission: 'AppRoleAssignment.ReadWrite.All', role: administrator },
  ],
  [
    /POST|PATCH|DELETE/,
    /^\/(applications|servicePrincipals|directory)/,
    { permission: 'Application.ReadWrite.All', role: administrator },
  ],
  [/GET/, /^\/oauth2PermissionGrants/, { permission: 'Directory.Read.All', role: 'Directory Readers' }],
  [/GET/, /^\/organization/, { permission: 'Organization.Read.All', role: 'Directory Readers' }],
]

/** The least that a request needs, as far as this package makes it. */
export function rightsFor(method: string, path: string): Rights {
  const rule = rules.find(([methods, paths]) => methods.test(method) && paths.test(path))
  return rule?.[2] ?? { permission: 'Application.Read.All', role: 'Directory Readers' }
}

export interface GraphErrorDetails {
  readonly status: number
  readonly code: string
  readonly requestId?: string | undefined
  /** Only where rights are missing (403). */
  readonly rights?: Rights | undefined
  readonly fix?: string | undefined
  readonly cause?: unknown
}

export class GraphError extends Error {
  override readonly name = 'GraphError'
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  /** Graph's own code, e.g. `Request_ResourceNotFound`. Messages change, codes rarely do. */
  readonly code: string
  readonly requestId: string | undefined
  readonly rights: Rights | undefined
  readonly fix: string | undefined
  constructor(message: string, details: GraphErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.status = details.status
    this.code = details.code
    this.requestId = details.requestId
    this.rights = details.rights
    this.fix = details.fix
  }
}

interface Envelope {
  readonly code: string
  readonly message: string
  readonly requestId: string | undefined
}

/** Reads Graph's error envelope (Microsoft Graph, "Error responses"). */
export function readEnvelope(text: string): Envelope {
  try {
    const body = JSON.parse(text) as {
      error?: { code?: unknown; message?: unknown; innerError?: Record<string, unknown> }
    } | null // every member is looked at before it is used
    const error = body?.error
    const requestId = error?.innerError?.['request-id']
    return {
      code: typeof error?.code === 'string' ? error.code : '',
      message: typeof error?.message === 'string' ? error.message.slice(0, 500) : '',
      requestId: typeof requestId === 'string' ? requestId : undefined,
    }
  } catch {
    return { code: '', message: '', requestId: undefined }
  }
}

/** Whether the tenant's policy for applications forbids this kind or lifetime of credential. */
export function isCredentialPolicy(code: string): boolean {
  return /^Credential.*AsPerAppPolicy$/.test(code)
}

/** The error for an answer that is none of the expected ones. */
export function graphError(method: string, path: string, status: number, envelope: Envelope): GraphError {
  const { code, message, requestId } = envelope
  const shown = `${method} ${path.split('?')[0]}`
  if (status === 403) {
    const rights = rightsFor(method, path)
    return new GraphError(
      `Microsoft Graph refused ${shown}: the permission ${rights.permission} or the directory role for it is missing.`,
      {
        status,
        code,
        requestId,
        rights,
        fix: `Have someone with the directory role ${rights.role} do it, with a token that carries ${rights.permission}.`,
      },
    )
  }
  if (status === 401) {
    return new GraphError(`Microsoft Graph did not accept the token: ${message || code || 'HTTP 401'}`, {
      status,
      code,
      requestId,
      fix: "Get a fresh token for Microsoft Graph: az account get-access-token --resource-type ms-graph, after 'az login --tenant <tenant id>'.",
    })
  }
  const policy = /identifier ?uri|verified domain/i.test(message) && status === 400
  return new GraphError(`${shown}: ${message || code || 'refused'} (${code || 'HTTP'} ${status})`, {
    status,
    code,
    requestId,
    fix: policy
      ? 'The tenant restricts Application ID URIs. Use api://<client id>, which is always allowed.'
      : isCredentialPolicy(code)
        ? 'The tenant restricts client secrets. Use --federated or --certificate, or a shorter --secret-days.'
        : undefined,
  })
}
