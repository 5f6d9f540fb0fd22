/** Validates requests: query strings become numbers and booleans, bodies must be right as they are. */
import type { TSchema } from '@sinclair/typebox'
import { standaloneSchema } from '@waymark/spec'
import { Ajv, type Options, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'

const common: Options = {
  // Schemas carry keywords of ours (secrets) and of TypeBox, which are no constraints.
  strict: false,
  allErrors: false,
  removeAdditional: false,
}

/** Checks a value; after `false`, `errors` says why. */
interface Check {
  (value: unknown): boolean
  errors?: NonNullable<ValidateFunction['errors']> | null
}

/**
 * There are more than a thousand routes, of which a catalog's people call a few: each schema is compiled when the first
 * request needs it, and once, since most routes share a few. That all of them compile is tested.
 */
export function registerValidation(app: FastifyInstance): void {
  const body = checksBy({ ...common, useDefaults: false, coerceTypes: false })
  const parameters = checksBy({ ...common, useDefaults: true, coerceTypes: true })
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) =>
    httpPart === 'body' ? body(schema) : parameters(schema),
  )
}

function checksBy(options: Options): (schema: TSchema) => Check {
  const checks = new WeakMap<TSchema, Check>()
  let ajv: Ajv | undefined
  const compile = (schema: TSchema): ValidateFunction => {
    ajv ??= addFormats.default(new Ajv(options))
    return ajv.compile(standaloneSchema(schema))
  }
  return (schema) => {
    const known = checks.get(schema)
    if (known) return known
    let validate: ValidateFunction | undefined
    const check: Check = (value) => {
      validate ??= compile(schema)
      const isValid = validate(value)
      check.errors = validate.errors ?? null
      return isValid
    }
    checks.set(schema, check)
    return check
  }
}
