export * from './csv.js';
export * from './or-csv.js';
