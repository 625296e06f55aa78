import type { Reason } from '../reason.ts'

/** Reasons that any endpoint can give. */
export const generalReasons = {
  internal: { error: 'server_error', spec: 'RFC6749-4.1.2.1', status: 500, text: 'The server met an unexpected condition' },
  parameter_repeated: { error: 'invalid_request', spec: 'RFC6749-3.1', text: 'A parameter is given more than once' },
  parameter_too_long: { error: 'invalid_request', spec: 'RFC6749-3.1', text: 'A parameter is longer than this server accepts' },
  too_many_parameters: {
    error: 'invalid_request',
    spec: 'RFC6749-3.1',
    text: 'The request has more parameters than this server accepts',
  },
  body_too_large: {
    error: 'invalid_request',
    spec: 'RFC9110-15.5.14',
    status: 413,
    text: 'The request body is larger than this server accepts',
  },
  body_not_form: {
    error: 'invalid_request',
    spec: 'RFC6749-3.2',
    status: 400,
    text: 'The request body must be application/x-www-form-urlencoded',
  },
  body_malformed: {
    error: 'invalid_request',
    spec: 'RFC6749-3.2',
    status: 400,
    text: 'The request body must be percent-encoded UTF-8',
  },
  body_not_json: {
    error: 'invalid_request',
    spec: 'RFC7591-3.1',
    status: 415,
    text: 'The request body must be application/json',
  },
  body_too_deep: {
    error: 'invalid_request',
    spec: 'RFC8259-9',
    text: 'The JSON of the request body is nested deeper than this server accepts',
  },
  body_cut_short: {
    error: 'invalid_request',
    spec: 'RFC9112-8',
    text: 'The request body ended before it was complete',
  },
  host_malformed: {
    error: 'invalid_request',
    spec: 'RFC9112-3.2',
    status: 400,
    text: 'The Host header must be a host with or without a port',
  },
  method_not_allowed: {
    error: 'invalid_request',
    spec: 'RFC9110-15.5.6',
    status: 405,
    text: 'The method is not allowed at this endpoint',
  },
  body_too_slow: {
    error: 'invalid_request',
    spec: 'RFC9110-15.5.9',
    status: 408,
    text: 'The request body did not arrive in time',
  },
  query_malformed: {
    error: 'invalid_request',
    spec: 'RFC6749-3.1',
    text: 'The query must be application/x-www-form-urlencoded in UTF-8',
  },
  not_found: { error: 'not_found', spec: 'RFC9110-15.5.5', status: 404, text: 'There is nothing at this address' },
  csrf_mismatch: {
    error: 'invalid_request',
    spec: 'RFC6749-10.12',
    status: 403,
    text: 'The form was not sent from the page that this browser was shown',
  },
  origin_mismatch: { error: 'invalid_request', spec: 'RFC6749-10.12', status: 403, text: 'The form was sent from another site' },
  decision_unknown: {
    error: 'invalid_request',
    spec: 'RFC6749-10.12',
    text: 'decision is missing or not one that the page offers',
  },
  plain_http: {
    error: 'invalid_request',
    spec: 'RFC6749-3.1',
    status: 403,
    text: 'This server answers other machines over https only',
  },
  starting: {
    error: 'temporarily_unavailable',
    spec: 'RFC6749-4.1.2.1',
    status: 503,
    text: 'The server is starting or stopping, try again in a moment',
  },
} as const satisfies Record<string, Reason>
