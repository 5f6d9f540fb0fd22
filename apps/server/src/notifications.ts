/** Starts the delivery of alerts, and gives the API its view on it. */
import type { Database, Engine } from '@waymark/engine'
import {
  type AlertDesk,
  createAddressGuard,
  createAlertDesk,
  createMailer,
  createNotifier,
} from '@waymark/notify'
import type { Logger } from 'pino'
import type { NotificationSettings } from './config/notification-settings.ts'

export interface Notifications {
  readonly desk: AlertDesk
  start(): Promise<void>
  stop(): Promise<void>
}

export function createNotifications(
  catalog: { readonly engine: Engine; readonly database: Database; readonly serverUrl: string },
  { smtp, allowedHosts }: NotificationSettings,
  log: Logger,
): Notifications {
  const { engine, database, serverUrl } = catalog
  const mailer = smtp && createMailer(smtp)
  const common = {
    engine,
    database,
    guard: createAddressGuard(allowedHosts),
    baseUrl: serverUrl,
    now: Date.now,
    ...(mailer ? { mailer } : {}),
  }
  const notifier = createNotifier({
    ...common,
    log: { warn: (fields, message) => log.warn(fields, message) },
  })
  return {
    desk: createAlertDesk(common),
    start: () => notifier.start(),
    async stop() {
      await notifier.stop()
      mailer?.close()
    },
  }
}
