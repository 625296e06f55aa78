/** JOSE names of the signatures that FAPI 2 allows; `EdDSA` there means Ed25519, which has a name of its own too. @see FAPI2SP-5.4.1 */
export const strongAlgorithms: readonly string[] = ['PS256', 'ES256', 'EdDSA', 'Ed25519']
