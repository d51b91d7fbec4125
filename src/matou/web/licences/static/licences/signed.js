// Signed licences: compact codes and SD-JWTs (RFC 9901), keys (RFC 7517), Token Status Lists.
// The same rules as on the server (spine/credentials/rules); throws where anything does not fit.

const PREFIX = "matou-licence-1.";
const ROOT = "1.2.156.3005.2";
const KEY_LETTERS = 8;
const SIZES = [21, 18, 9, 3, 1];

export const looksSelfContained = (text) => text.includes("~") || /^[\w-]{60,}\.[\w-]{80,}$/.test(text);

export function parseCompact(text) {
  const [payload, signature, more] = text.split(".");
  if (more !== undefined) throw new Error("parts");
  const said = JSON.parse(utf8(bytes(payload)));
  if (said.length !== 8 || said[0] !== 1) throw new Error("version");
  const [, key, letters, holder, from, until, list, index] = said;
  return { payload, signature: bytes(signature), key, letters, holder, from: day(from), until: day(until), list, index };
}

export async function verifyCompact(code, kit) {
  const jwk = kit.keys.find((one) => one.kid.startsWith(code.key) && code.key.length === KEY_LETTERS);
  await verify(jwk, code.signature, `${PREFIX}${code.payload}`);
  const words = JSON.parse(document.getElementById("check-words").textContent);
  return { ...code, identifier: dotted(code.letters), shown: [[words.holder, code.holder]] };
}

export function parseToken(text) {
  const [jwt, ...rest] = text.replace(/\s+/g, "").split("~");
  if (rest.pop() !== "") throw new Error("end");
  return { jwt, disclosures: rest };
}

export async function verifyToken(token, kit) {
  const claims = await verifyJwt(token.jwt, kit, "dc+sd-jwt");
  if ((claims._sd_alg ?? "sha-256") !== "sha-256") throw new Error("digest");
  const names = new Set(Object.keys(claims));
  const words = JSON.parse(document.getElementById("check-words").textContent);
  const shown = [[words.issuer, claims.issuing_authority]];
  const seen = new Set();
  for (const text of token.disclosures) {
    const digest = base64url(await crypto.subtle.digest("SHA-256", ascii(text)));
    if (seen.has(digest) || !claims._sd.includes(digest)) throw new Error("disclosure");
    seen.add(digest);
    const [, name, value] = JSON.parse(utf8(bytes(text)));
    if (names.has(name)) throw new Error("twice");
    names.add(name);
    shown.push([name === "holder" ? words.holder : name, value]);
  }
  const listed = claims.status.status_list;
  return {
    shown,
    identifier: claims.licence,
    letters: claims.licence.slice(ROOT.length + 1).replaceAll(".", ""),
    from: china(claims.nbf),
    until: claims.exp ? china(claims.exp - 1) : "",
    list: listed.uri.split("/").pop(),
    index: listed.idx,
  };
}

// What the kept list says of one place: its status, when the list was signed, whether it is old.
export async function verifyList(kit, code, index) {
  const token = kit.lists[code];
  if (!token) return { status: null };
  const claims = await verifyJwt(token, kit, "statuslist+jwt");
  if (claims.sub.split("/").pop() !== code || claims.status_list.bits !== 2) throw new Error("list");
  const packed = new Blob([bytes(claims.status_list.lst)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const array = new Uint8Array(await new Response(packed).arrayBuffer());
  if (index >> 2 >= array.length) throw new Error("index");
  const status = (array[index >> 2] >> ((index & 3) * 2)) & 3;
  return { status, issued: claims.iat, stale: claims.exp < Date.now() / 1000 };
}

async function verifyJwt(jwt, kit, type) {
  const [head, body, signature, more] = jwt.split(".");
  if (more !== undefined) throw new Error("parts");
  const header = JSON.parse(utf8(bytes(head)));
  if (header.alg !== "ES256" || header.typ !== type) throw new Error("header");
  await verify(kit.keys.find((one) => one.kid === header.kid), bytes(signature), `${head}.${body}`);
  return JSON.parse(utf8(bytes(body)));
}

async function verify(jwk, signature, text) {
  if (!jwk) throw new Error("key");
  const { kty, crv, x, y } = jwk;
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, curve, false, ["verify"]);
  const good = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, ascii(text));
  if (!good) throw new Error("signature");
}

function dotted(letters) {
  let at = 0;
  return [ROOT, ...SIZES.map((size) => letters.slice(at, (at += size)))].join(".");
}

const ascii = (text) => new TextEncoder().encode(text);
const utf8 = (data) => new TextDecoder("utf-8", { fatal: true }).decode(data);
const day = (text) => (text ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : "");
const china = (seconds) => new Date(seconds * 1000).toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });

function bytes(text) {
  if (!/^[\w-]*$/.test(text)) throw new Error("letters");
  const data = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  if (base64url(data) !== text) throw new Error("spelling");
  return data;
}

function base64url(data) {
  const letters = Array.from(new Uint8Array(data), (one) => String.fromCharCode(one)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
