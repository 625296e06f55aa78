/**
 * What is there at once, or will be. Hot rows are in memory nearly always, and each promise around one would cost more than to find it there.
 * `await` takes both.
 */
export type Awaitable<Value> = Value | Promise<Value>

/** Goes on at once with what is there, later with what will be. What `next` throws at once is thrown, what it throws later rejects. */
export function whenThere<Value, Next>(value: Awaitable<Value>, next: (value: Value) => Awaitable<Next>): Awaitable<Next> {
  return value instanceof Promise ? value.then(next) : next(value)
}
