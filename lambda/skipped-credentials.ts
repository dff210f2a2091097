/** Stands, in bundles, for the SDK's providers of a person's credentials: the search goes on to those that Lambda has. */
const skipped = () => (): Promise<never> => Promise.reject(Object.assign(new Error('no profile, session or process in Lambda'), { tryNextLink: true }));

export { skipped as fromIni, skipped as fromProcess, skipped as fromSSO, skipped as fromTokenFile };
