/** A service with databases, schemas and tables, the shape that most tests are about. */
import type { Engine } from '../engine.ts'
import type { JsonObject } from '../json-body.ts'
import type { EntityJson } from '../write-options.ts'

const author = { name: 'sampler' }

/** Creates `service`, its database `db` and the schemas; answers the service. */
export async function createSchemas(
  engine: Engine,
  service: string,
  schemas: readonly string[],
  more: JsonObject = {},
): Promise<EntityJson> {
  const body = { name: service, serviceType: 'Postgres', ...more }
  const { entity } = await engine.create('databaseService', body, author)
  const database = await engine.create('database', { name: 'db', service: entity.fullyQualifiedName }, author)
  for (const name of schemas) {
    await engine.create('databaseSchema', { name, database: database.entity.fullyQualifiedName }, author)
  }
  return entity
}

/** A create request of a table with integer columns. */
export function tableBody(name: string, schema: string, columns: readonly string[] = ['id']): JsonObject {
  return {
    name,
    databaseSchema: schema,
    columns: columns.map((column) => ({ name: column, dataType: 'INT' })),
  }
}
