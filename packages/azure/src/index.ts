/** What we do to Entra: Microsoft Graph, set-up, doctor, explanations. */
export type { Available, BotState, Check, DoctorDeps } from './doctor/check.ts'
export { type DoctorReport, processSurroundings, reportOf } from './doctor/process-surroundings.ts'
export { redact } from './doctor/redact.ts'
export { runDoctor } from './doctor/run-doctor.ts'
export {
  type DoctorSettings,
  type Environment,
  parseEnvironmentFile,
  readSettings,
  secretOf,
} from './doctor/settings.ts'
export { parseAuthoritySetting } from './doctor/settings-checks.ts'
export { type Explanation, explainText } from './explain.ts'
export { cloudOf } from './graph/clouds.ts'
export { createGraphClient, type GraphClient } from './graph/graph-client.ts'
export { GraphError } from './graph/graph-error.ts'
export { readTenantState } from './graph/tenant-state.ts'
export { type Applied, applyPlan } from './setup/apply-plan.ts'
export {
  type DeploymentKind,
  deploymentKinds,
  settingsFiles,
  writeDeployment,
} from './setup/deployment-files.ts'
export type { DeploymentSettings } from './setup/deployment-settings.ts'
export { readJournal, recordEntry, undo } from './setup/journal.ts'
export { kubernetesEnvironment, secretFile } from './setup/kubernetes-files.ts'
export { changedSteps, type Plan, type Step } from './setup/plan.ts'
export { planSetup } from './setup/plan-setup.ts'
export { printClicks, printScript } from './setup/print-script.ts'
export { printTerraform } from './setup/print-terraform.ts'
export {
  type CredentialWish,
  parseCertificate,
  parseFederated,
  type SetupWishes,
  tagFor,
} from './setup/wishes.ts'
export { decodeClaims } from './token/decode.ts'
export { explainToken, type TokenReport } from './token/explain-token.ts'
