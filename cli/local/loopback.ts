import type { IncomingMessage } from 'node:http';

/** Whether a URL's host is this machine. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Checks the URL of something that the local stack is told to use: nothing may leave this machine. */
export function requireLoopback(option: string, url: string): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new Error(`${option} must be an http or https URL, not ${url}`);
  if (!isLoopback(url)) throw new Error(`${option} must be on this machine, such as http://127.0.0.1:4000, not ${url}`);
}

/**
 * Whether a request comes from a program on this machine. A page in a browser could otherwise reach a server here, under a host name
 * that it makes point here, or by a form.
 */
export function isFromLocalProgram({ headers }: IncomingMessage): boolean {
  const host = `http://${headers.host}`;
  return URL.canParse(host) && isLoopback(host) && headers.origin === undefined && headers['sec-fetch-site'] === undefined;
}
