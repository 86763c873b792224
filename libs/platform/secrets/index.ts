export { parseEnvFile } from './env-file.js';
export { type MadeSecrets, type SecretsOptions, writeSecrets } from './write-secrets.js';
