/** The PostgreSQL that the server brings along: started, owned, healed and stopped by one call. */
export { stopAbandonedPostgres } from './abandoned.ts'
export { makeSymlinks } from './binaries.ts'
export { writtenBy } from './cluster.ts'
export { EmbeddedPostgresError } from './embedded-postgres-error.ts'
export { clusterPlaces, exchangeClusters, finishExchange, removeCluster } from './exchange.ts'
export { platformPackageIn } from './platform-package.ts'
export { type EmbeddedPostgres, startEmbeddedPostgres } from './start.ts'
