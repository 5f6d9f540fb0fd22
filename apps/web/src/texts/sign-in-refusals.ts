/** What the pages say about refusals of identity providers, by their code, in English. */

export const refusalTexts = {
  catalogRefused: 'The catalog refused the sign-in',
  providerRefused: 'The identity provider refused the sign-in',
  tryAgain: 'Try again, or hand the code below to the administrator.',
  known: {
    '50011': {
      title: 'This address is not registered for the application',
      advice:
        'Ask the administrator to add this page’s address followed by /callback to the application’s redirect URIs, under “Single-page application”.',
    },
    '50020': {
      title: 'This account belongs to another organisation',
      advice: 'Sign in with an account of this organisation, or ask to be invited as a guest.',
    },
    '50034': {
      title: 'The account does not exist',
      advice: 'Check the spelling, or choose another account.',
    },
    '50053': {
      title: 'The account is locked',
      advice: 'Wait a while, or ask the administrator to unlock it.',
    },
    '50057': { title: 'The account is disabled', advice: 'Ask the administrator of your organisation.' },
    '50058': { title: 'Nobody is signed in at the provider', advice: 'Sign in again.' },
    '50076': {
      title: 'A second factor is required',
      advice: 'Sign in again and complete the second step on your phone or key.',
    },
    '50105': {
      title: 'You are not assigned to this application',
      advice:
        'Ask the administrator to assign you, or a group that you are in, under Enterprise applications → Users and groups.',
    },
    '53003': {
      title: 'A conditional access policy blocked the sign-in',
      advice:
        'Try from a managed device or the company network, or ask the administrator which policy applies.',
    },
    '54005': {
      title: 'The sign-in was used already',
      advice: 'Sign in again; do not reload the page in between.',
    },
    '65001': {
      title: 'Consent is missing',
      advice: 'An administrator must grant consent for the application’s permissions once.',
    },
    '65004': {
      title: 'Consent was declined',
      advice: 'Sign in again and accept, or ask the administrator to grant it.',
    },
    '70008': { title: 'The sign-in took too long', advice: 'Sign in again.' },
    '90002': {
      title: 'The tenant does not exist',
      advice: 'The administrator must correct the tenant id in the authority setting.',
    },
    '90094': {
      title: 'Only an administrator can consent',
      advice: 'Ask the administrator to grant consent for the application’s permissions.',
    },
    '500011': {
      title: 'The API that was asked for is unknown',
      advice:
        'The administrator must correct the scope: its application ID URI is not registered in this tenant.',
    },
    '650053': {
      title: 'A permission that was asked for does not exist',
      advice: 'The administrator must correct the scope in the sign-in settings.',
    },
    '700016': {
      title: 'The application is not registered in this tenant',
      advice: 'The administrator must correct the client id or the tenant id.',
    },
    '9002325': {
      title: 'The address is registered as the wrong platform',
      advice: 'The administrator must register the redirect URI under “Single-page application”, not “Web”.',
    },
    '9002326': {
      title: 'The address is registered as the wrong platform',
      advice: 'The administrator must register the redirect URI under “Single-page application”, not “Web”.',
    },
    access_denied: { title: 'The sign-in was cancelled', advice: 'Sign in again when you are ready.' },
    server_error: { title: 'The provider failed', advice: 'Try again in a minute.' },
    temporarily_unavailable: { title: 'The provider is busy', advice: 'Try again in a minute.' },
  } as Readonly<Record<string, { title: string; advice: string }>>,
} as const
