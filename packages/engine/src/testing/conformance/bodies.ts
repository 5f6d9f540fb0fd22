/** What holds for every entity type: hostile names, bad bodies and secrets. */
import { randomUUID } from 'node:crypto'
import {
  type AnyDefinition,
  childFqn,
  configSchema,
  isProblem,
  type ProblemCode,
  SECRET_MASK,
} from '@waymark/spec'
import { expect, it } from 'vitest'
import { type ConfigPlace, configType } from '../../config-places.ts'
import { compileTypes, type SecretPlace, secretPlaces } from '../../entity-type.ts'
import { isObject, type JsonObject } from '../../json-body.ts'
import type { EntityJson } from '../../write-options.ts'
import { problemOf } from '../problem-of.ts'
import { sampleAlong } from '../sample.ts'
import { bot, person, type Subject } from './subject.ts'

/** Names that break naive quoting, URLs, patterns, collations and indexes. */
const hostileNames = [
  'a.b',
  'a"b',
  '"',
  '""',
  '."."',
  '"a"."b"',
  'a/b\\c',
  '%2e%2e/..',
  "'; drop table entity; --",
  '$1',
  'ＡＢＣ ǆ ß İ',
  '😀👩‍👩‍👧',
  'e\u0301 vs \u00e9',
  ' spaces around ',
  'line\nbreak\ttab',
  '*',
  '_%',
  '__proto__',
  'constructor',
  '{}',
  'x'.repeat(2900),
  '😀'.repeat(700),
]

