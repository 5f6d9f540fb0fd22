/** What the pages say when a session has ended, in English. */

export const sessionTexts = {
  ended: 'Your session has ended',
  endedHint:
    'Sign in again to go on. Text that you have not saved yet is kept and will be here when you come back.',
  signInAgain: 'Sign in again',
} as const
