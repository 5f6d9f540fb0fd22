/** Declarations of custom properties: what they are called, and whether their types and configurations fit. */
import { createHash } from 'node:crypto'
import {
  type CreateCustomProperty,
  type CustomProperty,
  type PropertyType,
  problem,
  propertyTypes,
} from '@waymark/spec'
import { isObject } from '../json-body.ts'
import { isDateFormat } from './date-format.ts'

/** The id of a type: the same everywhere, since it follows from the name alone. */
export function metadataTypeId(name: string): string {
  const hex = createHash('sha256').update(`metadata type ${name}`).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** What a type is called, and by which id it is known. */
export function named(name: string) {
  return { id: metadataTypeId(name), name, fullyQualifiedName: name }
}

/** The property as it is stored: its type resolved, its configuration checked. @throws `body-invalid` */
export function completed(
  property: CreateCustomProperty,
  before: CustomProperty | undefined,
): CustomProperty {
  const type = typeOf(property.propertyType)
  if (before && before.propertyType.name !== type) {
    throw problem('body-invalid', {
      field: `${property.name}.propertyType`,
      expected: `stays ${String(before.propertyType.name)}; remove the property and add it anew to change its type.`,
    })
  }
  const wrong = wrongConfig(type, property.customPropertyConfig?.config)
  if (wrong !== undefined) {
    throw problem('body-invalid', { field: `${property.name}.customPropertyConfig.config`, expected: wrong })
  }
  return { ...property, propertyType: { ...named(type), type: 'type' } }
}

function typeOf(pointer: CreateCustomProperty['propertyType']): PropertyType {
  const keys =
    typeof pointer === 'string' ? [pointer] : [pointer.id, pointer.fullyQualifiedName, pointer.name]
  const known = Object.keys(propertyTypes) as PropertyType[]
  const found = known.find((name) =>
    keys.some((key) => key !== undefined && (key === name || key.toLowerCase() === metadataTypeId(name))),
  )
  if (found) return found
  throw problem('body-invalid', { field: 'propertyType', expected: `one of ${known.join(', ')}.` })
}

type Config = NonNullable<CreateCustomProperty['customPropertyConfig']>['config']

function wrongConfig(type: PropertyType, config: Config): string | undefined {
  switch (type) {
    case 'enum':
      return isObject(config) && 'values' in config && (config.values?.length ?? 0) > 0
        ? undefined
        : 'an object with the values of the enumeration.'
    case 'table-cp':
      return isObject(config) && 'columns' in config ? undefined : 'an object with the columns of the table.'
    case 'date-cp':
    case 'dateTime-cp':
    case 'time-cp':
      return config === undefined || (typeof config === 'string' && isDateFormat(config))
        ? undefined
        : "a format of yyyy, MM, dd, HH, mm, ss and the like: yyyy-MM-dd, HH:mm:ss, yyyy-MM-dd'T'HH:mm:ss."
    case 'entityReference':
    case 'entityReferenceList':
      return config === undefined || Array.isArray(config) ? undefined : 'a list of entity types.'
    default:
      return config === undefined ? undefined : 'nothing: this type has no configuration.'
  }
}