export function checkBodies(subject: Subject): void {
  const { definition, type, create, request } = subject

  it('stores hostile names and finds them again', async () => {
    for (const name of hostileNames) {
      const body = request(name)
      const parent = definition.parent ? String(subject.template[definition.parent.field]) : undefined
      let entity: EntityJson
      try {
        entity = await create(body)
      } catch (error) {
        // Quotes are doubled and the parent's name comes before: some names are too long as a whole.
        expect({ name, code: isProblem(error) ? error.code : error }).toEqual({
          name,
          code: 'name-too-long',
        })
        expect(name.length + (parent?.length ?? 0)).toBeGreaterThan(1000)
        continue
      }
      expect(entity.name).toBe(definition.lowerCaseName ? name.toLowerCase() : name)
      const found = await subject.engine.get(type, { fqn: entity.fullyQualifiedName })
      expect(found.id).toBe(entity.id)
      expect((await subject.engine.createOrUpdate(type, body, bot)).outcome).toBe('unchanged')
    }
  })

  it('refuses names that are too long, blank or missing', async () => {
    expect(await problemOf(subject.engine.create(type, request('x'.repeat(3073)), person))).toBe(
      'body-invalid',
    )
    if (!definition.fqnFromClient) {
      const doubled = request('".'.repeat(1500))
      expect(await problemOf(subject.engine.create(type, doubled, person))).toBe('name-too-long')
    }
    expect(await problemOf(subject.engine.create(type, request(''), person))).toBe('body-invalid')
    expect(await problemOf(subject.engine.create(type, request('   '), person))).toBe('name-invalid')
    if (!definition.nameFrom) {
      const { name: _, ...nameless } = request()
      expect(await problemOf(subject.engine.create(type, nameless, person))).toBe('body-invalid')
    }
    expect(() => childFqn(undefined, 'x'.repeat(3073))).toThrow()
  })

  it('refuses what is no JSON, what it does not know, and what cannot be stored', async () => {
    const bad: [unknown, ProblemCode][] = [
      [null, 'body-invalid'],
      ['text', 'body-invalid'],
      [[], 'body-invalid'],
      [{ ...request(), descripton: 'x' }, 'body-invalid'],
      [{ ...request(), description: 5 }, 'body-invalid'],
      [{ ...request(), description: 'a\u0000b' }, 'json-invalid'],
      [{ ...request(), description: '\ud800' }, 'json-invalid'],
      [
        JSON.parse(JSON.stringify(request()).replace(/^\{/, '{"__proto__":{"polluted":true},')),
        'json-invalid',
      ],
      [{ ...request(), constructor: { prototype: { polluted: true } } }, 'json-invalid'],
      [{ ...request(), description: Number.POSITIVE_INFINITY }, 'json-invalid'],
      [{ ...request(), description: JSON.parse('['.repeat(100) + ']'.repeat(100)) }, 'json-invalid'],
    ]
    for (const [body, code] of bad)
      expect(await problemOf(subject.engine.create(type, body, person))).toBe(code)
    const message = await subject.engine.create(type, { ...request(), descripton: 'x' }, person).catch(String)
    expect(message).toContain("Did you mean 'description'?")
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('shows no secret that its schema declares', async () => {
    const places = compileTypes(subject.engine.registry)
      .of(type)
      .secretPlaces.filter((place) => definition.createSchema.properties[place.path[0] ?? ''])
      .flatMap((place) =>
        place.kind === 'config'
          ? placesInside(request(), place).map((inner) => ({ ...inner, along: asSampled }))
          : [{ ...place, along: alongOf(definition, place.path) }],
      )
    for (const { path, kind, along } of places) {
      const canary = `canary ${randomUUID()}`
      const body = { ...request(), ...along }
      // A whole object may be secret: headers with tokens in them.
      const isWhole = kind === 'value' && isObject(valueAt(body, path))
      const value = isWhole
        ? { any: canary }
        : kind === 'value'
          ? canary
          : { password: canary, apiKey: canary }
      const [member = '', ...rest] = path
      const secret = rest.reduceRight<unknown>(
        (below, step) => (step === '*' ? [below] : { [step]: below }),
        value,
      )
      const { id } = await create({ ...body, [member]: merge(body[member], secret) })
      const shown = await subject.engine.get(type, { id }, { fields: '*' })
      expect(JSON.stringify(shown)).toContain(SECRET_MASK)
      const clear = await subject.engine.get(type, { id }, { revealSecrets: true })
      expect(JSON.stringify(clear)).toContain(canary)
      const back = await subject.engine.createOrUpdate(type, { ...body, [member]: shown[member] }, person)
      expect(JSON.stringify(await subject.engine.get(type, { id }, { revealSecrets: true }))).toContain(
        canary,
      )
      const everything = [
        shown,
        back,
        await subject.engine.versions(type, id),
        await subject.engine.events.after(0, 100_000),
      ]
      expect(JSON.stringify(everything)).not.toContain(canary)
    }
  })
}

/** Nothing instead of what the sample has. */
const asSampled: JsonObject = {}

/** The secrets of a configuration as the sample has it: of a union's alternatives, those of its own. */
function placesInside(body: JsonObject, { family, path }: ConfigPlace): SecretPlace[] {
  const config = path.reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), body)
  const schema = configSchema(family, configType(family, config, body.serviceType) ?? '')
  return secretPlaces(schema, []).flatMap((inner): SecretPlace[] => {
    const value = inner.path.reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), config)
    return inner.kind !== 'config' && value !== undefined
      ? [{ kind: inner.kind, path: [...path, ...inner.path] }]
      : []
  })
}

function valueAt(body: JsonObject, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, step) => {
    if (step === '*') return Array.isArray(at) ? at[0] : undefined
    return isObject(at) ? at[step] : undefined
  }, body)
}

function merge(onto: unknown, value: unknown): unknown {
  if (Array.isArray(value)) return [merge(Array.isArray(onto) ? onto[0] : undefined, value[0])]
  if (typeof onto !== 'object' || typeof value !== 'object' || onto === null || value === null) return value
  const merged = { ...onto } as JsonObject // an object that a schema describes
  for (const [key, member] of Object.entries(value)) merged[key] = merge(merged[key], member)
  return merged
}

/** The member of a place, with the alternatives of its unions that have the place. A configuration is as it was sampled. */
function alongOf(definition: AnyDefinition, [member = '', ...rest]: readonly string[]): JsonObject {
  const sample = sampleAlong(definition.createSchema.properties[member], rest, member)
  return sample === undefined ? {} : { [member]: sample }
}
