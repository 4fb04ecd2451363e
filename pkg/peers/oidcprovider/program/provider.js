// A certified OpenID Connect provider for the tests of a relying party.
//
// It is started with its settings as the last argument, in JSON, takes orders as lines on its
// standard input, answers each with one JSON line on its standard output, and ends when
// the input ends, which it does when the test that holds it dies.
//
//   started    {"issuer", "port", "keys": [{kid, alg, pem}]}
//   "rotate"   throws the signing keys away, makes new ones, and answers {"keys"}
//
// Its people sign in without a page: whoever plays the browser adds account, amr and acr
// to the address of the sign-in.
import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';

import Provider from 'oidc-provider';

// What the provider needs and the Node of Debian 12 lacks.
URL.parse ??= (text, base) => { try { return new URL(text, base); } catch { return null; } };

const { port, clients, acr } = JSON.parse(process.argv.at(-1));
const say = (words) => process.stdout.write(`${JSON.stringify(words)}\n`);

// keyring makes a key of each kind. The private halves go to the test, which forges
// tokens around them.
function keyring() {
  return [
    ['RS256', 'rsa', { modulusLength: 2048 }],
    ['ES256', 'ec', { namedCurve: 'P-256' }],
    ['EdDSA', 'ed25519', {}],
  ].map(([alg, kind, options]) => {
    const { privateKey } = generateKeyPairSync(kind, options);
    return { kid: randomUUID(), alg, privateKey };
  });
}

// The PS256 of a client is made with the RSA key, so that no key is bound to one algorithm.
const jwks = (keys) => keys.map(({ kid, privateKey }) => ({ kid, use: 'sig', ...privateKey.export({ format: 'jwk' }) }));
const shown = (keys) => keys.map(({ kid, alg, privateKey }) => ({ kid, alg, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) }));

// consent is given beforehand: nobody is asked.
async function loadExistingGrant(ctx) {
  const { client, session, provider } = ctx.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid');
  await grant.save();
  return grant;
}

const server = createServer();
server.listen(port, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let handle;

  // Rotating makes a new provider at the same address; codes and sessions live on in the
  // memory that all providers of a process share.
  function rotate() {
    const keys = keyring();
    const provider = new Provider(issuer, {
      clients,
      jwks: { keys: jwks(keys) },
      acrValues: acr,
      claims: { openid: ['sub', 'acr', 'amr'] },
      cookies: { keys: [randomUUID()] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (ctx, interaction) => `/sign-in/${interaction.uid}` },
      findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      loadExistingGrant,
      ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 300, Interaction: 60, Session: 60 },
    });
    const protocol = provider.callback();
    handle = async (req, res) => {
      const url = new URL(req.url, issuer);
      if (!url.pathname.startsWith('/sign-in/')) {
        protocol(req, res);
        return;
      }
      const asked = url.searchParams;
      const result = asked.has('account')
        ? { login: { accountId: asked.get('account'), amr: asked.getAll('amr'), acr: asked.get('acr') ?? undefined, remember: false } }
        : { error: 'access_denied', error_description: 'the person went away' };
      await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
    };
    return keys;
  }

  const keys = rotate();
  server.on('request', (req, res) => handle(req, res).catch((error) => {
    console.error(error);
    res.statusCode = 500;
    res.end();
  }));
  createInterface({ input: process.stdin })
    .on('line', (line) => { if (line === 'rotate') say({ keys: shown(rotate()) }); })
    .on('close', () => process.exit(0));
  say({ issuer, port: server.address().port, keys: shown(keys) });
});
