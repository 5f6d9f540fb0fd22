/** The engine: stores, versions, links and searches any entity definition on PostgreSQL. */
export { createEngine, type EngineOptions } from './create-engine.ts'
export * from './database.ts'
export * from './engine.ts'
export { entityTag } from './entity-tag.ts'
export { engineMigrations, type MigrationDirectory, MigrationError, migrate } from './migrate.ts'
export { rotateSecrets } from './rotate-secrets.ts'
export { createSecretBox, type MasterKey, type SecretBox, SecretBoxError } from './secret-box.ts'
