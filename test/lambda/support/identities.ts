/** Certificates for TLS in both directions, valid for a hundred years; nothing but tests trusts them. */

export interface Identity {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Has issued the certificates of the server and of its clients. */
export const AUTHORITY = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBezCCASGgAwIBAgIUQ1thotkHHgcQfMj7f3jsEPA0GVswCgYIKoZIzj0EAwIw',
  'EjEQMA4GA1UEAwwHVGVzdCBjYTAgFw0yNjExMjUxNDAwMzhaGA8yMTI2MTEwMTE0',
  'MDAzOFowEjEQMA4GA1UEAwwHVGVzdCBjYTBZMBMGByqGSM49AgEGCCqGSM49AwEH',
  'A0IABEvPvqm5sUTcBYKJtcKM9W9c8q4JZ3kCqka220ml2TSWq+gFPjAfK6EiGIzo',
  '+MncMcd0WPFpuN1QtAKOFeeMVwijUzBRMB0GA1UdDgQWBBSybM36Eq/8AZaqUVHQ',
  'gMqr/KQwsTAfBgNVHSMEGDAWgBSybM36Eq/8AZaqUVHQgMqr/KQwsTAPBgNVHRMB',
  'Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQD5LCV1zS7ejcRFeS+VPojMxxU0',
  'ygCx8h8egOyzMsbUhQIgKv66bCpUyTtiSn5kax+uWNE676/XrkrGHme6kdDLYk4=',
  '-----END CERTIFICATE-----',
].join('\n');

/** For localhost and 127.0.0.1. */
export const SERVER: Identity = {
  certificate: [
    '-----BEGIN CERTIFICATE-----',
    'MIIBhDCCASugAwIBAgIUBi1XW29rSLQHGS2/5eIKyNL3n3swCgYIKoZIzj0EAwIw',
    'EjEQMA4GA1UEAwwHVGVzdCBjYTAgFw0yNjExMjUxNDAwMzlaGA8yMTI2MTEwMTE0',
    'MDAzOVowETEPMA0GA1UEAwwGc2VydmVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD',
    'QgAEWekkp0/+SRMJ3zVQK9u8b+TLDWAM9KBsCgSmE4VSQlFuXicIxphXBKbcIqis',
    'fCTmbLDl32odqHbdynnSXH/vAqNeMFwwGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/',
    'AAABMB0GA1UdDgQWBBT/yy3sroYprsGxu2Olp/dG431TrzAfBgNVHSMEGDAWgBSy',
    'bM36Eq/8AZaqUVHQgMqr/KQwsTAKBggqhkjOPQQDAgNHADBEAiAnJlWxFt84IzWe',
    'lDxfpbq5A9PsNge9HJbFmSL0zj1m6wIgBCea3axc4MbDu12kVBj0gJnSCmeJh/cS',
    '2q/B+8frKDU=',
    '-----END CERTIFICATE-----',
  ].join('\n'),
  privateKey: [
    '-----BEGIN PRIVATE KEY-----',
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqEEMud21mSD1UJfR',
    'DCoSwA8RrZaOSl5XP4BWTnBPaAuhRANCAARZ6SSnT/5JEwnfNVAr27xv5MsNYAz0',
    'oGwKBKYThVJCUW5eJwjGmFcEptwiqKx8JOZssOXfah2odt3KedJcf+8C',
    '-----END PRIVATE KEY-----',
  ].join('\n'),
};

/** That the server knows. */
export const CLIENT: Identity = {
  certificate: [
    '-----BEGIN CERTIFICATE-----',
    'MIIBfjCCASSgAwIBAgIUBi1XW29rSLQHGS2/5eIKyNL3n3wwCgYIKoZIzj0EAwIw',
    'EjEQMA4GA1UEAwwHVGVzdCBjYTAgFw0yNjExMjUxNDAwMzlaGA8yMTI2MTEwMTE0',
    'MDAzOVowETEPMA0GA1UEAwwGY2xpZW50MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD',
    'QgAEkloce1ufecgLCvAsjIL/04jyYRtTe70jjSuWfvkWeDf+iMX18dpoi1zHX1MI',
    '9wJaKtWV3tpcKx1IR/ofHSk3MaNXMFUwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYD',
    'VR0OBBYEFInjfSkJ7gXHcc+eKOQ3Hs4gxbGvMB8GA1UdIwQYMBaAFLJszfoSr/wB',
    'lqpRUdCAyqv8pDCxMAoGCCqGSM49BAMCA0gAMEUCIQCqZw3tCPj+OvRTFSH6vSgm',
    'lUdqCt7TADbNlsai3d5fGAIga5xotgwopSSQio5Pikvsql4AL2KCJkgBEMFApJFo',
    '1eE=',
    '-----END CERTIFICATE-----',
  ].join('\n'),
  privateKey: [
    '-----BEGIN PRIVATE KEY-----',
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg7WwIYf4kGrCjgtzI',
    '0XNa7pxF0xAV757/JcqA/Ij6TyChRANCAASSWhx7W595yAsK8CyMgv/TiPJhG1N7',
    'vSONK5Z++RZ4N/6IxfXx2miLXMdfUwj3Aloq1ZXe2lwrHUhH+h8dKTcx',
    '-----END PRIVATE KEY-----',
  ].join('\n'),
};

