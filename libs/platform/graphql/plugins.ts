import type { Plugin } from 'graphql-yoga';
import { type ExecutionResult, type GraphQLError, parse } from 'graphql';
import { currentExecution } from '#platform/execution';
import { toAnswer } from './errors.js';
import { hideSchema, limitDemand } from './limits.js';
import { TooComplex } from './refusals.js';
import type { GraphqlContext } from './graphql-context.js';
import { isExplorable, tokenLimit } from './settings.js';

/** Reads no more of a document than its limit of tokens, and refuses operations that ask for too much. */
export function limits(): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string, options: object) => read(source, options));
    },
    onValidate({ addValidationRule }) {
      addValidationRule(limitDemand);
      if (!isExplorable()) addValidationRule(hideSchema);
    },
  };
}

/** Takes what Fastify has read of a request and `keepJson` has parsed; what is no object is left to Yoga, which says what is wrong. */
export function takeParsed(): Plugin<object, GraphqlContext> {
  return {
    onRequestParse({ serverContext: { req }, requestParser, setRequestParser }) {
      const { asked } = req;
      if (requestParser !== undefined && asked !== undefined) setRequestParser(() => asked);
    },
  };
}

function read(source: string, options: object) {
  const most = tokenLimit.value;
  try {
    return parse(source, { ...options, maxTokens: most });
  } catch (error) {
    if (/more tha[nt] \d+ tokens/.test(String(error))) throw new TooComplex({ limit: 'tokens', most });
    throw error;
  }
}

/** Gives the errors that came up before a field was asked their place in the catalogue as well. */
export function errorCodes(): Plugin {
  return {
    onResultProcess({ result, setResult }) {
      if (!isRefused(result)) return;
      const correlationId = currentExecution()?.correlationId;
      setResult(Object.assign({}, result, { errors: result.errors.map((error) => toAnswer(error, correlationId)) }));
    },
  };
}

function isRefused(result: unknown): result is ExecutionResult & { readonly errors: readonly GraphQLError[] } {
  return Array.isArray((result as ExecutionResult | undefined)?.errors);
}
