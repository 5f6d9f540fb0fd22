/** Which work a workflow file asks for, and the connection it is done with. */
import { ingestMetadata } from './ingest-metadata.ts'
import type { RunContext } from './run-context.ts'
import { RunAborted } from './run-failure.ts'

/** @throws whatever ends the run */
export async function perform(context: RunContext): Promise<void> {
  const { kind, connector, connection } = context.workflow
  if (kind !== 'metadata' || !connector || connection === undefined) {
    throw new RunAborted('internal', `A run of the kind '${kind}' is not part of this release.`)
  }
  await ingestMetadata({ connector, config: connection }, context)
}
