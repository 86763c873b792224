import { setting } from '#platform/config';
import { z } from 'zod';

export const archiveDirectory = setting(
  'ARCHIVE_DIRECTORY',
  z.string().min(1),
  'where the files of archived events are, the same for every process of a system',
  { default: '.data/archive' },
);
