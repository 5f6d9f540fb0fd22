/** The engine: stores, versions, links and searches any entity definition on PostgreSQL. */
export type { AssetPage, AssetQuery } from './assets.ts'
export { configPlaces } from './config-places.ts'
export { aboutDeletedThread, threadEntityType } from './conversation/thread-events.ts'
export { createEngine, type EngineOptions } from './create-engine.ts'
export type { CustomProperties, TypeKey } from './custom-properties/custom-properties.ts'
export {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type Result,
  type Statement,
  type Tx,
} from './database.ts'
export * from './engine.ts'
export { contentTag, entityTag } from './entity-tag.ts'
export { everyEntity, everyPage } from './every-entity.ts'
export { dropEmptyMonths, ensurePartitions, expireEntries } from './extensions/months.ts'
export { correctSeries } from './extensions/newest.ts'
export { applyPatch } from './json-patch.ts'
export * from './measurements.ts'
export {
  type MigrationDirectory,
  MigrationError,
  migrate,
  pendingMigrations,
} from './migrate.ts'
export type { Reseal } from './reseal-secrets.ts'
export {
  type Aggregation,
  type Aggregations,
  checkedPattern,
  parseAggregations,
} from './search/aggregation.ts'
export { inParameter } from './search/dsl-members.ts'
export { stopSearchFeed } from './search/search-outbox.ts'
export { pickSource } from './search/source-filter.ts'
export {
  createSecretBox,
  type MasterKey,
  masterKeyIdOf,
  type SecretBox,
  SecretBoxError,
} from './secret-box.ts'
export type { Setting, Settings } from './settings/settings.ts'
export { openReadRouting, primaryOnly, type ReadRouting } from './standby/read-routing.ts'
export type { StandbyStatus } from './standby/standby.ts'
export { isStandby } from './standby/wal-position.ts'
