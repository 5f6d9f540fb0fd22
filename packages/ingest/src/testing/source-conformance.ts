/** The suite that every connector runs: what the runner relies on, checked against a real source. */
import { childFqn, createRegistry, parentFqn, quoteName, standaloneSchema } from '@waymark/spec'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Connector, ReadContext, SourceRecord } from '../connector.ts'
import { compileFilter, type FilterPattern } from '../name-filter.ts'

export interface SourceFixture<Config> {
  /** Prepares the source: at least two schemas, one of them with two tables or more. Called once. */
  setUp(): Promise<{ readonly config: Config; tearDown(): Promise<void> }>
  /** A schema with tables, by its bare name, and one of its tables. */
  readonly schema: string
  readonly table: string
}

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
    const validators = new Map<string, ValidateFunction>()
    let prepared: Awaited<ReturnType<typeof fixture.setUp>>
    beforeAll(async () => {
      prepared = await fixture.setUp()
    })
    afterAll(async () => {
      await prepared?.tearDown()
    })

    async function read(
      patterns: { schema?: FilterPattern; table?: FilterPattern; useFqn?: boolean } = {},
      options: Partial<ReadContext['options']> = {},
      signal = new AbortController().signal,
      onRecord?: (record: SourceRecord) => void,
    ): Promise<SourceRecord[]> {
      const source = await connector.open(prepared.config, signal)
      const records: SourceRecord[] = []
      try {
        const context = readContext(patterns, options, signal)
        for await (const record of source.read(context)) {
          records.push(record)
          onRecord?.(record)
        }
      } finally {
        await source.close()
      }
      return records
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
        const validate = validators.get(record.type) ?? ajv.compile(standaloneSchema(definition.createSchema))
        validators.set(record.type, validate)
        expect(
          validate(record.body),
          `${record.fullyQualifiedName}: ${ajv.errorsText(validate.errors)}`,
        ).toBe(true)

        const key = `${record.type} ${record.fullyQualifiedName}`
        expect(seen.has(key), `${key} comes twice`).toBe(false)
        seen.add(key)

        const parent = parentFqn(record.fullyQualifiedName)
        expect(record.fullyQualifiedName).toBe(childFqn(parent, String(record.body.name)))
        if (definition.parent) expect(record.body[definition.parent.field]).toBe(parent)
        const parentTypes = definition.parent?.types ?? []
        const parentIsService = parentTypes.includes(connector.serviceEntity)
        if (parentIsService) expect(parent).toBe(serviceFqn)
        else
          expect(
            parentTypes.some((type) => seen.has(`${type} ${parent}`)),
            `${key} before ${parent}`,
          ).toBe(true)
      }
      expect([...seen].some((key) => key.startsWith('table '))).toBe(true)
    })

    it('says when the children of a parent are complete, after the last of them and once', async () => {
      const completed = new Set<string>()
      const parentsOfTables = new Set<string>()
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
          if (record.type === 'table') parentsOfTables.add(parent)
        }
      }
      for (const parent of parentsOfTables) expect(completed).toContain(`table ${parent}`)
    })

    it('yields nothing below a schema that the filter rejects, and says that it was left out', async () => {
      const records = await read({ schema: { excludes: [`^${literal(fixture.schema)}$`] } })
      const inside = (name: string) => name.split('.').includes(quoteName(fixture.schema))
      expect(records.filter((r) => r.kind === 'entity' && inside(r.fullyQualifiedName))).toEqual([])
      expect(records).toContainEqual(
        expect.objectContaining({ kind: 'skipped', type: 'databaseSchema', reason: 'filtered' }),
      )
    })

    it('yields only the tables that the filter lets pass, by bare name or by fully qualified name', async () => {
      const bare = await read({ table: { includes: [`^${literal(fixture.table)}$`] } })
      expect(tableNames(bare)).toContain(fixture.table)
      expect(new Set(tableNames(bare))).toEqual(new Set([fixture.table]))

      const table = (await read()).find((r) => r.kind === 'entity' && r.body.name === fixture.table)
      if (table?.kind !== 'entity') throw new Error('the fixture names a table that the source does not have')
      const whole = await read({
        table: { includes: [`^${literal(table.fullyQualifiedName)}$`] },
        schema: { includes: ['.*'] },
        useFqn: true,
      })
      expect(tableNames(whole)).toEqual([fixture.table])
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
        if (record.kind === 'entity' && record.type === 'table') controller.abort(new Error('cancelled'))
      })
      await expect(run).rejects.toThrow()
      expect(after).toBeLessThanOrEqual(1)

      const source = await connector.open(prepared.config, new AbortController().signal)
      await source.close()
      await source.close()
    })
  })
}

function tableNames(records: readonly SourceRecord[]): unknown[] {
  return records.flatMap((r) => (r.kind === 'entity' && r.type === 'table' ? [r.body.name] : []))
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function readContext(
  patterns: { schema?: FilterPattern; table?: FilterPattern; useFqn?: boolean },
  options: Partial<ReadContext['options']>,
  signal: AbortSignal,
): ReadContext {
  return {
    serviceName,
    filters: {
      database: compileFilter(undefined),
      schema: compileFilter(patterns.schema),
      table: compileFilter(patterns.table),
      useFqn: patterns.useFqn ?? false,
    },
    options: {
      includeTables: true,
      includeViews: true,
      includeStoredProcedures: true,
      includeLineage: true,
      ...options,
    },
    signal,
    log: () => undefined,
  }
}
