/** What alerts need of the configuration: an SMTP server, if there is one, and the inner hosts they may reach. */
import { createAddressGuard, type SmtpSettings } from '@waymark/notify'
import type { ConfigMistake } from './config-error.ts'
import type { Settings } from './variables.ts'

export interface NotificationSettings {
  readonly smtp: SmtpSettings | undefined
  readonly allowedHosts: readonly string[]
}

export function notificationSettings(settings: Settings): NotificationSettings {
  const { SMTP_SERVER_ENDPOINT: host, SMTP_SERVER_USERNAME: username, SMTP_SERVER_PWD: password } = settings
  const from = settings.OPENMETADATA_SMTP_SENDER_MAIL ?? username
  const allowedHosts = settings.WAYMARK_NOTIFY_ALLOWED_HOSTS
  if (!settings.AUTHORIZER_ENABLE_SMTP || !host || !from) {
    return { smtp: undefined, allowedHosts }
  }
  return {
    allowedHosts,
    smtp: {
      host,
      port: settings.SMTP_SERVER_PORT,
      strategy: strategies[settings.SMTP_SERVER_STRATEGY],
      from,
      senderName: settings.OM_EMAIL_ENTITY,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    },
  }
}

const strategies = { smtp: 'SMTP', smtps: 'SMTPS', smtp_tls: 'SMTP_TLS' } as const

export function notificationMistakes(settings: Settings): ConfigMistake[] {
  const found: ConfigMistake[] = []
  const { SMTP_SERVER_ENDPOINT: host, SMTP_SERVER_USERNAME: username } = settings
  if (host && settings.OPENMETADATA_SMTP_SENDER_MAIL === undefined && !username?.includes('@')) {
    found.push({
      setting: 'OPENMETADATA_SMTP_SENDER_MAIL',
      message: "The sender's address is missing. Set it, e.g. catalog@contoso.com.",
    })
  }
  try {
    createAddressGuard(settings.WAYMARK_NOTIFY_ALLOWED_HOSTS)
  } catch (error) {
    found.push({
      setting: 'WAYMARK_NOTIFY_ALLOWED_HOSTS',
      message: `${error instanceof Error ? error.message : String(error)}. Write hosts, or ranges like 10.0.0.0/8.`,
    })
  }
  return found
}
