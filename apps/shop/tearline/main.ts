import { runCommandLine } from '#platform/cli';

const contexts = async () => (await import('../contexts.js')).contexts;

process.exitCode = await runCommandLine({ name: 'shop', contexts }, process.argv.slice(2));
