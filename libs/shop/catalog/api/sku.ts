import type { PipeTransform } from '@nestjs/common';
import { Param } from '@nestjs/common';
import { Args, ID } from '@nestjs/graphql';
import { ProductNotFound } from '../domain/catalog.errors.js';

/** What a SKU is like, for the description of the API. */
export const skuInPath = {
  description: 'The SKU of a product.',
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  maxLength: 64,
};

const existingSku: PipeTransform<string, string> = {
  transform(sku) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(sku)) throw new ProductNotFound();
    return sku;
  },
};

/** The SKU in the path; what cannot be one is not found. */
export const Sku = () => Param('sku', existingSku);

/** The SKU as an argument of GraphQL. */
export const SkuArg = () => Args('sku', { type: () => ID }, existingSku);
