import { type Instance, PostOffice, wellWorld } from './post-office.js';

/** A post office for the tests of a file. What a test starts stops behind it, and the world is well again. */
export function runPostOffice() {
  let office: PostOffice;
  let instances: Instance[] = [];

  beforeAll(async () => {
    office = await PostOffice.open();
  });
  afterEach(async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    instances = [];
    Object.assign(office.world, wellWorld);
  });
  afterAll(() => office.close());

  return {
    get office(): PostOffice {
      return office;
    },
    /** Those that the test has started. */
    get instances(): readonly Instance[] {
      return instances;
    },
    async start(...given: Parameters<PostOffice['start']>): Promise<Instance> {
      const instance = await office.start(...given);
      instances.push(instance);
      return instance;
    },
  };
}
