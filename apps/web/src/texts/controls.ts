/** What the controls say that every page is made of, in any of their states, in English. */

export const controlTexts = {
  light: 'Light',
  dark: 'Dark',
  asSystem: 'As the system',
  colours: 'Colours',
  chosen: 'chosen',
  copy: (what: string) => `Copy ${what}`,
  documentTitle: (title: string) => `${title} · Waymark`,
  pages: 'Pages',
  previous: 'Previous',
  next: 'Next',
  dismiss: 'Dismiss',
  undo: 'Undo',
  notSaved: 'That was not saved',
  loading: (label: string) => `Loading ${label}`,
  theList: 'the list',
  noRight: 'You do not have the right to see this',
  requestId: 'Request id',
  tryAgain: 'Try again',
  pageBroken: 'Something went wrong in this page.',
  permissionNeeded: (permission: string | undefined, where: string | undefined) =>
    `It takes the permission ${permission} on ${where}. An administrator can grant it with a role.`,
  /** What a button copies, behind the word “Copy”. */
  copied: { address: 'address', command: 'command', code: 'code', hash: 'hash', id: 'id' },
  isCopied: 'Copied',
  justNow: 'just now',
} as const
