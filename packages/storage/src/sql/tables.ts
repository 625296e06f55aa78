import type {
  AccountId,
  AdjustableCheck,
  ClientId,
  Digest,
  GrantId,
  SessionId,
  Subject,
  TraceId,
  TransactionId,
  TrustedIssuerId,
} from '@latchkey/core'
import type { ManagementTables } from './management-tables.ts'

/*
 * The tables as queries see them. What is searched for, conditional or unique is a column; the rest of a record is JSON text in
 * `data`. Instants are milliseconds since the epoch. A column is never renamed or removed within a release line: migrations only add.
 */

/** JSON text: the members of a record that have no column. */
export type Json = string

export interface ClientRow {
  client_id: ClientId
  /** `clientObjectId` of management. */
  object_id: string
  updated_at: number
  expires_at: number | null
  /** `startOrderOf` the client, if it has one. */
  start_order: string | null
  data: Json
}

/** A web origin of a client; its rows are written and removed with the client's. */
export interface ClientOriginRow {
  origin: string
  client_id: ClientId
}

export interface GrantRow {
  grant_id: GrantId
  client_id: ClientId
  account_id: AccountId
  session_id: SessionId | null
  vouched_by: TrustedIssuerId | null
  expires_at: number
  revoked_at: number | null
  data: Json
}

export interface AuthorizationCodeRow {
  digest: Digest
  grant_id: GrantId
  client_id: ClientId
  account_id: AccountId
  expires_at: number
  failed_redemptions: number
  /** 1: no longer redeemable, by too many failures or because its grant was revoked before it existed. */
  dead: number
  redeemed_at: number | null
  data: Json
}

export interface DeviceAuthorizationRow {
  digest: Digest
  user_code: Digest
  client_id: ClientId
  /** Who approved it. */
  account_id: AccountId | null
  expires_at: number
  /** Milliseconds between polls, as it is now. */
  poll_interval: number
  last_polled_at: number | null
  /** 1: the last poll came too soon. */
  polled_too_soon: number
  state: 'pending' | 'approved' | 'denied'
  redeemed: number
  grant_data: Json | null
  data: Json
}

export interface RefreshTokenRow {
  digest: Digest
  grant_id: GrantId
  client_id: ClientId
  created_at: number
  expires_at: number
  rotated_at: number | null
  successor: Digest | null
  /** Thumbprint of the DPoP key that it is bound to. */
  jkt: string | null
  /** Thumbprint of the certificate that it is bound to. */
  x5t_s256: string | null
}

export interface SessionRow {
  session_id: SessionId
  digest: Digest
  account_id: AccountId
  expires_at: number
  data: Json
}

export interface TransactionRow {
  transaction_id: TransactionId
  expires_at: number
  failed_sign_ins: number
  authenticated_at: number | null
  consented_at: number | null
  consented_by: AccountId | null
  selected_by: AccountId | null
  data: Json
}

/** One row a scope, so that adding needs no reading. */
export interface ConsentRow {
  client_id: ClientId
  account_id: AccountId
  scope: string
  created_at: number
}

export interface SigningKeyRow {
  kid: string
  algorithm: string
  sealed_private_pem: string | null
  created_at: number
  signs_from: number | null
  retires_at: number | null
  published_until: number | null
  data: Json
}

export interface SettingsRow {
  name: string
  json: Json
  version: number
  updated_at: number
}

export interface TraceRow {
  trace_id: TraceId
  /** The client; empty if none is known. */
  ring: string
  updated_at: number
  data: Json
}

export interface AccountRow {
  account_id: AccountId
  subject: Subject
  username_key: string
  /** 1: `isAdministrator` of identity. */
  active_administrator: number
  updated_at: number
  data: Json
}

export interface ThrottleRow {
  key: Digest
  failures: number
  last_failure_at: number
  expires_at: number
}

export interface OneTimeTokenRow {
  digest: Digest
  purpose: 'setup'
  expires_at: number
}

export interface SingleUseRow {
  /** Purpose and digest, joined by a colon. */
  key: string
  expires_at: number
}

export interface PushedRequestRow {
  digest: Digest
  opens_until: number
  expires_at: number
  data: Json
}

export interface BackchannelRequestRow {
  request_id: `bcr_${string}`
  digest: Digest
  client_id: ClientId
  account_id: AccountId
  mode: 'poll' | 'ping' | 'push'
  valid_until: number
  expires_at: number
  /** Milliseconds between polls, as it is now. */
  poll_interval: number
  last_polled_at: number | null
  /** 1: the last poll came too soon. */
  polled_too_soon: number
  state: 'pending' | 'approved' | 'denied'
  redeemed: number
  attempts: number
  /** Null: the client is not, or no more, told anything. */
  next_attempt_at: number | null
  sealed_tokens: string | null
  grant_data: Json | null
  data: Json
}

/** A client that is told when a session ends. Goes with the session. */
export interface SessionClientRow {
  session_id: SessionId
  client_id: ClientId
  /** `LogoutChannel`s, separated by a blank. */
  channels: string
}

/** One row a client and ended session. */
export interface LogoutDeliveryRow {
  delivery_id: `lod_${string}`
  session_id: SessionId
  client_id: ClientId
  account_id: AccountId
  subject: Subject
  state: 'waiting' | 'delivered' | 'failed'
  attempts: number
  created_at: number
  changed_at: number
  /** Null: it is finished. */
  next_attempt_at: number | null
  finished_at: number | null
  problem: string | null
  expires_at: number
}

/** One row a rule and client; all clients without a record share one, whose `client_id` is empty. */
export interface PostureReportRow {
  report_id: `prp_${string}`
  rule: AdjustableCheck
  client_id: ClientId | ''
  count: number
  first_at: number
  last_at: number
  expires_at: number
}

/** One row per migration that the database has seen; read before anything else is. */
export interface SchemaVersionRow {
  /** 1, 2, 3, ... */
  number: number
  /** The release of Latchkey that brought it. */
  release: string
  /** The lowest schema number whose programs can still work with the database after it. */
  oldest_reader: number
}

export interface Tables extends ManagementTables {
  clients: ClientRow
  client_origins: ClientOriginRow
  grants: GrantRow
  authorization_codes: AuthorizationCodeRow
  refresh_tokens: RefreshTokenRow
  device_authorizations: DeviceAuthorizationRow
  sessions: SessionRow
  transactions: TransactionRow
  consents: ConsentRow
  signing_keys: SigningKeyRow
  settings: SettingsRow
  traces: TraceRow
  accounts: AccountRow
  throttle: ThrottleRow
  one_time_tokens: OneTimeTokenRow
  single_uses: SingleUseRow
  pushed_requests: PushedRequestRow
  backchannel_requests: BackchannelRequestRow
  session_clients: SessionClientRow
  logout_deliveries: LogoutDeliveryRow
  posture_reports: PostureReportRow
  schema_versions: SchemaVersionRow
}
