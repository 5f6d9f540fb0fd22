/** Checks a value against a schema and words each finding for people: what was expected, and the likely right key. */
import type { TSchema } from '@sinclair/typebox'
import { didYouMean } from '@waymark/spec'
import { Ajv, type ErrorObject } from 'ajv'
import formats from 'ajv-formats'
import type { Path } from './document.ts'
import { memberSchemas } from './workflow-schema.ts'

export interface Finding {
  readonly severity: 'error' | 'warning'
  readonly path: Path
  readonly message: string
}

/**
 * Every problem of `value`. A misspelt required key is one error, at the misspelt key; other unknown keys are warnings, so that
 * files of other releases run. `at` is where `value` stands in the file.
 */
export function findingsOf(schema: TSchema, value: unknown, at: Path = []): Finding[] {
  const validate = formats.default(new Ajv({ allErrors: true, strict: false, verbose: true })).compile(schema)
  validate(value)
  const errors = nearestBranches(validate.errors ?? [])
  const unknown = unknownKeys(schema, value, [])
  const findings: Finding[] = []
  const explained = new Set<string>()

  for (const error of errors) {
    const path = pointerToPath(error.instancePath)
    if (error.keyword === 'additionalProperties') {
      // Inside a choice of shapes only the schema itself knows; elsewhere the key is among the unknown ones already.
      const name = String(error.params.additionalProperty)
      const inner = [...path, name]
      if (!unknown.some((key) => samePath(key.path, inner))) unknown.push({ path: inner, name, known: [] })
      continue
    }
    if (error.keyword !== 'required') {
      findings.push({ severity: 'error', path: [...at, ...path], message: expectation(error) })
      continue
    }
    const missing = String(error.params.missingProperty)
    const misspelt = unknown.find(
      (key) => samePath(key.path.slice(0, -1), path) && didYouMean(key.name, [missing]) !== undefined,
    )
    if (misspelt) {
      explained.add(JSON.stringify(misspelt.path))
      const message = `not a known key. Write '${missing}', which is required.`
      findings.push({ severity: 'error', path: [...at, ...misspelt.path], message })
    } else {
      const what = describe(error.parentSchema, missing)
      findings.push({ severity: 'error', path: [...at, ...path], message: `'${missing}' is missing${what}.` })
    }
  }
  for (const key of unknown) {
    if (explained.has(JSON.stringify(key.path))) continue
    const likely = didYouMean(key.name, key.known)
    const hint = likely === undefined ? '' : ` Did you mean '${likely}'?`
    findings.push({
      severity: 'warning',
      path: [...at, ...key.path],
      message: `not a known key; it is ignored.${hint}`,
    })
  }
  return findings
}

/** Of a choice between shapes only the shape that fits best is reported, not each of them. */
function nearestBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = []
  const branches = new Map<string, Map<string, ErrorObject[]>>()
  for (const error of errors) {
    const match = /^(.*\/anyOf)\/(\d+)\//.exec(error.schemaPath)
    const [, choice, branch] = match ?? []
    if (choice === undefined || branch === undefined) {
      if (error.keyword !== 'anyOf') kept.push(error)
      continue
    }
    const key = `${choice} ${error.instancePath.split('/').length}`
    const byBranch = branches.get(key) ?? new Map<string, ErrorObject[]>()
    byBranch.set(branch, [...(byBranch.get(branch) ?? []), error])
    branches.set(key, byBranch)
  }
  for (const byBranch of branches.values()) {
    const [nearest] = [...byBranch.values()].sort((a, b) => a.length - b.length)
    kept.push(...(nearest ?? []))
  }
  return kept
}

function describe(parent: unknown, member: string): string {
  const properties = (parent as TSchema | undefined)?.properties as Record<string, TSchema> | undefined // verbose: true
  const description = properties?.[member]?.description
  return description === undefined ? '' : `: ${description}`
}

function expectation(error: ErrorObject): string {
  const { params } = error
  switch (error.keyword) {
    case 'type':
      return `must be ${article(String(params.type))}, but is ${kindOf(error.data)}.`
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String) // ajv: the keyword's own list
      const likely = typeof error.data === 'string' ? didYouMean(error.data, allowed) : undefined
      return `must be one of ${allowed.join(', ')}.${likely === undefined ? '' : ` Did you mean '${likely}'?`}`
    }
    case 'minLength':
      return 'must not be empty.'
    case 'minimum':
      return `must be at least ${params.limit}.`
    case 'maximum':
      return `must be at most ${params.limit}.`
    default:
      return `${error.message ?? 'is not valid'}.`
  }
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    boolean: 'true or false',
    object: 'a block of keys',
    array: "a list (lines that begin with '- ')",
    integer: 'a whole number',
    number: 'a number',
  }
  return names[type] ?? type
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a block of keys'
  if (typeof value === 'boolean') return `${value} (put it in quotes to make it a text)`
  return typeof value === 'number' ? 'a number (put it in quotes to make it a text)' : 'a text'
}

interface UnknownKey {
  readonly path: Path
  readonly name: string
  readonly known: readonly string[]
}

function unknownKeys(schema: TSchema | undefined, value: unknown, path: Path): UnknownKey[] {
  const members = memberSchemas(schema)
  if (!members || typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const present = Object.keys(value)
  return Object.entries(value).flatMap(([name, inner]) => {
    const member = members[name]
    if (member) return unknownKeys(member, inner, [...path, name])
    const known = Object.keys(members).filter((candidate) => !present.includes(candidate))
    return [{ path: [...path, name], name, known }]
  })
}

function pointerToPath(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step))
}

function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index])
}
