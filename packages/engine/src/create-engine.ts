/** Puts the engine together: one set of functions for every entity type, on one database. */
import { randomBytes as nodeRandomBytes } from 'node:crypto'
import { type EntityReference, isUuid, problem, type Registry } from '@waymark/spec'
import { readAssets } from './assets.ts'
import { writeBulk } from './bulk.ts'
import type { CertificationRule } from './certification.ts'
import { createConversations } from './conversation/conversations.ts'
import { createConversationContext } from './conversation/entity-writes.ts'
import { createSuggestions } from './conversation/suggestions.ts'
import { createCustomProperties } from './custom-properties/custom-properties.ts'
import type { Database, Tx } from './database.ts'
import type { Engine } from './engine.ts'
import { drawnAhead, type RandomBytes } from './entity-id.ts'
import { lockById } from './entity-rows.ts'
import { compileTypes } from './entity-type.ts'
import { createChangeEvents } from './events/change-events.ts'
import { createExtensions } from './extensions/extensions.ts'
import { createRecords } from './extensions/records.ts'
import { importRows } from './import-rows.ts'
import { takeCensus } from './insights/census.ts'
import { createWriter } from './joined-writes.ts'
import { createLineage, type EntityLookup } from './lineage/lineage.ts'
import { setLink } from './link.ts'
import { listEntities } from './list.ts'
import { listTexts } from './list-texts.ts'
import { totalOf } from './list-total.ts'
import { followParts } from './part-renames.ts'
import { patchEntity, resultOf } from './patch.ts'
import { propagate } from './propagate.ts'
import { addFields, notFound, readStored } from './read.ts'
import { createTextReader } from './read-texts.ts'
import { reference } from './references.ts'
import { resealEntities, resealSettings } from './reseal-secrets.ts'
import { createRunLogs } from './runs/run-logs.ts'
import { createIndexMerger } from './search/index-merger.ts'
import { createLexicon } from './search/lexicon.ts'
import { createPostgresSearch } from './search/postgres-search.ts'
import { rebuildSearch } from './search/rebuild.ts'
import { routedSearch } from './search/routed-search.ts'
import type { SearchBackendParts } from './search/search-backend-parts.ts'
import type { SearchBackend } from './search/search-contract.ts'
import { readSearchDocuments } from './search-follow.ts'
import type { SecretBox } from './secret-box.ts'
import { createSettings } from './settings/settings.ts'
import { primaryOnly, type ReadRouting } from './standby/read-routing.ts'
import { deleteEntity, restoreEntity } from './subtree.ts'
import { createUsage } from './usage/usage.ts'
import { createValidation } from './validation.ts'
import { readVersion, readVersions } from './versions.ts'
import { castVote } from './votes.ts'
import type { WriteContext } from './write.ts'

export interface EngineOptions {
  readonly database: Database
  readonly registry: Registry
  readonly secrets: SecretBox
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly now?: () => number
  readonly randomBytes?: RandomBytes
  /** Where searches and lists are read; by default from `database`. */
  readonly reads?: ReadRouting
  /** Makes another search backend; by default PostgreSQL answers. */
  readonly search?: (parts: SearchBackendParts) => SearchBackend
}

