/**
 * Items so that what one needs comes before it; otherwise in their own order. Depth first, without recursion, as a chain may be as long as
 * the list.
 * @param needs what an item needs of the same list
 * @param onCycle told of an item that needs itself, over others too; it stays in the order
 */
export function dependencyOrder<Item>(
  items: Iterable<Item>,
  needs: (item: Item) => readonly Item[],
  onCycle: (item: Item) => void,
): readonly Item[] {
  const order: Item[] = []
  const state = new Map<Item, 'open' | 'done'>()
  for (const first of items) {
    if (state.has(first)) continue
    state.set(first, 'open')
    const stack = [{ item: first, needed: needs(first).values() }]
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.needed.next()
      if (next.done === true) {
        state.set(top.item, 'done')
        order.push(top.item)
        stack.pop()
      } else if (state.get(next.value) === 'open') {
        onCycle(next.value)
      } else if (!state.has(next.value)) {
        state.set(next.value, 'open')
        stack.push({ item: next.value, needed: needs(next.value).values() })
      }
    }
  }
  return order
}
