/** `waymark doctor` as the server runs it: with its own settings, and what its own bots are bound to. */
import { readFileSync } from 'node:fs'
import type { SignInDoctor } from '@waymark/api'
import {
  type Available,
  type BotState,
  type Environment,
  explainText,
  explainToken,
  processSurroundings,
  readSettings,
  reportOf,
  runDoctor,
} from '@waymark/azure'
import type { AdminSurroundings } from './admin/command.ts'
import { accountOfBot } from './admin/commands.ts'
import { productionChecks } from './production-checks.ts'

const ingestionBot = 'ingestion-bot'

/**
 * @param environment - the settings in force by the names of their variables, whatever said them
 * The directory itself is not looked at: the server holds no right to read it. `waymark doctor` does, as whoever runs it.
 */
export function createSignInDoctor(environment: Environment, surroundings: AdminSurroundings): SignInDoctor {
  const settings = readSettings({ ...environment, OPENMETADATA_SERVER_URL: surroundings.serverUrl }, (path) =>
    readFileSync(path, 'utf8'),
  )
  const around = processSurroundings(settings, environment)
  return {
    async run() {
      const checks = await runDoctor(settings, {
        ...around,
        graph: {
          unavailable:
            'The server has no right to read the directory. Run "waymark doctor" as somebody who has one.',
        },
        bot: () => botOf(surroundings),
        botName: ingestionBot,
      })
      const production = await productionChecks(surroundings.identityConfig, surroundings.identity)
      const all = [...checks, ...production]
      return { ...reportOf(all), checks: all }
    },
    async explainToken(token) {
      const report = await explainToken(token, settings, { fetch: around.fetch, nowMs: around.nowMs })
      return report && { ...report, claims: [...report.claims], rules: [...report.rules] }
    },
    async explainError(text) {
      const explanation = explainText(text)
      return explanation && { ...explanation, checks: [...explanation.checks] }
    },
  }
}

async function botOf(surroundings: AdminSurroundings): Promise<Available<BotState>> {
  try {
    const account = await accountOfBot(surroundings, ingestionBot)
    const application = await surroundings.identity.bots.binding(account.id)
    return { value: { application, email: account.email } }
  } catch (error) {
    return { unavailable: error instanceof Error ? error.message : String(error) }
  }
}
