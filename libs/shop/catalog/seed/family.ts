/** Products that differ in size, colour or wood. The first kind bears the family's own SKU, the others that and their kind. */
export interface Family {
  readonly sku: string;
  readonly title: string;
  readonly description: string;
  /** Price in euro cents and stock by kind; a kind without a name is the family's only or plain one. */
  readonly kinds: Readonly<Record<string, readonly [price: number, stock: number]>>;
}

export interface SeedProduct {
  readonly sku: string;
  readonly title: string;
  readonly description: string;
  readonly price: { readonly amount: number; readonly currency: string };
  readonly stock: number;
}

export function productsOf({ sku, title, description, kinds }: Family): SeedProduct[] {
  return Object.entries(kinds).map(([kind, [amount, stock]], index) => ({
    sku: index === 0 ? sku : `${sku}-${inSku(kind)}`,
    title: kind === '' ? title : `${title}, ${kind}`,
    description,
    price: { amount, currency: 'EUR' },
    stock,
  }));
}

const inSku = (kind: string): string =>
  kind
    .toLowerCase()
    .replace(/ (?=k?g$|ml$|l$|cm$)/, '')
    .replaceAll(' ', '-');
