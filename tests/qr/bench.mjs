// Reads the same pictures with our worker's module and with decoders from npm, one after the other in one process, and
// prints what each of them read and how many milliseconds of processor time it took, which what else runs on the
// machine lengthens less than the time on the wall.
//
// usage: node bench.mjs WORKER_FOLDER PICTURE_FOLDER...
import { copyFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import { ZBarConfigType, ZBarScanner, ZBarSymbolType, scanRGBABuffer } from "@undecaf/zbar-wasm";
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const [worker, ...folders] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** How long ours may look closer while it finds nothing: as in the popup. */
const PATIENCE_MS = 250;

const text = (bytes) => {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
};

/** Our module, by the messages of src/task.rs. */
async function ours() {
  const glue = join(resolve(folders[0]), "worker.mjs"); // by that name Node knows what it is
  copyFileSync(join(worker, "worker.js"), glue);
  const module = await import(pathToFileURL(glue));
  await module.default({ module_or_path: readFileSync(join(worker, "worker_bg.wasm")) });
  return ({ data, width, height }) => {
    const request = new DataView(new ArrayBuffer(17));
    [width, height, PATIENCE_MS].forEach((number, index) => request.setUint32(5 + 4 * index, number, true));
    const reply = module.answer(new Uint8Array(request.buffer), new Uint8Array(data.buffer, data.byteOffset, data.length));
    return codes(new DataView(reply.buffer, reply.byteOffset, reply.length));
  };
}

function codes(reply) {
  if (reply.getUint8(4) !== 0) throw new Error("ours did not look at a picture");
  const texts = [];
  for (let at = 5; at < reply.byteLength; ) {
    const length = reply.getUint32(at + 32, true);
    texts.push(text(new Uint8Array(reply.buffer, reply.byteOffset + at + 36, length)));
    at += 36 + length;
  }
  return texts;
}

async function zxing() {
  const wasmBinary = readFileSync(require.resolve("zxing-wasm/reader/zxing_reader.wasm"));
  await prepareZXingModule({ overrides: { wasmBinary: wasmBinary.buffer.slice(wasmBinary.byteOffset, wasmBinary.byteOffset + wasmBinary.length) }, fireImmediately: true });
  const options = { formats: ["QRCode"], tryHarder: true, tryInvert: true, tryRotate: true, maxNumberOfSymbols: 255 };
  return async (picture) => (await readBarcodes(picture, options)).map((code) => text(code.bytes));
}

async function zbar() {
  const scanner = await ZBarScanner.create();
  scanner.setConfig(ZBarSymbolType.ZBAR_NONE, ZBarConfigType.ZBAR_CFG_ENABLE, 0);
  scanner.setConfig(ZBarSymbolType.ZBAR_QRCODE, ZBarConfigType.ZBAR_CFG_ENABLE, 1);
  scanner.setConfig(ZBarSymbolType.ZBAR_QRCODE, ZBarConfigType.ZBAR_CFG_BINARY, 1);
  scanner.setConfig(ZBarSymbolType.ZBAR_NONE, ZBarConfigType.ZBAR_CFG_TEST_INVERTED, 1);
  return async ({ data, width, height }) => {
    const buffer = data.buffer.slice(data.byteOffset, data.byteOffset + data.length);
    return (await scanRGBABuffer(buffer, width, height, scanner)).map((code) => text(Uint8Array.from(code.data)));
  };
}

/** Reads one code at most. */
const jsqr = ({ data, width, height }) => {
  const found = jsQR(data, width, height, { inversionAttempts: "attemptBoth" });
  return found ? [text(Uint8Array.from(found.binaryData))] : [];
};

const decoders = { ours: await ours(), "zxing-wasm": await zxing(), "zbar-wasm": await zbar(), jsQR: jsqr };
const names = Object.keys(decoders);

const pictures = folders.flatMap((folder) =>
  JSON.parse(readFileSync(join(folder, "manifest.json"))).map((it) => ({ ...it, path: join(folder, it.file) })),
);
const open = (picture) => {
  const { data, width, height } = PNG.sync.read(readFileSync(picture.path));
  return { data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length), width, height };
};

// The engine compiles what is used often: each has had its chance before times are taken.
for (const picture of pictures.filter((_, index) => index % Math.ceil(pictures.length / 24) === 0)) {
  for (const name of names) await decoders[name](open(picture));
}

