/** Speaks HTTP for the catalog: routes from definitions, errors, client generations, OpenAPI. */
export { createApp } from './app.ts'
export type { BotTokenSource } from './bot-token-source.ts'
export type { AnsweredRequest, ApiDependencies, ApiLog, ProductVersion, Readiness } from './context.ts'
export {
  apiMigrations,
  createGenerationMemory,
  type GenerationMemory,
} from './generations/generation-memory.ts'
export type { FilterPreview, IngestionRunner } from './ingestion-runner.ts'
export { takeDailySnapshot } from './insights/daily-snapshot.ts'
export { describeApi } from './openapi/describe.ts'
export type { SignInDoctor } from './sign-in-doctor.ts'
export type { SignInSettings } from './sign-in-settings.ts'
export type { ThisMachine } from './this-machine.ts'
export type { WorkflowRunner } from './workflow-runner.ts'
