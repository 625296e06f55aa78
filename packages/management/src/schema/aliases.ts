/**
 * Further names of objects, with prefix. Existing tools put `x:` before what was typed, look it up among the objects without regard to case,
 * and build the method's name from what they found; so `oidc-provider` is published, the one name in kebab case that documentation prints.
 */
export const aliases: ReadonlyMap<string, string> = new Map([['x:oidc-provider', 'x:OidcProvider']])
