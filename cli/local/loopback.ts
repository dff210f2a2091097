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
