// Opens a file for Aegis, as its docs/vault.md says, with what Node has of OpenSSL, and prints the accounts in it.

import { createDecipheriv, scryptSync } from "node:crypto";
import { readFileSync } from "node:fs";

const password = process.argv[2];
const { version, header, db } = JSON.parse(readFileSync(0, "utf8"));

function open(key, { nonce, tag }, sealed) {
  const cipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "hex"));
  cipher.setAuthTag(Buffer.from(tag, "hex"));
  return Buffer.concat([cipher.update(sealed), cipher.final()]);
}

const [slot] = header.slots.filter(({ type }) => type === 1);
const { n: N, r, p } = slot;
const key = scryptSync(password, Buffer.from(slot.salt, "hex"), 32, { N, r, p, maxmem: 256 * N * r });
const master = open(key, slot.key_params, Buffer.from(slot.key, "hex"));
const contents = JSON.parse(open(master, header.params, Buffer.from(db, "base64")).toString("utf8"));
if (version !== 1 || ![1, 2, 3].includes(contents.version)) throw new Error("unknown version");

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
for (const { type, name, issuer, uuid: id, icon, info } of contents.entries) {
  if (!uuid.test(id) || icon !== null) throw new Error("not an entry");
  const number = type === "hotp" ? info.counter : info.period;
  process.stdout.write(`${type} ${info.secret} ${info.algo} ${info.digits} ${number}\t${issuer}\t${name}\n`);
}
