/** The stored procedures and functions of a service as the catalog has them, with the code that the filters let pass. */
import { buildFqn, type StoredProcedure } from '@waymark/spec'
import type { RunContext } from '../runner/run-context.ts'
import { placeOf } from '../sql/chosen-tables.ts'

export interface CatalogRoutine {
  readonly id: string
  readonly fullyQualifiedName: string
  readonly database: string
  readonly schema: string
  readonly code: string
}

const pageSize = 200

/** Those without code, or in another language than SQL, are left out. */
export async function* readKnownRoutines(context: RunContext): AsyncGenerator<CatalogRoutine> {
  const { client, registry, workflow, account, signal } = context
  const { filters, serviceName } = workflow
  const query = { filters: { service: buildFqn(serviceName) }, pageSize, signal }
  for await (const entity of client.entity(registry.byType('storedProcedure')).list(query)) {
    const routine = entity as unknown as StoredProcedure // the registry's definitions are not typed one by one
    const { id, fullyQualifiedName, storedProcedureCode } = routine
    const { database, schema, name } = placeOf(fullyQualifiedName)
    const rejected =
      filters.filter('database').rejects(filters.useFqn ? buildFqn(serviceName, database) : database) ??
      filters.filter('schema').rejects(filters.useFqn ? buildFqn(serviceName, database, schema) : schema) ??
      filters.filter('storedProcedure').rejects(filters.useFqn ? fullyQualifiedName : name)
    const { code, language = 'SQL' } = storedProcedureCode ?? {}
    if (rejected !== undefined) account.filtered()
    else if (code && language === 'SQL') yield { id, fullyQualifiedName, database, schema, code }
  }
}
