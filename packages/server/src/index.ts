export { type CryptoOptions, createCrypto } from './crypto/create-crypto.ts'
