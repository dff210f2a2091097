/** Self-signed for localhost, valid for a hundred years; nothing but tests trusts it. */
export const CERTIFICATE = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBmjCCAUGgAwIBAgIUHyWpICkmPHVDdSSX0ykv3XsuUDgwCgYIKoZIzj0EAwIw',
  'FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMDE4Mjk1MloYDzIxMjYxMDI3',
  'MTgyOTUyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO',
  'PQMBBwNCAAQgrm1ZIGYHL8v4PfmvwYBGF82CuM/CzJP6uRGCFdBg74/F2noz9f5K',
  'GlXqKq83Q10bDve9k35Pb/iqw+QxYzfOo28wbTAdBgNVHQ4EFgQUicZQLS09k1XI',
  'OJjdfZMh93F7sbswHwYDVR0jBBgwFoAUicZQLS09k1XIOJjdfZMh93F7sbswDwYD',
  'VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI',
  'zj0EAwIDRwAwRAIgK+89gdfFlCdNWdLCBO4ZpaTIbKi1r8RlraQ9ZMdKqugCIBSp',
  'OBv8TOH4TQjRHqivHrA5lfM9vbyyJGGT/53FKLgJ',
  '-----END CERTIFICATE-----',
].join('\n');

export const PRIVATE_KEY = [
  '-----BEGIN PRIVATE KEY-----',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxS0RlSjVsrvCg913',
  'a54hl1i8i1UbT//MVtzvCwZuTGWhRANCAAQgrm1ZIGYHL8v4PfmvwYBGF82CuM/C',
  'zJP6uRGCFdBg74/F2noz9f5KGlXqKq83Q10bDve9k35Pb/iqw+QxYzfO',
  '-----END PRIVATE KEY-----',
].join('\n');
