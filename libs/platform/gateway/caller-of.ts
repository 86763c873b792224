import { Refusal } from '#platform/core';
import { bearerToken, type InternalCaller, serviceRole, type TokenVerifier } from '#platform/security';

/**
 * Who asks, from outside. A token that does not count is no reason to refuse here: whether one is needed, and whether a bad
 * one matters, is for the route to say, and it says the same as when it verifies tokens itself.
 */
export async function callerOf(authorization: string | undefined, tokens: TokenVerifier): Promise<InternalCaller> {
  try {
    const token = bearerToken(authorization);
    if (token === undefined) return {};
    const { principal, expiresAt } = await tokens.verify(token);
    const { id, roles } = principal;
    // Nobody outside is a process of the system, whatever his token says.
    return { principal: { id, roles: roles.filter((role) => role !== serviceRole) }, validUntil: expiresAt };
  } catch (error) {
    if (error instanceof Refusal) return { tokenRefusal: error.code };
    throw error;
  }
}
