/** Whether the catalog would accept what a connector yields. */
import { createRegistry, standaloneSchema } from '@waymark/spec'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { EntityRecord } from '../source-record.ts'

/** @returns a function that says what is wrong with the body of a record; undefined where nothing is */
export function createBodyCheck(): (record: EntityRecord) => string | undefined {
  const registry = createRegistry()
  const ajv = formats.default(new Ajv({ strict: false, allErrors: true }))
  const validators = new Map<string, ValidateFunction>()
  return ({ type, fullyQualifiedName, body }) => {
    const validate = validators.get(type) ?? ajv.compile(standaloneSchema(registry.byType(type).createSchema))
    validators.set(type, validate)
    return validate(body) ? undefined : `${type} ${fullyQualifiedName}: ${ajv.errorsText(validate.errors)}`
  }
}
