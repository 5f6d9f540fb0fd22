/** Takes secrets out of an entity: readers get a mask, the sealed values lie beside the document. */
import { configSchema, problem, SECRET_MASK, secretKeyPattern } from '@waymark/spec'
import { configType } from './config-places.ts'
import { type EntityType, secretPlaces } from './entity-type.ts'
import { isObject, type JsonObject } from './json-body.ts'
import type { SecretBox } from './secret-box.ts'

/** Sealed secrets by JSON Pointer, as they are stored. */
export type SealedSecrets = Readonly<Record<string, string>>

/** Secret values by JSON Pointer, in clear. Numbers count too: some connectors take them as keys. */
type ClearSecrets = Map<string, string | number>

/** What a secret is sealed for: its place in its entity, or in its kind of settings. */
export function secretContext(ownerId: string, pointer: string): string {
  return `${ownerId}${pointer}`
}

function token(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1')
}

/**
 * Rebuilds a value, giving every secret in it to `replace`. Strings and numbers under a telling key are secrets, and
 * so is everything below such a key.
 */
function mapKeys(
  value: unknown,
  pointer: string,
  isSecret: boolean,
  replace: (secret: string | number, pointer: string) => unknown,
): unknown {
  if (Array.isArray(value)) {
    return value.map((item, at) => mapKeys(item, `${pointer}/${at}`, isSecret, replace))
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        mapKeys(member, `${pointer}/${token(key)}`, isSecret || secretKeyPattern.test(key), replace),
      ]),
    )
  }
  const counts = typeof value === 'number' || (typeof value === 'string' && value !== '')
  return isSecret && counts ? replace(value, pointer) : value
}

type Place = EntityType['secretPlaces'][number]

/** @param serviceType - says what a configuration takes that names no type itself */
function mapPlace(
  value: unknown,
  place: Place,
  path: readonly string[],
  pointer: string,
  serviceType: unknown,
  replace: (secret: string | number, pointer: string) => unknown,
): unknown {
  const [step, ...rest] = path
  if (step === undefined && place.kind === 'config') {
    const type = configType(place.family, value, serviceType)
    const schema = type === undefined ? undefined : configSchema(place.family, type)
    // Of what nobody described, the names of the members tell.
    if (!schema) return mapKeys(value, pointer, false, replace)
    return secretPlaces(schema, []).reduce(
      (mapped, inner) => mapPlace(mapped, inner, inner.path, pointer, serviceType, replace),
      value,
    )
  }
  if (step === undefined) return mapKeys(value, pointer, place.kind === 'value', replace)
  if (step === '*') {
    if (!Array.isArray(value)) return value
    return value.map((item, at) => mapPlace(item, place, rest, `${pointer}/${at}`, serviceType, replace))
  }
  if (!isObject(value) || !Object.hasOwn(value, step)) return value
  const below = `${pointer}/${token(step)}`
  return { ...value, [step]: mapPlace(value[step], place, rest, below, serviceType, replace) }
}

function mapSecrets(
  type: Pick<EntityType, 'secretPlaces'>,
  members: JsonObject,
  replace: (secret: string | number, pointer: string) => unknown,
): JsonObject {
  // Alternatives of one member may mark the same secret.
  const done = new Set<string>()
  const once = (secret: string | number, pointer: string) => {
    if (done.has(pointer)) return secret
    done.add(pointer)
    return replace(secret, pointer)
  }
  let mapped: unknown = members
  for (const place of type.secretPlaces) {
    mapped = mapPlace(mapped, place, place.path, '', members.serviceType, once)
  }
  return mapped as JsonObject // mapPlace keeps objects objects
}

function openAll(box: SecretBox, entityId: string, sealed: SealedSecrets): ClearSecrets {
  return new Map(
    Object.entries(sealed).map(([pointer, text]) => [
      pointer,
      JSON.parse(box.open(text, secretContext(entityId, pointer))) as string | number, // sealed by sealSecrets below
    ]),
  )
}

export interface Sealing {
  /** Members with masks in place of secrets. */
  readonly masked: JsonObject
  readonly sealed: SealedSecrets | null
  /** Pointers of secrets that differ from the ones before, were added or went away. */
  readonly changed: readonly string[]
}

type Sealed = Pick<EntityType, 'secretPlaces'> & {
  readonly definition?: Pick<EntityType['definition'], 'borrowsSecrets'>
}

/**
 * Masks and seals the secrets of an entity that is about to be stored. A mask that came back keeps the secret stored
 * at the same place; an unchanged secret keeps its sealed text; a mask that stands for another entity's secret stays one.
 * @throws problem `body-invalid` on a mask that stands for nothing
 */
export function sealSecrets(
  type: Sealed,
  entityId: string,
  members: JsonObject,
  before: SealedSecrets | null,
  box: SecretBox,
): Sealing {
  if (type.secretPlaces.length === 0) return { masked: members, sealed: null, changed: [] }
  const known = before === null ? new Map<string, string | number>() : openAll(box, entityId, before)
  const sealed: Record<string, string> = {}
  const changed: string[] = []
  const masked = mapSecrets(type, members, (secret, pointer) => {
    const stored = before?.[pointer]
    if (secret === SECRET_MASK || (stored !== undefined && known.get(pointer) === secret)) {
      if (stored === undefined) {
        if (type.definition?.borrowsSecrets?.(members)) return SECRET_MASK
        throw problem('body-invalid', {
          field: pointer.slice(1).replaceAll('/', '.'),
          expected: `a secret; ${SECRET_MASK} keeps a stored one, and none is stored here.`,
        })
      }
      sealed[pointer] = stored
    } else {
      sealed[pointer] = box.seal(JSON.stringify(secret), secretContext(entityId, pointer))
      changed.push(pointer)
    }
    return SECRET_MASK
  })
  for (const pointer of Object.keys(before ?? {})) if (!Object.hasOwn(sealed, pointer)) changed.push(pointer)
  return { masked, sealed: Object.keys(sealed).length > 0 ? sealed : null, changed }
}

/** Puts the secrets back into a masked document. */
export function revealSecrets(
  type: Pick<EntityType, 'secretPlaces'>,
  entityId: string,
  document: JsonObject,
  sealed: SealedSecrets | null,
  box: SecretBox,
): JsonObject {
  if (sealed === null) return document
  const clear = openAll(box, entityId, sealed)
  return mapSecrets(type, document, (value, pointer) => clear.get(pointer) ?? value)
}
