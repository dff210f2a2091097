/** How the bytes of a signature are written. */
export enum SignatureEncoding {
  HEX = 'hex',
  BASE64 = 'base64',
}
