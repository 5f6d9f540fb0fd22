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

export function registerValidation(app: FastifyInstance): void {
  const bodies = addFormats.default(new Ajv({ ...common, useDefaults: false, coerceTypes: false }))
  const parameters = addFormats.default(new Ajv({ ...common, useDefaults: true, coerceTypes: true }))
  // Most routes share a few schemas: each is compiled once.
  const compiled = new WeakMap<TSchema, ValidateFunction>()
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
    const known = compiled.get(schema)
    if (known) return known
    const validate = (httpPart === 'body' ? bodies : parameters).compile(standaloneSchema(schema))
    compiled.set(schema, validate)
    return validate
  })
}
