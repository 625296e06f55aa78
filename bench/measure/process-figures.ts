import { readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second for every program (`USER_HZ`). */
const millisecondsPerTick = 10

/**
 * Milliseconds of processor time that a process has used, all its threads, user and system.
 *
 * @throws Error when there is no such process.
 */
export function processorTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The command's name is in parentheses and may hold anything: the fields are counted from its end. utime is field 14, stime 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick
}

/**
 * Resident memory of a process in bytes.
 *
 * @throws Error when there is no such process.
 */
export function residentMemory(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (kilobytes === undefined) throw new Error(`process ${pid} has no resident memory: it has ended`)
  return Number(kilobytes) * 1024
}

/**
 * Milliseconds that a core was not idle since the machine started, whoever used it; time that the hypervisor gave to other machines counts too.
 *
 * @throws Error when there is no such core.
 */
export function coreTime(core: number): number {
  const line = readFileSync('/proc/stat', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`cpu${core} `))
  if (line === undefined) throw new Error(`there is no processor core ${core}`)
  // user, nice, system, idle, iowait, irq, softirq, steal; guest times are within user and nice.
  const [user, nice, system, , , irq, softirq, steal] = line.split(' ').slice(1).map(Number)
  return [user, nice, system, irq, softirq, steal].reduce((sum: number, ticks) => sum + (ticks ?? 0), 0) * millisecondsPerTick
}
