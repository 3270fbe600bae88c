// Zarya's envelopes by other people's code: COSE_Sign1 by @auth0/cose, CBOR by cbor-x, zstd by fzstd,
// keys and ciphers by node:crypto. No package on npm does COSE_Encrypt with ECDH-ES over X25519 and
// ChaCha20/Poly1305, so that part is written here, from RFC 9052 and RFC 9053 alone.
//
// Usage: node interop.mjs ENVELOPE-TOOL FOLDER. Writes its files to FOLDER, prints "N passed, N failed".
import { execFileSync } from 'node:child_process';
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { Encoder, Tag } from 'cbor-x';
import { decompress } from 'fzstd';

// Its ES module does not load in Node 18: it names an export of a CommonJS module that Node cannot see.
const { Sign1, ProtectedHeaders, UnprotectedHeaders } = createRequire(import.meta.url)('@auth0/cose');

const [tool, folder] = process.argv.slice(2);
const cbor = new Encoder({ tagUint8Array: false, useRecords: false, mapsAsObjects: false });
const hex = (text) => Buffer.from(text, 'hex');
const path = (name) => `${folder}/${name}`;
const run = (...words) => execFileSync(tool, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

const EDDSA = -8, CHACHA20_POLY1305 = 24, ECDH_ES_HKDF_256 = -25;
const ALGORITHM = 1, CONTENT_TYPE = 3, KID = 4, IV = 5, EPHEMERAL = -1;
const KIND = -65537, SEQUENCE = -65538, TIME = -65539, READER = -65540;

// Raw keys in the DER that node reads: RFC 8410.
const secretKey = (oid, raw) =>
  crypto.createPrivateKey({ key: Buffer.concat([hex(`302e020100300506032b65${oid}04220420`), raw]), format: 'der', type: 'pkcs8' });
const publicKey = (oid, raw) =>
  crypto.createPublicKey({ key: Buffer.concat([hex(`302a300506032b65${oid}032100`), raw]), format: 'der', type: 'spki' });
const rawPublic = (secret) => crypto.createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
const ED25519 = '70', X25519 = '6e';

function party(seedByte) {
  const secrets = Buffer.alloc(64, seedByte);
  const sign = secretKey(ED25519, secrets.subarray(0, 32));
  const agree = secretKey(X25519, secrets.subarray(32));
  const publics = Buffer.concat([rawPublic(sign), rawPublic(agree)]);
  const id = crypto.createHash('sha256').update(publics).digest().subarray(0, 16);
  return { secrets: secrets.toString('hex'), publics: publics.toString('hex'), sign, agree, id,
    signPublic: publicKey(ED25519, publics.subarray(0, 32)), agreePublic: publicKey(X25519, publics.subarray(32)) };
}

// RFC 9053, 5.2 and 6.3.1: the content key by direct key agreement.
function contentKey(secret, peer, recipientProtected) {
  const shared = crypto.diffieHellman({ privateKey: secret, publicKey: peer });
  const nobody = [null, null, null];
  const context = cbor.encode([CHACHA20_POLY1305, nobody, nobody, [256, recipientProtected]]);
  return Buffer.from(crypto.hkdfSync('sha256', shared, Buffer.alloc(0), context, 32));
}

const cipherOptions = { authTagLength: 16 };
const encStructure = (bodyProtected, external) => cbor.encode(['Encrypt', bodyProtected, external]);

// RFC 9052, 5: COSE_Encrypt with one recipient.
function openEncrypt(bytes, external, reader) {
  // The tag is read by hand: @auth0/cose makes cbor-x give its own class for it, which hides the recipients' headers.
  check('tag 96', bytes[0] === 0xd8 && bytes[1] === 96);
  const [bodyProtected, body, ciphertext, recipients] = cbor.decode(bytes.subarray(2));
  const [recipientProtected, recipient, nothing] = recipients[0];
  check('algorithms', cbor.decode(bodyProtected).get(ALGORITHM) === CHACHA20_POLY1305 &&
    cbor.decode(recipientProtected).get(ALGORITHM) === ECDH_ES_HKDF_256);
  check('one recipient, by its id', recipients.length === 1 && nothing.length === 0 && reader.id.equals(recipient.get(KID)));
  const ephemeral = recipient.get(EPHEMERAL);
  check('an OKP key on X25519', ephemeral.get(1) === 1 && ephemeral.get(-1) === 4);
  const key = contentKey(reader.agree, publicKey(X25519, Buffer.from(ephemeral.get(-2))), recipientProtected);
  const decipher = crypto.createDecipheriv('chacha20-poly1305', key, body.get(IV), cipherOptions);
  decipher.setAuthTag(ciphertext.subarray(-16));
  decipher.setAAD(encStructure(bodyProtected, external), { plaintextLength: ciphertext.length - 16 });
  return Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]);
}

