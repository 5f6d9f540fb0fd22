/** The runner of ingestions: connector contract, workflow file, filters, progress, report. */
export * from './connector.ts'
