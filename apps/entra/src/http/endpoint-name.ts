/** The endpoints by name, as faults and routes call them. */

/** What a fault can be aimed at. */
export type EndpointName =
  | 'instance-discovery'
  | 'discovery'
  | 'keys'
  | 'authorize'
  | 'token'
  | 'devicecode'
  | 'logout'
  | 'adminconsent'
  | 'userrealm'
  | 'graph'
  | 'other'
