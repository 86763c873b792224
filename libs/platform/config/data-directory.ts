import { z } from 'zod';
import { setting } from './setting.js';

export const dataDirectory = setting('DATA_DIRECTORY', z.string().min(1), 'where local data are kept', {
  default: '.data',
});
