/** Every error of the system in one table: its code, HTTP status, title, and what the caller is told. */

type Details = Readonly<Record<string, unknown>>

interface ProblemKind {
  readonly status: number
  readonly title: string
  /** The public sentence. It names the field, what was expected and the fix; never a secret, SQL or a path. */
  readonly message: (details: Details) => string
}

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const table = {
  // 400: the request
  'body-invalid': {
    status: 400,
    title: 'The request body is not valid',
    message: (d) => `${show(d.field)}: ${show(d.expected)}${d.hint ? ` ${show(d.hint)}` : ''}`,
  },
  'json-invalid': {
    status: 400,
    title: 'The request body is not JSON that can be stored',
    message: (d) => `The body cannot be read: ${show(d.reason)}`,
  },
  'parameter-invalid': {
    status: 400,
    title: 'A parameter is not valid',
    message: (d) => `Parameter '${show(d.parameter)}': ${show(d.expected)}`,
  },
  'name-invalid': {
    status: 400,
    title: 'The name is not valid',
    message: (d) => `'${show(d.name)}' is not a valid name: ${show(d.reason)}`,
  },
  'name-too-long': {
    status: 400,
    title: 'The fully qualified name is too long',
    message: (d) =>
      `The fully qualified name has ${show(d.length)} characters; at most ${show(d.max)} are kept. Shorten the name.`,
  },
  'patch-invalid': {
    status: 400,
    title: 'The JSON Patch is not valid',
    message: (d) => `Operation ${show(d.index)}: ${show(d.reason)}`,
  },
  'patch-test-failed': {
    status: 409,
    title: 'A test of the JSON Patch failed',
    message: (d) =>
      `Operation ${show(d.index)}: the value at '${show(d.path)}' is not the expected one. Read the entity again.`,
  },
  'reference-not-found': {
    status: 404,
    title: 'A referenced entity does not exist',
    message: (d) => `${show(d.field)}: ${show(d.expectedType)} instance for ${show(d.reference)} not found`,
  },
  'labels-exclusive': {
    status: 400,
    title: 'Two labels exclude each other',
    message: (d) =>
      `${show(d.field)}: '${show(d.one)}' and '${show(d.other)}' are mutually exclusive: at most one child of '${show(d.family)}' is allowed here. Remove one of them.`,
  },
  'label-disabled': {
    status: 400,
    title: 'The label is disabled',
    message: (d) =>
      `${show(d.field)}: '${show(d.label)}' takes no new uses, since '${show(d.disabledBy)}' is disabled. Enable it, or choose another.`,
  },
  'import-invalid': { status: 400, title: 'The import is not valid', message: (d) => show(d.reason) },

  // 401 and 403: who and whether
  'token-missing': {
    status: 401,
    title: 'Not signed in',
    message: () => 'Not Authorized! Token not present',
  },
  'token-invalid': {
    status: 401,
    title: 'The token was refused',
    message: (d) => `Not Authorized! Invalid Token${d.hint ? `. ${show(d.hint)}` : ''}`,
  },
  'token-expired': { status: 401, title: 'The token has expired', message: () => 'Expired token!' },
  'sign-in-failed': {
    status: 401,
    title: 'Sign-in failed',
    message: (d) => (d.reason ? show(d.reason) : 'Sign-in failed. Check the name and the password.'),
  },
  'scope-insufficient': {
    status: 403,
    title: 'The token does not permit this',
    message: (d) => `insufficient_scope: ${show(d.reason)}`,
  },
  'identity-refused': { status: 403, title: 'This account may not sign in', message: (d) => show(d.reason) },
  'not-allowed': {
    status: 403,
    title: 'Not allowed',
    message: (d) =>
      `Principal: ${show(d.principal)} operations [${show(d.operation)}] not allowed on ${show(d.resource)}`,
  },
  'origin-refused': {
    status: 403,
    title: 'The request came from another site',
    message: (d) =>
      `This request must come from the catalog's own pages at ${show(d.own)}, and ${d.origin ? `came from ${show(d.origin)}. If people reach the catalog there, set OPENMETADATA_SERVER_URL to it.` : 'says no Origin.'}`,
  },

  // 404 to 429: state
  'entity-not-found': {
    status: 404,
    title: 'Not found',
    message: (d) => `${show(d.type)} instance for ${show(d.key)} not found`,
  },
  'settings-not-saved': {
    status: 404,
    title: 'No such settings are saved',
    message: (d) =>
      `No sign-in settings are ${show(d.state)}: there is nothing to ${show(d.action)}. What is in force, and who said it: waymark config show --origin`,
  },
  'route-not-found': {
    status: 404,
    title: 'No such route',
    message: (d) => `${show(d.method)} ${show(d.path)} is not a route of this API. See /api/openapi.json.`,
  },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    message: (d) => `${show(d.method)} is not allowed on ${show(d.path)}; allowed: ${show(d.allowed)}.`,
  },
  'entity-exists': {
    status: 409,
    title: 'Already exists',
    message: (d) =>
      `${show(d.type)} '${show(d.name)}' already exists. Use PUT to create or update, PATCH to change it.`,
  },
  'value-taken': {
    status: 409,
    title: 'The value is taken',
    message: (d) => `${show(d.field)}: another ${show(d.type)} already has this value.`,
  },
  'entity-not-empty': {
    status: 400,
    title: 'The entity is not empty',
    message: (d) => `${show(d.type)} is not empty. Delete its children first, or pass recursive=true.`,
  },
  'entity-needed': {
    status: 409,
    title: 'Others need the entity',
    message: (d) =>
      `${show(d.type)} '${show(d.name)}' is needed by ${show(d.holders)}. Give them another one, or delete them for good first; without hardDelete it can be deleted and restored.`,
  },
  'entity-deleted': {
    status: 409,
    title: 'The entity is deleted',
    message: (d) => `${show(d.type)} '${show(d.name)}' is deleted. Restore it first (PUT …/restore).`,
  },
  'entity-protected': {
    status: 403,
    title: 'The entity is part of the system',
    message: (d) =>
      `${show(d.type)} '${show(d.name)}' belongs to the system and cannot be ${show(d.action)}.`,
  },
  'runner-missing': {
    status: 409,
    title: 'Nothing here runs ingestions',
    message: (d) =>
      `No worker of this catalog can ${show(d.action)} '${show(d.name)}'. Start one (--role worker), or run it with the command line: metadata ingest -c file.yaml.`,
  },
  'source-unreadable': {
    status: 422,
    title: 'The source could not be looked at',
    message: (d) => `${show(d.name)} could not be looked at: ${show(d.reason)}`,
  },
  'worker-silent': {
    status: 504,
    title: 'No worker answered in time',
    message: (d) =>
      `No worker answered within ${show(d.seconds)} s. Check that one runs (--role all or worker) and that its log shows no trouble, then try again.`,
  },
  'version-mismatch': {
    status: 412,
    title: 'The entity has changed',
    message: () =>
      'The entity has changed since it was read (If-Match). Read it again and repeat the change.',
  },
  'too-large': { status: 413, title: 'The request is too large', message: (d) => show(d.reason) },
  'content-type': {
    status: 415,
    title: 'The content type is not supported',
    message: (d) => `Content-Type must be ${show(d.expected)}.`,
  },
  'content-encoding': {
    status: 415,
    title: 'The content encoding is not supported',
    message: (d) => `Content-Encoding '${show(d.encoding)}' is not read. Send the body uncompressed.`,
  },
  'request-malformed': {
    status: 400,
    title: 'Bad Request',
    message: () => 'This is no request of HTTP/1.1. Look at what lies between the client and the catalog.',
  },
  'request-too-slow': {
    status: 408,
    title: 'Request Timeout',
    message: () => 'The request did not arrive in time: its headers have 15 s, all of it 60 s.',
  },
  'headers-too-large': {
    status: 431,
    title: 'Request Header Fields Too Large',
    message: () =>
      'Address and headers together have at most 54 KB. Send less at once, by POST where the route offers it.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    message: (d) => `Too many requests. Try again in ${show(d.retryAfterSeconds)} s.`,
  },

  // 5xx: ours
  internal: {
    status: 500,
    title: 'Internal error',
    message: () => 'Something went wrong here. The request id names it in the server log.',
  },
  'database-unavailable': {
    status: 503,
    title: 'The database is not available',
    message: (d) =>
      `The database ${show(d.reason ?? 'cannot be reached just now')}. Nothing was changed; try again.`,
  },
  'outcome-unknown': {
    status: 503,
    title: 'Whether the change was stored is not known',
    message: (d) =>
      `Whether the change was stored is not known: the database ${show(d.reason ?? 'was lost while it was being stored')}. Read what was to be changed, then repeat what is missing; a PUT can be repeated as it is.`,
  },
  'identity-provider-unavailable': {
    status: 503,
    title: 'The identity provider is not available',
    message: (d) =>
      `The identity provider cannot be reached (${show(d.reason)}). Try again; the local administrator can still sign in.`,
  },
} satisfies Record<string, ProblemKind>

