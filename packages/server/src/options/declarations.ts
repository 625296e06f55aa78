import type { CertificateHeader } from '../certificates/certificate-header.ts'
import type { Networks } from '../net/networks.ts'
import type { Option } from './option.ts'
import {
  type AdministratorOption,
  type ListenAddress,
  type LogLevel,
  logLevels,
  parseAdministrator,
  parseCertificateHeader,
  parseDatabase,
  parseIssuer,
  parseListen,
  parseLogLevel,
  parseMasterKey,
  parseNetworks,
  parseWorkers,
  showDatabase,
} from './values.ts'

/** What a start needs to know, every value parsed. Absent: neither given nor defaulted. */
export interface StartOptions {
  readonly url?: string
  readonly listen: ListenAddress
  readonly data: string
  readonly database?: string
  readonly masterKey?: string
  readonly admin?: AdministratorOption
  readonly apply?: string
  readonly trustedProxies: Networks
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly mtlsListen?: ListenAddress
  readonly mtlsUrl?: string
  readonly mtlsCa?: string
  readonly mtlsHeader?: CertificateHeader
  readonly fetchAllow: Networks
  readonly workers: number
  readonly log: LogLevel
}

/** Every start-up option, in the order of the help text. Everything else is a settings object, never an option. */
export const declarations: { readonly [Name in keyof StartOptions]-?: Option<NonNullable<StartOptions[Name]>> } = {
  url: {
    variable: 'LATCHKEY_URL',
    flag: 'url',
    form: 'URL',
    otherwise: 'http://localhost and the port of LATCHKEY_LISTEN',
    description: 'Issuer and prefix of every URL; no slash at the end; may contain a path. https, except on localhost.',
    parse: parseIssuer,
  },
  listen: {
    variable: 'LATCHKEY_LISTEN',
    flag: 'listen',
    form: 'ADDRESS:PORT',
    default: '127.0.0.1:8080',
    description: 'Where to listen; port 0 picks a free one and prints it.',
    parse: parseListen,
  },
  data: {
    variable: 'LATCHKEY_DATA',
    flag: 'data',
    form: 'FOLDER',
    default: './data',
    description: 'Folder of the embedded database, the master key and uploads; created for the owner only.',
    parse: (text) => text,
  },
  database: {
    variable: 'LATCHKEY_DATABASE',
    flag: 'database',
    form: 'LOCATION',
    otherwise: 'an embedded database in the data folder',
    description: 'sqlite:FILE or postgres://user:password@host:port/name.',
    sensitive: true,
    shown: showDatabase,
    parse: parseDatabase,
  },
  masterKey: {
    variable: 'LATCHKEY_MASTER_KEY',
    flag: 'master-key',
    form: 'TEXT',
    otherwise: 'the file master.key of the data folder, made at the first start',
    description: 'Key that seals secrets at rest. Whoever loses it loses the signing keys.',
    sensitive: true,
    parse: parseMasterKey,
  },
  admin: {
    variable: 'LATCHKEY_ADMIN',
    flag: 'admin',
    form: 'NAME:PASSWORD',
    otherwise: 'the first start prints a set-up link that works once',
    description: 'Creates this administrator, and restores its password and rights at later starts.',
    sensitive: true,
    parse: parseAdministrator,
  },
  apply: {
    variable: 'LATCHKEY_APPLY',
    flag: 'apply',
    form: 'FILE',
    description: 'Plan file that is applied at each start; one that is refused ends the start.',
    parse: (text) => text,
  },
  trustedProxies: {
    variable: 'LATCHKEY_TRUSTED_PROXIES',
    flag: 'trusted-proxies',
    form: 'NETWORKS',
    default: '',
    description: 'Networks whose Forwarded and X-Forwarded-* headers count, separated by commas.',
    parse: parseNetworks,
  },
  tlsCert: {
    variable: 'LATCHKEY_TLS_CERT',
    flag: 'tls-cert',
    form: 'FILE',
    description: 'PEM certificate chain: serve https directly; read again when it changes.',
    parse: (text) => text,
  },
  tlsKey: {
    variable: 'LATCHKEY_TLS_KEY',
    flag: 'tls-key',
    form: 'FILE',
    description: 'PEM private key of LATCHKEY_TLS_CERT.',
    parse: (text) => text,
  },
  mtlsListen: {
    variable: 'LATCHKEY_MTLS_LISTEN',
    flag: 'mtls-listen',
    form: 'ADDRESS:PORT',
    otherwise: 'clients are not asked for certificates',
    description:
      'Where to listen, with LATCHKEY_TLS_CERT, for clients that have certificates. LATCHKEY_LISTEN itself asks everybody for one.',
    parse: parseListen,
  },
  mtlsUrl: {
    variable: 'LATCHKEY_MTLS_URL',
    flag: 'mtls-url',
    form: 'URL',
    otherwise: 'host of the issuer and port of LATCHKEY_MTLS_LISTEN, where that is another port',
    description: 'What URLs of endpoints begin with where clients are asked for certificates; path as in LATCHKEY_URL.',
    parse: parseIssuer,
  },
  mtlsCa: {
    variable: 'LATCHKEY_MTLS_CA',
    flag: 'mtls-ca',
    form: 'FILE',
    description: 'PEM certificates of the authorities that tls_client_auth trusts; read again when it changes.',
    parse: (text) => text,
  },
  mtlsHeader: {
    variable: 'LATCHKEY_MTLS_HEADER',
    flag: 'mtls-header',
    form: 'FORM:NAME',
    description:
      'Header in which LATCHKEY_TRUSTED_PROXIES tell the certificate of a client: pem:NAME, rfc9440:Client-Cert or xfcc:X-Forwarded-Client-Cert.',
    parse: parseCertificateHeader,
  },
  fetchAllow: {
    variable: 'LATCHKEY_FETCH_ALLOW',
    flag: 'fetch-allow',
    form: 'NETWORKS',
    default: '',
    description: 'Private networks that fetches of URLs given by clients may reach, separated by commas.',
    parse: parseNetworks,
  },
  workers: {
    variable: 'LATCHKEY_WORKERS',
    flag: 'workers',
    form: 'NUMBER',
    default: '1',
    description: 'Processes that share the port.',
    parse: parseWorkers,
  },
  log: {
    variable: 'LATCHKEY_LOG',
    flag: 'log',
    form: 'LEVEL',
    default: 'info',
    description: `One of ${logLevels.join(', ')}. JSON lines unless standard output is a terminal.`,
    parse: parseLogLevel,
  },
}

/** Names the file that holds options; itself only a variable or a flag. */
export const configOption = {
  variable: 'LATCHKEY_CONFIG',
  flag: 'config',
  form: 'FILE',
  description: 'File with the same keys: KEY=VALUE lines, or one JSON object. The environment and flags override it.',
} as const
