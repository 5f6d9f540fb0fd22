/** How Kafka and its kin secure a connection. */
import { word } from '../members.ts'

export const securityProtocol = word('PLAINTEXT', 'SASL_PLAINTEXT', 'SASL_SSL', 'SSL')

export const saslMechanism = word('PLAIN', 'GSSAPI', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER')
