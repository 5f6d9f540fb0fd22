/** What the pages say about what claims give, and about trying the sign-in, in English. */

export const claimsTexts = {
  tab: 'What claims give',
  label: 'A token, or its claims as JSON',
  hint: 'A token is taken apart in this browser: its signature is never sent, and the claims are neither kept nor logged.',
  recent: 'Or what a recent sign-in brought',
  recentHint: 'The record of a sign-in keeps app roles, groups and teams, and nothing about the person.',
  noRecent: 'No recent sign-in brought app roles, groups or teams',
  show: 'Show',
  failed: 'This could not be worked out',
  notClaims: 'Neither a token nor a JSON object',
  account: 'The account',
  member: 'Member',
  value: 'Value',
  from: 'Read from',
  members: { email: 'E-mail', name: 'Name', displayName: 'Display name' },
  missing: 'nothing usable',
  rights: 'The rights',
  right: 'Right',
  because: 'Because of',
  noRights: 'These claims give no role and no team',
  noRightsHint: 'What is given by hand stays as it is at every sign-in.',
  kinds: { role: 'Role', team: 'Team', admin: 'Administrator' },
  rule: (by: string, claim: string, value: string) =>
    by === 'mapping' ? `the mapping of “${value}” in the claim ${claim}` : `the claim ${claim}: ${by}`,
  isMissing: 'nothing has this name, so nothing is given',
  firstOf: (claims: readonly string[]) =>
    claims.length > 1 ? `the first one present of ${claims.join(', ')}` : (claims[0] ?? ''),
  trySignIn: 'Try to sign in',
  trySignInHint: 'Opens the sign-in page: use a private window, so that this session stays.',
  latest: 'Latest sign-ins',
  allAttempts: 'All recent sign-ins, step by step',
}
