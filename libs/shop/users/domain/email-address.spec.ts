import { specificationOf } from '#platform/testing';
import { claim, EmailAddress, normalised, release } from './email-address.js';
import { EmailTaken } from './users.errors.js';
import { anAddress, at } from './users.examples.js';

const given = specificationOf(EmailAddress);

describe('claiming an address', () => {
  const claiming = (address: EmailAddress) => claim(address, 'ada', at);
  it('makes it belong to the account', () => given().when(claiming).then(anAddress.claimedBy('ada')));
  it('does nothing the second time', () => given(anAddress.claimedBy('ada')).when(claiming).thenNothing());
  it('is refused when it is taken', () => given(anAddress.claimedBy('eve')).when(claiming).thenThrows(EmailTaken));
  it('works once it was released', () =>
    given(anAddress.claimedBy('eve'), anAddress.releasedBy('eve')).when(claiming).then(anAddress.claimedBy('ada')));
});

describe('releasing an address', () => {
  const releasing = (address: EmailAddress) => release(address, 'ada', at);
  it('sets it free', () => given(anAddress.claimedBy('ada')).when(releasing).then(anAddress.releasedBy('ada')));
  it('does nothing when it is free', () => given().when(releasing).thenNothing());
  it("leaves another's alone", () => given(anAddress.claimedBy('eve')).when(releasing).thenNothing());
});

it.each(['Ada@Shop.Local', ' ada@shop.local '])('%s is the same address as ada@shop.local', (written) =>
  expect(normalised(written)).toBe('ada@shop.local'),
);
