import type { FastifyInstance } from 'fastify';
import type { ServerTls } from '#platform/tls';
import { CertificateRequired } from './refusals.js';

/** What watches over processes and has no certificate of the system: it is told how a process is, and nothing else. */
const ofProbes = /^\/(health\/|metrics$)/;

/** Turns away who shows no certificate of the authority, before anything of the request is looked at. */
export function addCertificateCheck(fastify: FastifyInstance, tls: ServerTls): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (tls.isProcess(request.raw) || ofProbes.test(request.url)) return done();
    reply.header('connection', 'close');
    done(new CertificateRequired());
  });
}