/** That the server knows as well, and that takes the place of the first. */
export const NEXT_CLIENT: Identity = {
  certificate: [
    '-----BEGIN CERTIFICATE-----',
    'MIIBgzCCASmgAwIBAgIUBi1XW29rSLQHGS2/5eIKyNL3n30wCgYIKoZIzj0EAwIw',
    'EjEQMA4GA1UEAwwHVGVzdCBjYTAgFw0yNjExMjUxNDAwMzlaGA8yMTI2MTEwMTE0',
    'MDAzOVowFjEUMBIGA1UEAwwLbmV4dC1jbGllbnQwWTATBgcqhkjOPQIBBggqhkjO',
    'PQMBBwNCAARig8upN9g81Vz6GeGe219QTZ/Q1GVYdAfcT1lg5iYcdjN/K3CZquk2',
    'Y7k11hfZWmTn7sOPSg7IVOGZx+mkh4v+o1cwVTATBgNVHSUEDDAKBggrBgEFBQcD',
    'AjAdBgNVHQ4EFgQUBA+KVM97i0+DKkHE1JKWVAZbecIwHwYDVR0jBBgwFoAUsmzN',
    '+hKv/AGWqlFR0IDKq/ykMLEwCgYIKoZIzj0EAwIDSAAwRQIgJN/4/39QtGzl1EWn',
    'jLqKk3gaXwF1J6RzYuqYztjUPVMCIQCu3lCv2dVsTApkFqwL+uYlu3buW+ItRFLg',
    '6XZ9Z0a4GQ==',
    '-----END CERTIFICATE-----',
  ].join('\n'),
  privateKey: [
    '-----BEGIN PRIVATE KEY-----',
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8cJ2sAa1WJTyEwfe',
    'aZNqDVOZeIKjgJGW8o3Bza4sUvChRANCAARig8upN9g81Vz6GeGe219QTZ/Q1GVY',
    'dAfcT1lg5iYcdjN/K3CZquk2Y7k11hfZWmTn7sOPSg7IVOGZx+mkh4v+',
    '-----END PRIVATE KEY-----',
  ].join('\n'),
};

/** Of an authority that the server does not know. */
export const STRANGER: Identity = {
  certificate: [
    '-----BEGIN CERTIFICATE-----',
    'MIIBhjCCASygAwIBAgIUUGZ+4NiP1IvZH4fxH7tHdfQv4L4wCgYIKoZIzj0EAwIw',
    'GDEWMBQGA1UEAwwNVGVzdCBvdGhlci1jYTAgFw0yNjExMjUxNDAwMzlaGA8yMTI2',
    'MTEwMTE0MDAzOVowEzERMA8GA1UEAwwIc3RyYW5nZXIwWTATBgcqhkjOPQIBBggq',
    'hkjOPQMBBwNCAAT6mXPIzxQ7+Yn/TzCybVec/AyNoJYCiwqUwyprh3w/b2vvk9Vz',
    'p5p5Oylb3LAJfiTZv37xjuqo//tq8C7zNtmJo1cwVTATBgNVHSUEDDAKBggrBgEF',
    'BQcDAjAdBgNVHQ4EFgQUKqq/nIS/QLjJO7nGi7lquIxMfU8wHwYDVR0jBBgwFoAU',
    'AotJ4zT7PcYpYkUAvB1/tIj1su4wCgYIKoZIzj0EAwIDSAAwRQIgfV63Drp0KN4B',
    'AI8SdDg8JNsx89zFulwQWrkMtNTbKF8CIQD5LLDWO41zef7ED91G6QaQOYjXGuyT',
    'S2R2SlVGVn0QVQ==',
    '-----END CERTIFICATE-----',
  ].join('\n'),
  privateKey: [
    '-----BEGIN PRIVATE KEY-----',
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZuN+PeIl9n2BBja7',
    'TYbDhX3raRbuFK8T45wzyNvsscehRANCAAT6mXPIzxQ7+Yn/TzCybVec/AyNoJYC',
    'iwqUwyprh3w/b2vvk9Vzp5p5Oylb3LAJfiTZv37xjuqo//tq8C7zNtmJ',
    '-----END PRIVATE KEY-----',
  ].join('\n'),
};
