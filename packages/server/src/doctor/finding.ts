/** What `latchkey doctor` found where it looked. */
export interface Finding {
  /** Where it looked, one or two words. */
  readonly check: string
  /** `failed`: a server does not start or does not work. `warning`: it works, and something should be changed. */
  readonly verdict: 'ok' | 'warning' | 'failed'
  /** What is there, and what to do about it; one line. */
  readonly message: string
}

export function finding(check: string, verdict: Finding['verdict'], message: string): Finding {
  return { check, verdict, message }
}
