import { serve } from '#platform/host';
import { UsersModule } from '#shop/users';

await serve({ name: 'users', contexts: [UsersModule] });
