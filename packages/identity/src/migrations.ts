/** Where identity's tables are declared, for the engine's migrator. */
export const identityMigrations = { directory: new URL('../migrations/', import.meta.url) }
