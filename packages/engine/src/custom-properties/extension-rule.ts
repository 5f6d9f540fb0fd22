/** Holds every write of an entity to the custom properties of its type. */
import { type CustomProperty, didYouMean, problem } from '@waymark/spec'
import type { Tx } from '../database.ts'
import { isObject, type JsonObject } from '../json-body.ts'
import { jsonEqual } from '../json-equal.ts'
import type { Plan } from '../plan.ts'
import { expectedOf } from './property-values.ts'

/** The properties of a type; held until the transaction ends, so that none is removed while a value is written. */
async function heldProperties(tx: Tx, entityType: string): Promise<readonly CustomProperty[]> {
  const { rows } = await tx.query<{ properties: CustomProperty[] }>({
    name: 'custom-property-hold',
    text: 'select properties from custom_property_set where entity_type = $1 for share',
    values: [entityType],
  })
  return rows[0]?.properties ?? []
}

function referencesIn(property: CustomProperty, value: unknown): JsonObject[] {
  if (!property.propertyType.name?.startsWith('entityReference')) return []
  return (Array.isArray(value) ? value : [value]).filter(isObject)
}

/**
 * Checks the values that a write sets or changes; values that stay as they are stay.
 * @throws problem `body-invalid` naming the property and what was expected, `reference-not-found`
 */
export async function checkExtension(tx: Tx, plan: Plan): Promise<void> {
  if (!plan.changed.includes('extension')) return
  const given = plan.after.document.extension
  if (!isObject(given)) return
  const before = plan.before?.stored.document.extension
  const properties = await heldProperties(tx, plan.type.type)
  for (const [name, value] of Object.entries(given)) {
    if (isObject(before) && jsonEqual(before[name], value)) continue
    const property = properties.find((one) => one.name === name)
    if (!property) {
      const known = properties.map((one) => one.name)
      const meant = didYouMean(name, known)
      throw problem('body-invalid', {
        field: `extension.${name}`,
        expected: `no custom property of ${plan.type.type}.`,
        hint: meant ? `Did you mean '${meant}'?` : `Add it with PUT /api/v1/metadata/types/{id}.`,
      })
    }
    const expected = expectedOf(property, value)
    if (expected !== undefined) throw problem('body-invalid', { field: `extension.${name}`, expected })
    await requireTargets(tx, name, referencesIn(property, value))
  }
}

async function requireTargets(tx: Tx, name: string, references: readonly JsonObject[]): Promise<void> {
  if (references.length === 0) return
  const { rows } = await tx.query<{ id: string; type: string }>(
    'select id, type from entity where id = any($1::uuid[])',
    [references.map(({ id }) => id)],
  )
  const types = new Map(rows.map((row) => [row.id, row.type]))
  for (const { id, type } of references) {
    if (types.get(String(id).toLowerCase()) === type) continue
    throw problem('reference-not-found', { field: `extension.${name}`, expectedType: type, reference: id })
  }
}
