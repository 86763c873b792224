import { writeSecrets } from '#platform/secrets';

const folder = process.argv[2] ?? 'docker/secrets';
const contexts = ['users', 'catalog', 'orders', 'payments', 'shipping', 'analytics'];
const made = await writeSecrets({
  folder,
  processes: { ...Object.fromEntries(contexts.map((name) => [name, [name]])), fulfilment: ['payments', 'shipping'] },
  database: 'shop',
  chosen: { users: { ADMIN_EMAIL: 'admin@shop.local', ADMIN_PASSWORD: undefined } },
});

for (const name of made) console.log(name);
console.log(
  `${made.length === 0 ? 'Nothing was missing' : 'These are new'} in ${folder}. Keep it to yourself: whoever reads it can do everything.`,
);