function makeEncrypt(plain, external, reader) {
  const bodyProtected = cbor.encode(new Map([[ALGORITHM, CHACHA20_POLY1305], [CONTENT_TYPE, 'application/cbor+zstd']]));
  const recipientProtected = cbor.encode(new Map([[ALGORITHM, ECDH_ES_HKDF_256]]));
  const { privateKey } = crypto.generateKeyPairSync('x25519');
  const nonce = crypto.randomBytes(12);
  const key = contentKey(privateKey, reader.agreePublic, recipientProtected);
  const cipher = crypto.createCipheriv('chacha20-poly1305', key, nonce, cipherOptions);
  cipher.setAAD(encStructure(bodyProtected, external), { plaintextLength: plain.length });
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const ephemeral = new Map([[1, 1], [-1, 4], [-2, rawPublic(privateKey)]]);
  const recipient = [recipientProtected, new Map([[KID, reader.id], [EPHEMERAL, ephemeral]]), Buffer.alloc(0)];
  return cbor.encode(new Tag([bodyProtected, new Map([[IV, nonce]]), ciphertext, [recipient]], 96));
}

// RFC 8878: a frame of one raw block, which says its size in two bytes. For contents of 256 to 65,791 bytes.
function zstdFrame(content) {
  const size = Buffer.alloc(2), block = Buffer.alloc(4);
  size.writeUInt16LE(content.length - 256);
  block.writeUInt32LE((content.length << 3) | 1);
  return Buffer.concat([hex('28b52ffd60'), size, block.subarray(0, 3), content]);
}

let passed = 0, failed = 0;
function check(what, isGood) {
  if (isGood) { passed++; } else { failed++; console.error(`failed: ${what}`); }
}

const sender = party(1), reader = party(2), stranger = party(3);
const content = Buffer.from('<data>Анна Каренина, 28; Алексей Вронский, 31</data>'.repeat(40));

async function theyOpenOurs() {
  check('the same public keys and id', run('public', sender.secrets) === `${sender.publics} ${sender.id.toString('hex')}`);
  fs.writeFileSync(path('content'), content);
  run('seal', sender.secrets, reader.publics, crypto.randomBytes(44).toString('hex'), '1', '42', '1795449600000000',
    path('content'), path('ours'));
  const envelope = fs.readFileSync(path('ours'));
  const sign1 = Sign1.decode(envelope);
  await sign1.verify(sender.signPublic);
  check('@auth0/cose verifies our signature', true);
  check('@auth0/cose refuses another key', await sign1.verify(stranger.signPublic).then(() => false, () => true));
  const head = cbor.decode(sign1.encodedProtectedHeaders);
  check('the head', head.get(ALGORITHM) === EDDSA && head.get(CONTENT_TYPE) === 96 && head.get(KIND) === 1 &&
    head.get(SEQUENCE) === 42 && BigInt(head.get(TIME)) === 1795449600000000n &&
    sender.id.equals(head.get(KID)) && reader.id.equals(head.get(READER)));
  const packed = openEncrypt(sign1.payload, sign1.encodedProtectedHeaders, reader);
  check('the content', content.equals(Buffer.from(decompress(packed))));
}

