/** The engines on this machine check no signature; SDK clients must sign with something that is nobody's. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;