/** The database must be migrated (see {@link migrate}). */
export function createEngine(options: EngineOptions): Engine {
  const { database, registry, secrets, reads = primaryOnly(database) } = options
  const now = options.now ?? Date.now
  const types = compileTypes(registry)
  const validation = createValidation(registry)
  const settings = createSettings({ database, secrets, now })
  const context: WriteContext = {
    types,
    validation,
    secrets,
    lexicon: createLexicon(),
    noteSearchWrite: createIndexMerger(database),
    now,
    randomBytes: options.randomBytes ?? drawnAhead(nodeRandomBytes),
    async certificationRule() {
      const { value } = await settings.get('assetCertificationSettings')
      return value as unknown as CertificationRule // checked against its schema when it was put
    },
  }
  const entities: EntityLookup = {
    async idOf(type, key, include) {
      return (await readStored(database, types, types.of(type), key, include)).id
    },
    async references(tx, ids) {
      const { rows } = await tx.query<Parameters<typeof reference>[0]>({
        name: 'reference-many',
        text: 'select id, type, name, fqn, display_name, deleted from entity where id = any($1::uuid[])',
        values: [ids],
      })
      return new Map(rows.map((row): [string, EntityReference] => [row.id, reference(row)]))
    },
  }
  const textOf = createTextReader(database, types)
  const writeSingle = createWriter(database, context)

  const conversing = createConversationContext(database, context)
  const rebuild = (type?: string) => rebuildSearch(database, types, type)
  const postgres = routedSearch(database, reads, (on) => createPostgresSearch(on, registry, { rebuild }))
  const documents = (tx: Tx, ids: readonly string[]) => readSearchDocuments(tx, types, ids)
  const search = options.search?.({ database, registry, postgres, documents, now }) ?? postgres

  return {
    registry,
    search,
    lineage: createLineage({ database, entities, search, now }),
    extensions: createExtensions({ database, registry, entities, check: validation.extension, now }),
    events: createChangeEvents(database),
    conversations: createConversations(conversing),
    suggestions: createSuggestions(conversing),
    customProperties: createCustomProperties({ database, registry, now }),
    settings,
    usage: createUsage(database, entities),
    records: createRecords(database),
    runLogs: createRunLogs(database, now),
    census: async (types) => await takeCensus(database, types, { owns: 'owns', hasMember: 'memberOf' }),

    create: async (type, body, actor, options = {}) =>
      await writeSingle(types.of(type), body, { kind: 'create', actor, options }),
    createOrUpdate: async (type, body, actor, options = {}) =>
      await writeSingle(types.of(type), body, { kind: 'put', actor, options }),
    bulk: async (type, bodies, actor, options = {}) =>
      await writeBulk(database, context, types.of(type), bodies, { kind: 'put', actor, options }),

    importRows: async (type, bodies, actor, options) =>
      await importRows(
        database,
        context,
        types.of(type),
        bodies,
        { kind: 'put', actor, options },
        options.dryRun,
      ),

    async get(typeName, key, options = {}) {
      const type = types.of(typeName)
      const stored = await readStored(database, types, type, key, options.include ?? 'non-deleted')
      const [entity] = await addFields(database, type, [stored], options, secrets)
      if (!entity) throw notFound(type, key)
      return entity
    },
    getText: async (type, key, include = 'non-deleted') => await textOf(types.of(type), key, include),
    list: async (type, query = {}) =>
      await reads.run((on) => listEntities(on, types, types.of(type), query, secrets)),
    listTexts: async (type, query = {}) => await reads.run((on) => listTexts(on, types.of(type), query)),

    async patch(typeName, key, patch, actor, options = {}) {
      const type = types.of(typeName)
      const { id } = await readStored(database, types, type, key, 'all')
      return await database.transaction(async (tx) => {
        const stored = await lockById(tx, type.type, id)
        if (!stored) throw notFound(type, key)
        const plan = await patchEntity(tx, context, type, stored, { patch, actor, options })
        await propagate(tx, types, [plan])
        await followParts(tx, types, plan, patch)
        return resultOf(plan)
      })
    },

    async delete(typeName, key, actor, options = {}) {
      const type = types.of(typeName)
      const { id } = await readStored(database, types, type, key, 'all')
      return await database.transaction(async (tx) => {
        const stored = await lockById(tx, type.type, id)
        if (!stored) throw notFound(type, key)
        return await deleteEntity(tx, context, type, stored, actor, options)
      })
    },
    async restore(typeName, id, actor, options = {}) {
      const type = types.of(typeName)
      return await database.transaction(async (tx) => {
        const stored = await readStored(tx, types, type, { id }, 'all')
        const locked = await lockById(tx, type.type, stored.id)
        if (!locked) throw notFound(type, { id })
        return await restoreEntity(tx, context, type, locked, actor, options)
      })
    },

    versions: async (typeName, id) => await readVersions(database, types, types.of(typeName), id),
    version: async (typeName, id, version) =>
      await readVersion(database, types, types.of(typeName), id, version),

    link: async (typeName, id, relation, target, present) =>
      await setLink(database, context, types.of(typeName), id, { relation, target, present }),
    assets: async (type, key, query) => await readAssets(database, types, types.of(type), key, query),
    async vote(typeName, id, userId, vote) {
      const type = types.of(typeName)
      if (!type.definition.traits.includes('votes')) {
        throw problem('parameter-invalid', { parameter: 'votes', expected: `${type.type} takes no votes.` })
      }
      const stored = await readStored(database, types, type, { id }, 'non-deleted')
      await castVote(database, stored.id, userId, vote)
    },
    async typeOf(id) {
      if (!isUuid(id)) return undefined
      const { rows } = await database.query<{ type: string }>('select type from entity where id = $1', [id])
      return rows[0]?.type
    },
    async count(typeName) {
      const { rows } = await database.query<{ total: string }>(`select ${totalOf('non-deleted')} as total`, [
        types.of(typeName).type,
      ])
      return Number(rows[0]?.total ?? 0)
    },
    async resealSecrets(reseal) {
      const withSecrets = types.all.filter(({ secretPlaces }) => secretPlaces.length > 0)
      const ofEntities = await resealEntities(
        database,
        withSecrets.map(({ type }) => type),
        reseal,
      )
      return ofEntities + (await resealSettings(database, reseal))
    },
  }
}