async function weOpenTheirs() {
  const head = new ProtectedHeaders([[ALGORITHM, EDDSA], [CONTENT_TYPE, 96], [KID, sender.id], [KIND, 3],
    [SEQUENCE, 7], [TIME, 1795449600000000n], [READER, reader.id]]);
  const payload = makeEncrypt(zstdFrame(content), cbor.encode(head.esMap), reader);
  const sign1 = await Sign1.sign(head, new UnprotectedHeaders([]), payload, sender.sign);
  fs.writeFileSync(path('theirs'), sign1.encode());
  check('the head that we read', run('open', sender.publics, reader.secrets, path('theirs'), path('opened')) === '3 7 1795449600000000');
  check('the content that we read', content.equals(fs.readFileSync(path('opened'))));
  const refused = (...words) => { try { run(...words); return ''; } catch (fault) { return fault.stderr; } };
  check('we refuse another sender', refused('open', stranger.publics, reader.secrets, path('theirs'), path('opened')).startsWith('FORGED'));
  check('we refuse another reader', refused('open', sender.publics, stranger.secrets, path('theirs'), path('opened')).startsWith('FOREIGN'));
  // A ciphertext taken out and signed by somebody else must not open in the new name.
  const stolen = new ProtectedHeaders([[ALGORITHM, EDDSA], [CONTENT_TYPE, 96], [KID, stranger.id], [KIND, 3],
    [SEQUENCE, 7], [TIME, 1795449600000000n], [READER, reader.id]]);
  fs.writeFileSync(path('stolen'), (await Sign1.sign(stolen, new UnprotectedHeaders([]), payload, stranger.sign)).encode());
  check('we refuse a ciphertext signed anew', refused('open', stranger.publics, reader.secrets, path('stolen'), path('opened')).startsWith('FORGED'));
}

// A record as a pair: the cover to one reader, the answers to another, under one signature.
async function pairsBothWays() {
  const hub = reader, office = party(4), cover = Buffer.from('cover '.repeat(60));
  fs.writeFileSync(path('cover'), cover);
  fs.writeFileSync(path('content'), content);
  run('pair', sender.secrets, hub.publics, office.publics, crypto.randomBytes(88).toString('hex'), '42', '1795449600000000',
    path('cover'), path('content'), path('pair'));
  const sign1 = Sign1.decode(fs.readFileSync(path('pair')));
  await sign1.verify(sender.signPublic);
  const external = sign1.encodedProtectedHeaders, head = cbor.decode(external);
  check('the head of a pair', head.get(CONTENT_TYPE) === 60 && head.get(KIND) === 1 && hub.id.equals(head.get(READER)));
  // The parts are cut by the second one's tag, for cbor-x would decode them.
  const first = sign1.payload.indexOf(hex('d860'), 1), second = sign1.payload.lastIndexOf(hex('d86084'));
  check('an array of two', sign1.payload[0] === 0x82 && first === 1 && second > first);
  const opened = (part, key) => Buffer.from(decompress(openEncrypt(part, external, key)));
  check('the cover', cover.equals(opened(sign1.payload.subarray(1, second), hub)));
  check('the answers', content.equals(opened(sign1.payload.subarray(second), office)));

  const theirs = new ProtectedHeaders([[ALGORITHM, EDDSA], [CONTENT_TYPE, 60], [KID, sender.id], [KIND, 1],
    [SEQUENCE, 8], [TIME, 1795449600000000n], [READER, hub.id]]);
  const aad = cbor.encode(theirs.esMap);
  const payload = Buffer.concat([hex('82'), makeEncrypt(zstdFrame(cover), aad, hub), makeEncrypt(zstdFrame(content), aad, office)]);
  fs.writeFileSync(path('theirs'), (await Sign1.sign(theirs, new UnprotectedHeaders([]), payload, sender.sign)).encode());
  check('the head of theirs', run('open', sender.publics, hub.secrets, path('theirs'), path('opened')) === '1 8 1795449600000000');
  check('the cover of theirs', cover.equals(fs.readFileSync(path('opened'))));
  check('whose answers', run('answers', office.secrets, path('theirs'), path('opened')) === `${sender.id.toString('hex')} 8`);
  check('the answers of theirs', content.equals(fs.readFileSync(path('opened'))));
}

await theyOpenOurs();
await weOpenTheirs();
await pairsBothWays();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
