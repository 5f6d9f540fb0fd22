/** What the pages say while people sign in and out, in English. */

export const signInTexts = {
  addressUnusable: (what: string, address: string) =>
    `The sign-in settings name no usable ${what}: '${address}' is not an address.`,
  notHttps: (what: string, protocol: string) => `The ${what} must begin with https://, not ${protocol}//`,
  answerRepeats: (repeated: string) => `The answer names '${repeated}' more than once.`,
  answerFromAnother: 'The answer comes from another identity provider than the configured one.',
  answerWithoutCode: 'The answer holds no authorization code.',
  answerWithoutState: "The answer holds no 'state'.",
  signingIn: 'Signing you in',
  signingInFailed: 'Signing in did not work',
  backToSignIn: 'Back to the sign-in page',
  goesInCircles: 'Signing in goes round in circles',
  goesInCirclesHint: (message: string) =>
    `${message} Most often the browser keeps no cookie for this address, or the address is not the registered one. Check that cookies are allowed, then try again.`,
  catalogUnreachable: 'The catalog cannot be reached',
  catalogRefused: 'The catalog refused',
  reload: 'Reload the page and try again.',
  sessionNotKept: 'The session was not kept',
  sessionNotKeptHint:
    'Signing in worked, but this browser did not keep the session cookie. Allow cookies for this address, and open the catalog over https or on localhost.',
  nameOrEmail: 'Name or e-mail',
  password: 'Password',
  signInLocally: 'Sign in with a local account',
  plainHttp: 'This page was opened over plain HTTP. Open it over https, or on localhost, to sign in.',
  code: 'Code',
  id: 'Id',
  passwordTooShort: (shortestPassword: number) =>
    `At least ${shortestPassword} characters. A few unrelated words are easy to remember.`,
  passwordsDiffer: 'The two passwords differ.',
  setUpLinkIncomplete: 'This set-up link is not complete',
  openWholeLink: 'Open the whole link that the server printed when it started, including the part after',
  linkWorksOnce: '. It works once, for 30 minutes; starting the server again prints a new one.',
  goToSignIn: 'Go to the sign-in page',
  createFirstAdministrator: 'Create the first administrator',
  firstAdministratorHint:
    'This local account can always sign in, also when the identity provider cannot be reached. There is no other password anywhere.',
  name: 'Name',
  email: 'E-mail',
  passwordHint: (shortestPassword: number) => `At least ${shortestPassword} characters`,
  passwordAgain: 'Password again',
  passphraseMade:
    'This passphrase was made for you, and is shown only here. Or type a password of your own below.',
  passphrase: 'passphrase',
  putAway: 'I have put it where I find it again',
  createAndSignIn: 'Create and sign in',
  providerSilent: 'The identity provider did not answer',
  providerSilentHint:
    'The sign-in page worked but its token endpoint cannot be reached from this browser. Try again; if it stays, a proxy or a filter may block it.',
  noIdToken: 'The provider sent no ID token',
  noIdTokenHint: "The scope must contain 'openid'. The administrator can correct it in the sign-in settings.",
  cannotComplete: 'The sign-in cannot be completed',
  startAgain: (reason: string) => `${reason} Sign in again.`,
  notStartedHere: 'This sign-in was not started here',
  notStartedHereHint:
    'The answer does not belong to a sign-in of this browser tab: it was used already, or started elsewhere. Sign in again.',
  catalogRefusedSignIn: 'The catalog refused the sign-in',
  signedOut: 'You are signed out',
  signIn: 'Sign in',
  howToSignIn: 'how to sign in',
  configNotLoaded: 'The catalog does not say how to sign in',
  noWayIn: 'No way in?',
  useLocalAccount: 'Use a local account',
  signInWith: (label: string) => `Sign in with ${label}`,
  tooManyRedirects: (maxRedirects: number) =>
    `Signing in went to the identity provider ${maxRedirects} times without ending in a session.`,
  addresses: {
    authorization: 'authorization endpoint',
    token: 'token endpoint',
    signOut: 'sign-out page',
  },
} as const
