export { CreatePersonalKeys1763700000019 } from './create-personal-keys.migration.js';
export { PersonalKeys } from './personal-keys.js';
export { type Opened, Sealing } from './sealing.js';
export { personalDataSecrets } from './settings.js';