export type ProblemCode = keyof typeof table

/** One error: what the caller is told (`message`, `details`) and what only the log sees (`cause`). */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly title: string
  readonly details: Details
  constructor(code: ProblemCode, details: Details, cause?: unknown) {
    const kind: ProblemKind = table[code]
    super(kind.message(details), cause === undefined ? undefined : { cause })
    this.name = 'Problem'
    this.code = code
    this.status = kind.status
    this.title = kind.title
    this.details = details
  }
}

/** Makes the error to throw. `details` are public; `cause` is for the log alone. */
export function problem(code: ProblemCode, details: Details = {}, cause?: unknown): Problem {
  return new Problem(code, details, cause)
}

/** @param codes - any of them; without, every problem is one */
export function isProblem(error: unknown, ...codes: readonly ProblemCode[]): error is Problem {
  return error instanceof Problem && (codes.length === 0 || codes.includes(error.code))
}

/** What was asked for; undefined where it is not there, or not any more. Anything else that goes wrong is thrown. */
export async function unlessMissing<Found>(asked: Promise<Found>): Promise<Found | undefined> {
  try {
    return await asked
  } catch (error) {
    if (isProblem(error, 'entity-not-found')) return undefined
    throw error
  }
}

/** Every problem with its status and title, for the reference page. */
export function problemTable(): readonly { code: ProblemCode; status: number; title: string }[] {
  return (Object.keys(table) as ProblemCode[]).map((code) => ({
    code,
    status: table[code].status,
    title: table[code].title,
  }))
}
