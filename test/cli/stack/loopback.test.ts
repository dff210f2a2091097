import type { IncomingMessage } from 'node:http';
import { isFromLocalProgram, isLoopback, requireLoopback } from '../../../cli/local/loopback';

test.each([
  ['https://orders.example.com/hooks', false],
  ['http://10.0.0.1/', false],
  ['http://127.evil.example/', false],
  ['http://localhost.example.com/', false],
  ['http://169.254.169.254/', false],
  ['http://[::2]/', false],
  ['http://localhost:3000/hooks', true],
  ['http://orders.localhost/', true],
  ['http://127.0.0.1:3000/', true],
  ['https://127.8.9.10/', true],
  ['http://2130706433/', true],
  ['http://[::1]:3000/', true],
])('whether %s is on this machine: %s', (url, here) => {
  expect(isLoopback(url)).toBe(here);
});

test.each(['http://127.0.0.1:9324', 'http://localhost:9324/', 'http://[::1]:9324', 'https://localhost'])('%s is accepted', url => {
  expect(() => requireLoopback('The engine', url)).not.toThrow();
});

test.each([
  ['https://sqs.eu-west-1.amazonaws.com', 'The engine must be on this machine, such as http://127.0.0.1:4000, not https://sqs.eu-west-1.amazonaws.com'],
  ['localhost:9324', 'The engine must be an http or https URL, not localhost:9324'],
  ['127.0.0.1', 'The engine must be an http or https URL, not 127.0.0.1'],
])('%s is refused', (url, message) => {
  expect(() => requireLoopback('The engine', url)).toThrow(message);
});

describe('a request', () => {
  test.each([
    ['of a program', { host: '127.0.0.1:9324' }, true],
    ['of a program that names the machine otherwise', { host: 'localhost:9324' }, true],
    ['without a host', {}, false],
    ['for a host that somebody made point here', { host: 'evil.example.com:9324' }, false],
    ['of a page', { host: '127.0.0.1:9324', origin: 'https://evil.example.com' }, false],
    ['of a form or an image on a page', { 'host': '127.0.0.1:9324', 'sec-fetch-site': 'cross-site' }, false],
  ])('%s', (_, headers, expected) => {
    expect(isFromLocalProgram({ headers } as IncomingMessage)).toBe(expected);
  });
});
