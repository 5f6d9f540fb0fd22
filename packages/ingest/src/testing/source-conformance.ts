/** The suite that every connector runs: what the runner relies on, checked against a real source. */
import { childFqn, createRegistry, parentFqn, quoteName, splitFqn } from '@waymark/spec'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Connector, FilterKind, ReadContext } from '../connector.ts'
import type { FilterPattern } from '../name-filter.ts'
import type { SourceRecord } from '../source-record.ts'
import { createBodyCheck } from './body-check.ts'
import { readAll } from './read-all.ts'

/** Something of the fixture by its bare name: its entity type, and the kind of filter that can leave it out. */
export interface FixtureName {
  readonly filter: FilterKind
  readonly type: string
  readonly name: string
}

export interface SourceFixture<Config> {
  /** Prepares the source: at least two containers (where it has any), one of them with two items or more. Called once. */
  setUp(): Promise<{ readonly config: Config; tearDown(): Promise<void> }>
  /** What holds items, e.g. a schema; left out where items stand directly below the service. */
  readonly container?: FixtureName
  /** An item, e.g. a table of `container`; there is at least one more. */
  readonly item: FixtureName
  /** `sourceConfig.config` that every read is given, e.g. the paths of files. */
  readonly sourceConfig?: Readonly<Record<string, unknown>>
}

type Patterns = Partial<Record<FilterKind, FilterPattern>> & { readonly useFqn?: boolean }

const serviceName = 'conformance.service'
const serviceFqn = quoteName(serviceName)

