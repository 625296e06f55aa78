/** Reasons that no test can trigger from outside, and why. */
export const untriggeredReasons: Readonly<Record<string, string>> = {
  internal: 'given for bugs of ours only; a test that triggers it would be a bug',
}
