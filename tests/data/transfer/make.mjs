// Makes the backups of Authenticator (authenticator.cc) with the libraries that the extension itself encrypts with:
// npm install crypto-js@4.2.0 argon2-browser@1.18.0 (in a folder beside which this is run, or by NODE_PATH).

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

delete globalThis.fetch; // else argon2-browser takes Node for a browser
const require = createRequire(process.cwd() + "/");
const CryptoJS = require("crypto-js");
const argon2 = require("argon2-browser");

const PASSWORD = "パスワード pass";
const KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const HEX = "3132333435363738393031323334353637383930";

const records = [
  { type: "totp", issuer: "大阪公立大学::portal.example.ac.jp", account: "ab12345", secret: KEY },
  { type: "totp", issuer: "Example", account: "alice@example.com", secret: KEY, algorithm: "SHA256", digits: 8, period: 60 },
  { type: "hotp", issuer: "Counter", account: "counted", secret: KEY, counter: 42 },
  { type: "hex", account: "hexadecimal", secret: HEX },
  { type: "hhex", account: "both", secret: HEX, counter: 1 },
  { type: "battle", issuer: "Battle.net", account: "player", secret: "blz-" + KEY },
  { type: "steam", issuer: "Steam", account: "gamer", secret: "stm-" + KEY },
  { type: "totp", issuer: "GOST", account: "streebog", secret: KEY, algorithm: "GOST3411_2012_256" },
  { type: 1, issuer: "Numbered", account: "unclear", secret: KEY },
  { type: 1, issuer: "Numbered", account: "less unclear", secret: KEY, algorithm: "SHA512" },
].map((record, index) => ({
  encrypted: false,
  hash: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
  index,
  dataType: "OTPStorage",
  ...record,
}));

const rows = [
  `totp\tSHA1\t6\t30\t-\t${KEY}\t大阪公立大学\tab12345`,
  `totp\tSHA256\t8\t60\t-\t${KEY}\tExample\talice@example.com`,
  `hotp\tSHA1\t6\t-\t42\t${KEY}\tCounter\tcounted`,
  `totp\tSHA1\t6\t30\t-\t${KEY}\t\thexadecimal`,
  `hotp\tSHA1\t6\t-\t1\t${KEY}\t\tboth`,
  `totp\tSHA1\t8\t30\t-\t${KEY}\tBattle.net\tplayer`,
  `steam\tSHA1\t5\t30\t-\t${KEY}\tSteam\tgamer`,
  `refused\talgorithm\talgorithm\tGOST\tstreebog`,
  `question\t6\ttype,algorithm\tNumbered\tunclear`,
  `question\t2\ttype\tNumbered\tless unclear`,
];

const byHash = (list) => Object.fromEntries(list.map((record) => [record.hash, record]));
const encrypt = (text, passphrase) => CryptoJS.AES.encrypt(text, passphrase).toString();

function save(name, data, others, password, out = rows) {
  writeFileSync(`${name}.json`, JSON.stringify(data, null, 2));
  writeFileSync(`${name}.rows`, [...out, ...(others ? [`others\t${others}`] : [])].map((row) => row + "\n").join(""));
  if (password) writeFileSync(`${name}.password`, password + "\n");
}

const settings = { UserSettings: { smartFilter: true } };
save("authenticator_cc", { ...byHash(records), ...settings }, 1);

// The first way: each secret under the passphrase.
const first = (passphrase) =>
  byHash(records.map((record) => ({ ...record, encrypted: true, secret: encrypt(record.secret, passphrase) })));
save("authenticator_cc_1", first(PASSWORD), 0, PASSWORD);

// The second: each secret under a random key, and that under the passphrase.
const key = CryptoJS.enc.Hex.parse("00112233445566778899aabbccddeeff".repeat(4));
const enc = CryptoJS.AES.encrypt(key, PASSWORD).toString();
save("authenticator_cc_2", { ...first(key.toString()), key: { enc, hash: "$argon2id$…" } }, 1, PASSWORD);

// The third: whole records under a key that Argon2id makes.
const salt = "c2FsdHNhbHRzYWx0";
const work = { time: 2, mem: 1024 * 19, parallelism: 1, hashLen: 32, type: argon2.ArgonType.Argon2id };
const { encoded } = await argon2.hash({ pass: PASSWORD, salt, ...work });
const passphrase = encoded.split("$")[5];
const { encoded: hash } = await argon2.hash({ pass: passphrase, salt: "another salt", ...work });
const id = "11111111-1111-4111-8111-111111111111";
const sealed = records.map((record) => [
  record.hash,
  { dataType: "EncOTPStorage", keyId: id, index: record.index, data: encrypt(JSON.stringify(record), passphrase) },
]);
const whole = { [id]: { dataType: "Key", id, salt, hash, version: 3 }, ...Object.fromEntries(sealed) };
save("authenticator_cc_3", whole, 1, PASSWORD);

// One account, for tests that open it thousands of times.
const small = { [id]: whole[id], ...Object.fromEntries(sealed.slice(0, 1)) };
save("authenticator_cc_3_small", small, 1, PASSWORD, rows.slice(0, 1));