const results = [];
for (const [index, picture] of pictures.entries()) {
  const pixels = open(picture);
  const result = { ...picture, size: `${pixels.width}x${pixels.height}`, read: {}, ms: {}, wrong: {} };
  for (let turn = 0; turn < names.length; turn++) {
    const name = names[(index + turn) % names.length];
    const copy = { ...pixels, data: pixels.data.slice() };
    const start = process.cpuUsage();
    const texts = await decoders[name](copy);
    const { user, system } = process.cpuUsage(start);
    result.ms[name] = (user + system) / 1000;
    result.read[name] = picture.expect.every((expected) => texts.includes(expected));
    result.wrong[name] = texts.filter((it) => !picture.expect.includes(it)).length;
  }
  results.push(result);
}

const row = (head, cells) => console.log(head.padEnd(26) + cells.map((cell) => String(cell).padStart(14)).join(""));
const percent = (part, all) => (all === 0 ? "-" : `${((100 * part) / all).toFixed(1)} %`);
const sorted = (numbers) => numbers.toSorted((a, b) => a - b);
const median = (numbers) => (numbers.length ? sorted(numbers)[numbers.length >> 1].toFixed(1) : "-");
const most = (numbers) => (numbers.length ? Math.max(...numbers).toFixed(1) : "-");
const count = (some, name) => some.filter((it) => it.read[name]).length;

const coded = results.filter((it) => it.expect.length > 0);
const empty = results.filter((it) => it.expect.length === 0);
row(`read of ${coded.length}`, names);
for (const category of new Set(coded.map((it) => it.cat))) {
  const some = coded.filter((it) => it.cat === category);
  row(`  ${category} (${some.length})`, names.map((name) => percent(count(some, name), some.length)));
}
row("  all", names.map((name) => percent(count(coded, name), coded.length)));
row("wrong texts", names.map((name) => results.reduce((sum, it) => sum + it.wrong[name], 0)));
row("read, ms, median", names.map((name) => median(coded.filter((it) => it.read[name]).map((it) => it.ms[name]))));
for (const size of ["1920x1080", "2560x1440"]) {
  // Only what all of them but jsQR read, so that times are of the same pictures.
  const same = coded.filter((it) => it.size === size && names.every((name) => name === "jsQR" || it.read[name]));
  row(`  ${size} (${same.length})`, names.map((name) => median(same.map((it) => it.ms[name]))));
}
const missed = (name) => coded.filter((it) => !it.read[name]).map((it) => it.ms[name]);
row("not read, ms, median", names.map((name) => median(missed(name))));
row("not read, ms, most", names.map((name) => most(missed(name))));
for (const size of ["1920x1080", "2560x1440"]) {
  const some = empty.filter((it) => it.size === size);
  row(`nothing on ${size} (${some.length})`, names.map((name) => median(some.map((it) => it.ms[name]))));
  row("  most", names.map((name) => most(some.map((it) => it.ms[name]))));
}
const bytes = (...files) => files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
const zbarFile = (name) => join("node_modules/@undecaf/zbar-wasm/dist", name);
row("gzip, bytes", [
  `${bytes(join(worker, "worker_bg.wasm"), join(worker, "worker.js"))}*`,
  bytes(require.resolve("zxing-wasm/reader/zxing_reader.wasm"), require.resolve("zxing-wasm/reader")),
  bytes(zbarFile("zbar.wasm"), zbarFile("index.mjs")),
  bytes(require.resolve("jsqr")),
]);
console.log("* all of the worker, with Argon2 and the list of passphrases");

/** How likely as uneven a split is among pairs that fall either way alike. */
function chance(one, other) {
  const all = one + other;
  let [tail, term] = [0, 0.5 ** all];
  for (let k = 0; k <= Math.min(one, other); k++) {
    tail += term;
    term *= (all - k) / (k + 1);
  }
  return Math.min(1, 2 * tail);
}

console.log("\npairs of which one was read and the other not: (we, they not), (they, we not), chance of that if equal");
for (const name of names.slice(1)) {
  const we = coded.filter((it) => it.read.ours && !it.read[name]).length;
  const they = coded.filter((it) => !it.read.ours && it.read[name]).length;
  console.log(`  ${name.padEnd(12)} ${String(we).padStart(4)} ${String(they).padStart(4)}   ${chance(we, they).toPrecision(2)}`);
}
console.log("jsQR reads one code of a picture at most, so it cannot read two_codes.");
const ourMisses = coded.filter((it) => !it.read.ours);
console.log(`not read by ours: ${ourMisses.map((it) => it.id).join(" ") || "none"}`);
