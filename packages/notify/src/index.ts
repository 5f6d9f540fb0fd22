/** Delivers change events to those who asked for them: webhooks, chats, e-mail, the activity feed. */
export { type AddressGuard, createAddressGuard } from './address-guard.ts'
export { type AlertDesk, createAlertDesk } from './desk.ts'
export { createMailer, type Mailer, type SmtpSettings } from './destinations/email.ts'
export { createNotifier, type Notifier } from './notifier.ts'
