/** GitHub's own library for signatures. It is an ES module, which a CommonJS program has to import so. */
const library = import('@octokit/webhooks-methods');

export async function sign(secret: string, body: string): Promise<string> {
  return (await library).sign(secret, body);
}

export async function verify(secret: string, body: string, signature: string): Promise<boolean> {
  return (await library).verify(secret, body, signature);
}
