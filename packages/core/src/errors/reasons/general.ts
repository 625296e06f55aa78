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
    text: 'The request body must be application/x-www-form-urlencoded in UTF-8',
  },
  method_not_allowed: {
    error: 'invalid_request',
    spec: 'RFC9110-15.5.6',
    status: 405,
    text: 'The method is not allowed at this endpoint',
  },
} as const satisfies Record<string, Reason>
