import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { Page } from '#platform/http';

/** The arguments of every list: the first so many items, or those behind a cursor. */
@ArgsType()
export class ConnectionArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many items, 1 to 100.' })
  @IsInt()
  @Min(1)
  @Max(100)
  readonly first: number = 20;

  @Field({ nullable: true, description: 'The cursor behind which the items begin.' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  readonly after?: string;
}

@ObjectType({ description: 'Where a part of a list lies in the list.' })
export class PageInfo {
  @Field() readonly hasNextPage!: boolean;
  @Field() readonly hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true }) readonly startCursor!: string | null;
  @Field(() => String, { nullable: true }) readonly endCursor!: string | null;
}

export interface Edge<Node> {
  readonly node: Node;
  readonly cursor: string;
}

/** A part of a list as Relay's specification shapes it. */
export interface Connection<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly pageInfo: PageInfo;
}

/**
 * The connection type of an object type, and its edge type.
 *
 * @example
 * @ObjectType()
 * export class OrderConnection extends connectionOf(Order, 'Order') {}
 */
export function connectionOf<Node>(node: Type<Node>, name: string): Type<Connection<Node>> {
  @ObjectType(`${name}Edge`)
  class NodeEdge implements Edge<Node> {
    @Field(() => node) readonly node!: Node;
    @Field() readonly cursor!: string;
  }

  @ObjectType({ isAbstract: true })
  class NodeConnection implements Connection<Node> {
    @Field(() => [NodeEdge]) readonly edges!: readonly NodeEdge[];
    @Field(() => PageInfo) readonly pageInfo!: PageInfo;
  }
  return NodeConnection;
}

/** A page as a connection. `after` is the cursor that was asked for. */
export function toConnection<Node>(page: Page<Node>, after: string | undefined): Connection<Node> {
  const edges = page.items.map((node, index) => ({ node, cursor: page.cursorOf(index) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.next !== null,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
