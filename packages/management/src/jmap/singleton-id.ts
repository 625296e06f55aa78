/** The only id of a type that has one object. */
export const singletonId = 'singleton'
