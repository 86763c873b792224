import { hearingsOf } from '#platform/host';
import { AnalyticsModule } from '#shop/analytics';
import { CatalogModule } from '#shop/catalog';
import { OrdersModule } from '#shop/orders';
import { PaymentsModule } from '#shop/payments';
import { ShippingModule } from '#shop/shipping';
import { UsersModule } from '#shop/users';
import { hearings } from '../../apps/shop/hearings.js';

const modules = [UsersModule, CatalogModule, OrdersModule, PaymentsModule, ShippingModule, AnalyticsModule];

it('the list of who hears whom says what the contexts declare', () => expect(hearings).toEqual(hearingsOf(modules)));
