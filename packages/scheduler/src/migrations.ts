/** Where the scheduler's tables are declared, for the engine's migrator. */
export const schedulerMigrations = { directory: new URL('../migrations/', import.meta.url) }
