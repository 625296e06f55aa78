/** Reasons that no test can trigger from outside, and why. */
export const untriggeredReasons: Readonly<Record<string, string>> = {
  body_cut_short: 'given when the other end hangs up, so that nobody is there to see the answer',
  body_too_slow: 'needs a body that trickles for longer than a test should take',
  starting: 'given in the milliseconds between the open port and the open database',
  device_code_gone: 'needs two redemptions of one device code in the same instant; the store contract tests that one wins',
  backchannel_id_gone: 'needs two redemptions of one auth_req_id in the same instant; the store contract tests that one wins',
  device_account_inactive: 'needs an account to be disabled while a device polls; no command disables one yet',
  internal: 'given for bugs of ours only; a test that triggers it would be a bug',
}