/** Registers the tests. `connector` reads what `fixture` prepares. */
export function sourceConformance<Config>(
  connector: Connector<Config>,
  fixture: SourceFixture<Config>,
): void {
  describe(`connector ${connector.type} keeps the contract`, () => {
    const registry = createRegistry()
    const ajv = formats.default(new Ajv({ strict: false, allErrors: true }))
    const findingOf = createBodyCheck()
    let prepared: Awaited<ReturnType<typeof fixture.setUp>>
    beforeAll(async () => {
      prepared = await fixture.setUp()
    })
    afterAll(async () => {
      await prepared?.tearDown()
    })

    function read(
      { useFqn = false, ...patterns }: Patterns = {},
      options: Partial<ReadContext['options']> = {},
      signal = new AbortController().signal,
      onRecord?: (record: SourceRecord) => void,
    ): Promise<SourceRecord[]> {
      const wanted = { sourceConfig: fixture.sourceConfig ?? {}, ...options }
      const how = { serviceName, patterns, useFqn, options: wanted, signal }
      return readAll(connector, prepared.config, how, onRecord)
    }

    function itemNames(records: readonly SourceRecord[]): unknown[] {
      const { type } = fixture.item
      return records.flatMap((r) => (r.kind === 'entity' && r.type === type ? [r.body.name] : []))
    }

    it('describes its type in lower case and its configuration as a JSON Schema that the fixture satisfies', () => {
      expect(connector.type).toBe(connector.type.toLowerCase())
      expect(registry.find(connector.serviceEntity)).toBeDefined()
      const validate = ajv.compile(connector.config)
      expect(validate(prepared.config), ajv.errorsText(validate.errors)).toBe(true)
    })

    it('passes its mandatory connection checks, whose names are unique', async () => {
      const { signal } = new AbortController()
      const names = connector.checks.map((check) => check.name)
      expect(new Set(names).size).toBe(names.length)
      expect(connector.checks.some((check) => check.mandatory)).toBe(true)
      const source = await connector.open(prepared.config, signal)
      try {
        for (const check of connector.checks) {
          const failure: unknown = await source.check(check.name, signal).catch((error: unknown) => error)
          if (check.mandatory) expect(failure, check.name).toBeUndefined()
          // What is optional may be missing, but then it says what to do about it.
          else if (failure !== undefined) expect(failure).toHaveProperty('hint', expect.any(String))
        }
      } finally {
        await source.close()
      }
    })

    it('yields entities with valid bodies and unique names, parents first', async () => {
      const seen = new Set<string>()
      for (const record of await read()) {
        if (record.kind !== 'entity') continue
        const definition = registry.byType(record.type)
        expect(findingOf(record)).toBeUndefined()

        const key = `${record.type} ${record.fullyQualifiedName}`
        expect(seen.has(key), `${key} comes twice`).toBe(false)
        seen.add(key)

        // Names that follow from something else than the parent are the catalog's to make.
        if (definition.fqnOf || definition.fqnFromClient) continue
        const parent = parentFqn(record.fullyQualifiedName)
        expect(record.fullyQualifiedName).toBe(childFqn(parent, String(record.body.name)))
        if (!definition.parent) continue
        const { field, types, nested } = definition.parent
        const inside = [...types, ...(nested?.types ?? [])]
        const parentIsService = parent === serviceFqn && types.includes(connector.serviceEntity)
        const parentIsThere = parentIsService || inside.some((type) => seen.has(`${type} ${parent}`))
        expect(parentIsThere, `${key} before ${parent}`).toBe(true)
        if (!nested) expect(record.body[field]).toBe(parent)
        else expect([record.body[field], record.body[nested.field]]).toContain(parent)
      }
      expect([...seen].some((key) => key.startsWith(`${fixture.item.type} `))).toBe(true)
    })

    it('says when the children of a parent are complete, after the last of them and once', async () => {
      const completed = new Set<string>()
      const parentsOfItems = new Set<string>()
      for (const record of await read()) {
        if (record.kind === 'completed') {
          const key = `${record.type} ${record.parent}`
          expect(completed.has(key), `${key} is completed twice`).toBe(false)
          completed.add(key)
        }
        if (record.kind === 'entity') {
          const parent = parentFqn(record.fullyQualifiedName) ?? ''
          expect(
            completed.has(`${record.type} ${parent}`),
            `${record.fullyQualifiedName} after completed`,
          ).toBe(false)
          if (record.type === fixture.item.type) parentsOfItems.add(parent)
        }
      }
      for (const parent of parentsOfItems) expect(completed).toContain(`${fixture.item.type} ${parent}`)
    })

    it.runIf(fixture.container)(
      'yields nothing below what a filter rejects, and says that it was left out',
      async () => {
        const container = fixture.container as FixtureName // the condition of this test
        const records = await read({ [container.filter]: { excludes: [`^${literal(container.name)}$`] } })
        const inside = (name: string) => splitFqn(name).includes(container.name)
        expect(records.filter((r) => r.kind === 'entity' && inside(r.fullyQualifiedName))).toEqual([])
        expect(records).toContainEqual(
          expect.objectContaining({ kind: 'skipped', type: container.type, reason: 'filtered' }),
        )
      },
    )

    it('yields only the items that the filter lets pass, by bare name or by fully qualified name', async () => {
      const { filter, name } = fixture.item
      const bare = await read({ [filter]: { includes: [`^${literal(name)}$`] } })
      expect(new Set(itemNames(bare))).toEqual(new Set([name]))
      const isItem = (r: SourceRecord) =>
        r.kind === 'entity' && r.type === fixture.item.type && r.body.name === name
      const item = (await read()).find(isItem)
      if (item?.kind !== 'entity') throw new Error('the fixture names an item that the source does not have')
      const whole = await read({
        [filter]: { includes: [`^${literal(item.fullyQualifiedName)}$`] },
        useFqn: true,
      })
      expect(itemNames(whole)).toEqual([name])
    })

    it('leaves out what the options switch off', async () => {
      const off = {
        includeTables: false,
        includeViews: false,
        includeStoredProcedures: false,
        includeLineage: false,
      }
      const kinds = (await read({}, off)).map((record) =>
        record.kind === 'entity' ? record.type : record.kind,
      )
      expect(kinds).not.toContain('table')
      expect(kinds).not.toContain('storedProcedure')
      expect(kinds).not.toContain('lineage')
    })

    it('draws lineage only from and to what can be named', async () => {
      for (const record of await read()) {
        if (record.kind !== 'lineage') continue
        for (const end of [record.from, record.to]) {
          expect(registry.find(end.type)).toBeDefined()
          expect(end.fullyQualifiedName.startsWith(`${serviceFqn}.`)).toBe(true)
        }
      }
    })

    it('stops when it is cancelled, and can be closed twice', async () => {
      const controller = new AbortController()
      let after = 0
      const run = read({}, {}, controller.signal, (record) => {
        if (controller.signal.aborted) after += 1
        if (record.kind === 'entity' && record.type === fixture.item.type)
          controller.abort(new Error('cancelled'))
      })
      await expect(run).rejects.toThrow()
      expect(after).toBeLessThanOrEqual(1)

      const source = await connector.open(prepared.config, new AbortController().signal)
      await source.close()
      await source.close()
    })
  })
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
