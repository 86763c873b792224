import { validateSync } from 'class-validator';
import { IsShippingAddress } from './is-shipping-address.js';

class Probe {
  constructor(address: unknown) {
    this.address = address;
  }

  @IsShippingAddress()
  readonly address: unknown;
}

const errorsOf = (address: unknown) => validateSync(new Probe(address)).length;

describe('a shipping address', () => {
  it.each([
    { name: 'Ada', street: 'Long Road 1', city: 'Bonn', postalCode: '53111', country: 'DE' },
    { line1: 'Flat 2', line2: '', zip: '12345' },
  ])('may have the fields its country knows: %j', (address) => expect(errorsOf(address)).toBe(0));

  it.each([
    undefined,
    null,
    'Long Road 1',
    [],
    {},
    { city: '  ' },
    { city: 5 },
    { city: { name: 'Bonn' } },
    { 'post code': '1' },
    { city: 'x'.repeat(201) },
    Object.fromEntries(Array.from({ length: 21 }, (_, field) => [`line${field}`, 'x'])),
  ])('is not %j', (address) => expect(errorsOf(address)).toBe(1));
});
