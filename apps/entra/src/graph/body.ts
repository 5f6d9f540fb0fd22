/** Reads the JSON body of a Graph request against its declared shape. */
import type { Static, TObject } from '@sinclair/typebox'
import { Value, ValueErrorType } from '@sinclair/typebox/value'
import type { EntraRequest } from '../http/request.ts'
import { badRequest, invalidValue } from './problem.ts'

/** @throws GraphProblem 400 that names the property which is unknown, missing or of the wrong type */
export function bodyAs<Schema extends TObject>(schema: Schema, { body }: EntraRequest): Static<Schema> {
  let value: unknown
  try {
    value = JSON.parse(body || '{}')
  } catch {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    )
  }
  const asked = withoutAnnotations(value)
  if (Value.Check(schema, asked)) return asked
  const [error] = Value.Errors(schema, asked)
  const property = error?.path.slice(1).replaceAll('/', '.') ?? ''
  if (error?.type === ValueErrorType.ObjectAdditionalProperties)
    throw invalidValue(property, `Invalid property '${property}'.`)
  if (error?.type === ValueErrorType.ObjectRequiredProperty)
    throw invalidValue(
      property,
      `A value is required for property '${property}' of resource.`,
      'RequiredPropertyMissing',
    )
  throw invalidValue(property, `Invalid value specified for property '${property}' of resource.`)
}

/** OData clients may send `@odata.type` and its like with any object; they say nothing here. */
function withoutAnnotations(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAnnotations)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.includes('@odata.'))
      .map(([name, member]) => [name, withoutAnnotations(member)]),
  )
}
