// Starts or joins the server in the folder given, as the user given, prints its process id and address, and leaves it
// when told to stop.
import { startEmbeddedPostgres } from '#platform/embedded-postgres';

const [directory, user] = process.argv.slice(2);
if (user !== undefined) {
  process.setgroups([]);
  process.setgid(Number(user));
  process.setuid(Number(user));
}
const postgres = await startEmbeddedPostgres({ directory, log: console.log });
console.log(`server ${postgres.pid} at ${postgres.url}`);
process.once('SIGTERM', () => void leave());

async function leave() {
  await postgres.stop();
  process.exit(0);
}
