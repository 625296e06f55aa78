import {
  costRatio,
  findMeasurement,
  type Measurement,
  median,
  rateOf,
  ratio,
  type ServerName,
  wasShared,
} from '../measure/measurement.ts'
import { textTable } from './text-table.ts'

/** The listener that a server is held against. */
export const bareListenerOf: Readonly<Partial<Record<ServerName, ServerName>>> = {
  'latchkey-bun': 'bare-bun',
  'latchkey-node': 'bare-node',
}

const columns = [
  { heading: 'operation', figures: false },
  { heading: 'server', figures: false },
  { heading: 'rate/s', figures: true },
  { heading: 'cpu us', figures: true },
  { heading: 'x bare', figures: true },
  { heading: 'cpu', figures: true },
  { heading: 'x oidc-p', figures: true },
  { heading: 'cpu', figures: true },
  { heading: 'p50 ms', figures: true },
  { heading: 'p95 ms', figures: true },
  { heading: 'p99 ms', figures: true },
  { heading: 'RSS MB', figures: true },
  { heading: 'core %', figures: true },
  { heading: 'others %', figures: true },
  { heading: 'spread', figures: true },
] as const

/** What the columns mean, printed below the table. */
export const legend = `rate/s: middle of the rounds. cpu us: the server's processor time for one operation. x bare, x oidc-p: rate against the bare listener of the
same runtime and against oidc-provider, middle of the rounds' ratios; the cpu column after each is the same ratio of processor times, which other
load on the machine changes less. RSS: highest under this load. core %, others %: what the server and anything else used
of the servers' core. spread: fastest round against slowest. *: the load generator was busier than
the server, so the rate is a lower bound. !: something else used the server's core too, so both figures are rough.`

/** The table of all measurements. */
export function measurementTable(measurements: readonly Measurement[]): string {
  return textTable(
    columns,
    measurements.map((one) => {
      const bareName = bareListenerOf[one.server]
      const bare = bareName && findMeasurement(measurements, bareName, one.operation)
      const peer = one.server === 'oidc-provider' ? undefined : findMeasurement(measurements, 'oidc-provider', one.operation)
      const rates = one.rounds.map(({ rate }) => rate)
      return [
        one.operation,
        one.server,
        `${Math.round(rateOf(one)).toLocaleString('en')}${isGeneratorBound(one) ? '*' : ''}${wasShared(one) ? '!' : ''}`,
        (median(one.rounds.map(({ cost }) => cost)) * 1000).toFixed(1),
        bare ? ratio(one, bare).toFixed(2) : '',
        bare ? costRatio(one, bare).toFixed(2) : '',
        peer ? ratio(one, peer).toFixed(1) : '',
        peer ? costRatio(one, peer).toFixed(1) : '',
        one.p50.toFixed(2),
        one.p95.toFixed(2),
        one.p99.toFixed(2),
        megabytes(one.memory),
        percent(one.rounds.map(({ serverBusy }) => serverBusy)),
        percent(one.rounds.map(({ othersBusy }) => othersBusy)),
        (Math.max(...rates) / Math.min(...rates)).toFixed(2),
      ]
    }),
  )
}

/** Bytes as whole megabytes. */
export function megabytes(bytes: number): string {
  return Math.round(bytes / 1e6).toString()
}

/** Middle of these shares of a core, as whole per cent. */
function percent(shares: readonly number[]): string {
  return (median(shares) * 100).toFixed(0)
}

function isGeneratorBound({ rounds }: Measurement): boolean {
  return rounds.some(({ generatorBusy, serverBusy }) => generatorBusy > 0.9 && generatorBusy > serverBusy)
}
