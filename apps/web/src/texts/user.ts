/** What the pages say about a person, in English. */

export const userTexts = {
  administrator: 'Administrator',
  bot: 'Bot',
  disabled: 'Disabled',
  email: 'E-mail',
  teams: 'Teams',
  roles: 'Roles',
  lastSignedIn: 'Last signed in',
  ownsNothingHint: 'An owner is set on the asset’s page.',
  ownsNothing: 'Owns nothing yet',
} as const
