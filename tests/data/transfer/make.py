"""Makes the files of this folder that no other program makes for us, from the published formats, with libraries that
are not ours; see README.md. Needs PyNaCl, argon2-cffi, cryptography, protobuf, pyzipper.

    python make.py && node make.mjs
"""

import base64
import csv
import hashlib
import hmac
import io
import json
import os
import urllib.parse

import pyzipper
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from nacl import bindings as sodium

PASSWORD = "パスワード pass"


class Random:
    """Bytes that look random and are the same every time."""

    def __init__(self):
        self.number = 0

    def __call__(self, size):
        self.number += 1
        return hashlib.shake_256(f"warifu {self.number}".encode()).digest(size)


random = Random()
b64 = lambda data: base64.b64encode(data).decode()
unpadded = lambda data: base64.b32encode(data).decode().rstrip("=")


def account(kind, issuer, user, key, algorithm="SHA1", digits=6, period=30, counter=None):
    return dict(kind=kind, issuer=issuer, user=user, key=key, algorithm=algorithm, digits=digits, period=period,
                counter=counter)


KEY = b"12345678901234567890"
FIRST = account("totp", "大阪公立大学", "ab12345", KEY)
SECOND = account("totp", "Example", "alice@example.com", b"\x00\xff" * 16, "SHA256", 8)
THIRD = account("totp", "", "no issuer: 鍵 🗝", b"abcdefghij" * 6, "SHA512", 7, 60)
TEN = account("totp", "Ten & more", "10", b"short", "SHA1", 10, 86400)
HOTP = account("hotp", "Counter", "counted", KEY, counter=42)
STEAM = account("steam", "Steam", "gamer", KEY, digits=5)
TOTPS = [FIRST, SECOND, THIRD]


def row(a):
    period = "-" if a["kind"] == "hotp" else str(a["period"])
    counter = "-" if a["counter"] is None else str(a["counter"])
    values = [a["kind"], a["algorithm"], str(a["digits"]), period, counter, unpadded(a["key"]), a["issuer"], a["user"]]
    return "\t".join(values)


def save(name, data, rows, password=None):
    """A file, what must come out of it, and its password."""
    data = data.encode() if isinstance(data, str) else data
    open(name, "wb").write(data)
    stem = name.rsplit(".", 1)[0]
    lines = [one if isinstance(one, str) else row(one) for one in rows]
    open(f"{stem}.rows", "w").write("".join(line + "\n" for line in lines))
    if password:
        open(f"{stem}.password", "w").write(password + "\n")


def dump(value):
    return json.dumps(value, ensure_ascii=False, indent=2)


def uri(a, extra=""):
    quote = lambda text: urllib.parse.quote(text, safe="")
    label = (quote(a["issuer"]) + ":" if a["issuer"] or ":" in a["user"] else "") + quote(a["user"])
    query = f"secret={unpadded(a['key'])}"
    query += f"&issuer={quote(a['issuer'])}" if a["issuer"] else ""
    query += f"&algorithm={a['algorithm']}&digits={a['digits']}"
    query += f"&counter={a['counter']}" if a["kind"] == "hotp" else f"&period={a['period']}"
    return f"otpauth://{a['kind']}/{label}?{query}{extra}"


def gcm(key, nonce, text, bound=None):
    return AESGCM(key).encrypt(nonce, text, bound)


# Lists of URIs, and Ente Auth's.
everything = [*TOTPS, TEN, HOTP, STEAM]
save("uris.txt", "# a comment\r\n" + "\r\n".join(map(uri, everything)) + "\r\n", everything)
ente_uri = lambda a: uri(a, "&codeDisplay=%7B%22pinned%22%3Afalse%2C%22tags%22%3A%5B%5D%7D")
ente = "\n".join(map(ente_uri, everything))
save("ente.txt", ente, everything)


def ente_sealed(memory, passes, ente):
    salt = random(16)
    key = sodium.crypto_pwhash_alg(32, PASSWORD.encode(), salt, passes, memory, sodium.crypto_pwhash_ALG_ARGON2ID13)
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    header = sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    final = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
    data = sodium.crypto_secretstream_xchacha20poly1305_push(state, ente.encode(), None, final)
    return {"version": 1, "kdfParams": {"memLimit": memory, "opsLimit": passes, "salt": b64(salt)},
            "encryptedData": b64(data), "encryptionNonce": b64(header)}


save("ente_sealed.json", dump(ente_sealed(8 * 1024 * 1024, 2, ente)), everything, PASSWORD)


# Google's export, by Google's own library for protocol buffers.
def migration_class():
    file = descriptor_pb2.FileDescriptorProto(name="migration.proto", syntax="proto3", package="m")
    parameters = file.message_type.add(name="OtpParameters")
    payload = file.message_type.add(name="MigrationPayload")
    field = descriptor_pb2.FieldDescriptorProto
    kinds = {"bytes": field.TYPE_BYTES, "string": field.TYPE_STRING, "int32": field.TYPE_INT32, "int64": field.TYPE_INT64}
    names = "secret:bytes name:string issuer:string algorithm:int32 digits:int32 type:int32 counter:int64 unique_id:string"
    for number, name in enumerate(names.split(), 1):
        name, kind = name.split(":")
        parameters.field.add(name=name, number=number, type=kinds[kind], label=field.LABEL_OPTIONAL)
    payload.field.add(name="otp_parameters", number=1, type=field.TYPE_MESSAGE, type_name=".m.OtpParameters",
                      label=field.LABEL_REPEATED)
    for number, name in enumerate("version batch_size batch_index batch_id".split(), 2):
        payload.field.add(name=name, number=number, type=kinds["int32"], label=field.LABEL_OPTIONAL)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("m.MigrationPayload"))


def migration(accounts, index, size, md5=False, version=2, batch=-7):
    payload = migration_class()(version=version, batch_size=size, batch_index=index, batch_id=batch)
    for a in accounts:
        one = payload.otp_parameters.add(secret=a["key"], name=a["user"], issuer=a["issuer"])
        one.algorithm = 4 if md5 else ["SHA1", "SHA256", "SHA512"].index(a["algorithm"]) + 1
        one.digits = {6: 1, 8: 2}[a["digits"]]
        one.type = 1 if a["kind"] == "hotp" else 2
        one.counter = a["counter"] or 0
        one.unique_id = "an id" if version == 2 else ""
    data = urllib.parse.quote(b64(payload.SerializeToString()), safe="")
    return f"otpauth-migration://offline?data={data}\n"


plain = account("totp", "", "日本語だけの名前", KEY)
md5 = "refused\talgorithm\talgorithm\tOld\tmd5"
save("google.txt", migration([FIRST, SECOND], 0, 2) + migration([HOTP, plain], 1, 2), [FIRST, SECOND, HOTP, plain])
save("google_md5.txt", migration([account("totp", "Old", "md5", KEY)], 0, 1, True), [md5])
save("google_part.txt", migration([SECOND], 1, 3), [SECOND, "missing\t1,3"])
# What we write ourselves for these, byte by byte.
rows = [FIRST, SECOND, HOTP, plain]
save("google_as_written.txt", migration(rows, 0, 1, version=1, batch=7), rows)


# Aegis.
def aegis_entry(a):
    info = {"secret": unpadded(a["key"]), "algo": a["algorithm"], "digits": a["digits"]}
    info |= {"counter": a["counter"]} if a["kind"] == "hotp" else {"period": a["period"]}
    return {"type": a["kind"], "uuid": "3ae6f1ad-2e65-4ed2-a953-1ec0dff2386d", "name": a["user"],
            "issuer": a["issuer"], "note": "", "favorite": False, "icon": None, "info": info, "groups": []}


yandex = aegis_entry(account("yandex", "Yandex", "y", KEY, "SHA256", 8)) | {"type": "yandex"}
aegis_db = {"version": 3, "entries": [*map(aegis_entry, everything), yandex], "groups": [], "icons_optimized": True}
aegis_rows = [*everything, "refused\tkind\ttype\tYandex\ty"]
save("aegis.json", dump({"version": 1, "header": {"slots": None, "params": None}, "db": aegis_db}), aegis_rows)


def aegis_sealed(cost, aegis_db):
    master, salt = random(32), random(32)
    key = hashlib.scrypt(PASSWORD.encode(), salt=salt, n=cost, r=8, p=1, maxmem=2**26, dklen=32)

    def seal(key, text):
        nonce = random(12)
        sealed = gcm(key, nonce, text)
        return sealed[:-16], {"nonce": nonce.hex(), "tag": sealed[-16:].hex()}

    wrapped, key_params = seal(key, master)
    db, params = seal(master, json.dumps(aegis_db).encode())
    biometric = {"type": 2, "uuid": "1", "key": "00" * 32, "key_params": {"nonce": "00" * 12, "tag": "00" * 16}}
    slot = {"type": 1, "uuid": "2", "key": wrapped.hex(), "key_params": key_params, "n": cost, "r": 8, "p": 1,
            "salt": salt.hex(), "repaired": True, "is_backup": False}
    return {"version": 1, "header": {"slots": [biometric, slot], "params": params}, "db": b64(db)}


save("aegis_sealed.json", dump(aegis_sealed(2**15, aegis_db)), aegis_rows, PASSWORD)


# 2FAS.
def two_fas_service(a):
    otp = {"account": a["user"], "issuer": a["issuer"], "digits": a["digits"], "algorithm": a["algorithm"],
           "tokenType": a["kind"].upper(), "source": "Link", "label": a["user"]}
    otp |= {"counter": a["counter"]} if a["kind"] == "hotp" else {"period": a["period"]}
    return {"name": a["issuer"], "secret": unpadded(a["key"]), "updatedAt": 1700000000000, "otp": otp,
            "order": {"position": 0}}


defaults = {"name": "Little", "secret": unpadded(KEY), "otp": {"account": "said"}, "order": {"position": 1}}
two_fas_rows = [*everything, account("totp", "Little", "said", KEY)]
services = [*map(two_fas_service, everything), defaults]
two_fas = {"services": services, "groups": [], "updatedAt": 1700000000000, "schemaVersion": 4,
           "appVersionCode": 5000017, "appOrigin": "android"}
save("2fas.2fas", dump(two_fas), two_fas_rows)


def two_fas_sealed():
    salt = random(256)
    key = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt, 10_000, 32)

    def seal(text):
        nonce = random(12)
        return ":".join(map(b64, [gcm(key, nonce, text), salt, nonce]))

    return two_fas | {"services": [], "servicesEncrypted": seal(json.dumps(services).encode()),
                      "reference": seal(b"tRViSsLKzd86Hprh4ceC2OP7xazn4rrt")}


save("2fas_sealed.2fas", dump(two_fas_sealed()), two_fas_rows, PASSWORD)


# Bitwarden.
def login(name, user, totp):
    return {"id": "1", "organizationId": None, "folderId": None, "type": 1, "reprompt": 0, "name": name, "notes": None,
            "favorite": False, "login": {"uris": [], "username": user, "password": "secret", "totp": totp}}


bitwarden_items = [
    login("Not looked at", "nor this", uri(FIRST)),
    login("Example", "alice@example.com", unpadded(KEY).lower()),
    login("Steam", "gamer", "steam://" + unpadded(KEY)),
    login("No code", "bob", None),
    {"id": "2", "type": 2, "name": "A note", "notes": "text", "secureNote": {"type": 0}},
    login("Wrong", "carol", "12345"),
]
bitwarden_rows = [FIRST, account("totp", "Example", "alice@example.com", KEY), STEAM,
                  "refused\tsecret_character\tsecret\tWrong\tcarol", "others\t2"]
bitwarden = {"encrypted": False, "folders": [], "items": bitwarden_items}
save("bitwarden.json", dump(bitwarden), bitwarden_rows)


def bitwarden_sealed(kdf, stretch):
    salt = b64(random(16))
    key = stretch(salt)
    expand = lambda info: HKDFExpand(SHA256(), 32, info).derive(key)
    enc, mac = expand(b"enc"), expand(b"mac")

    def seal(text):
        iv, padder = random(16), padding.PKCS7(128).padder()
        cipher = Cipher(algorithms.AES(enc), modes.CBC(iv)).encryptor()
        sealed = cipher.update(padder.update(text) + padder.finalize()) + cipher.finalize()
        tag = hmac.new(mac, iv + sealed, "sha256").digest()
        return "2." + "|".join(map(b64, [iv, sealed, tag]))

    return {"encrypted": True, "passwordProtected": True, "salt": salt, **kdf,
            "encKeyValidation_DO_NOT_EDIT": seal(b"bb14c2e7"), "data": seal(json.dumps(bitwarden).encode())}


pbkdf2 = lambda salt: hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt.encode(), 5000, 32)
argon = lambda salt: hash_secret_raw(PASSWORD.encode(), hashlib.sha256(salt.encode()).digest(), 3, 16 * 1024, 4, 32,
                                     Type.ID)
sealed = bitwarden_sealed({"kdfType": 0, "kdfIterations": 5000}, pbkdf2)
save("bitwarden_pbkdf2.json", dump(sealed), bitwarden_rows, PASSWORD)
sealed = bitwarden_sealed({"kdfType": 1, "kdfIterations": 3, "kdfMemory": 16, "kdfParallelism": 4}, argon)
save("bitwarden_argon2.json", dump(sealed), bitwarden_rows, PASSWORD)

items = [{"id": "1", "name": a["issuer"], "type": 1, "favorite": False,
          "login": {"totp": uri(a), "username": a["user"], "uris": []}} for a in [FIRST, SECOND]]
save("bitwarden_authenticator.json", dump({"encrypted": False, "items": items}), [FIRST, SECOND])


# Proton Authenticator.
def proton_entry(a):
    content = {"uri": uri(a), "entry_type": "Totp", "name": a["user"]}
    if a["kind"] == "steam":
        content = {"uri": "steam://" + unpadded(a["key"]), "entry_type": "Steam", "name": a["user"]}
    return {"id": "1", "content": content, "note": None}


proton = {"version": 1, "entries": list(map(proton_entry, [*TOTPS, STEAM]))}
save("proton.json", dump(proton), [*TOTPS, STEAM])
salt, nonce = random(16), random(12)
key = hash_secret_raw(PASSWORD.encode(), salt, 2, 19 * 1024, 1, 32, Type.ID)


def proton_sealed(proton):
    content = nonce + gcm(key, nonce, json.dumps(proton).encode(), b"proton.authenticator.export.v1")
    return json.dumps({"version": 1, "salt": b64(salt), "content": b64(content)})


save("proton_sealed.json", proton_sealed(proton), [*TOTPS, STEAM], PASSWORD)
save("proton_small.json", proton_sealed(proton | {"entries": [proton_entry(FIRST)]}), [FIRST], PASSWORD)

# authenticator.sh, whose keys are made of the password's NFKC form.
accounts = [{"id": "1", "name": a["user"], "issuer": a["issuer"], "secret": unpadded(a["key"]),
             "algorithm": a["algorithm"], "digits": a["digits"], "period": a["period"], "createdAt": 1700000000000}
            for a in TOTPS]
date = "2026-01-01T00:00:00.000Z"
save("authenticator_sh.json", dump({"version": "2.0", "exportDate": date, "accountCount": 3, "accounts": accounts}), TOTPS)
salt, nonce = random(16), random(12)


def authenticator_sh_sealed(rounds, accounts):
    key = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt, rounds, 32)
    data = ".".join(["v1", b64(nonce), b64(gcm(key, nonce, json.dumps(accounts).encode()))])
    return {"format": "authenticator-encrypted-backup", "v": 1, "kdf": "PBKDF2-SHA256", "iterations": rounds,
            "salt": b64(salt), "exportDate": date, "data": data}


save("authenticator_sh_sealed.json", dump(authenticator_sh_sealed(600_000, accounts)), TOTPS, "ﾊﾟｽﾜｰﾄﾞ ｐａｓｓ")
save("authenticator_sh_small.json", dump(authenticator_sh_sealed(1, accounts[:1])), [FIRST], PASSWORD)

# andOTP: the older way to encrypt. The newer is written by OTPClient.
andotp = [{"secret": unpadded(a["key"]), "issuer": a["issuer"], "label": a["user"], "digits": a["digits"],
           "type": a["kind"].upper(), "algorithm": a["algorithm"], "thumbnail": "Default", "last_used": 0,
           "used_frequency": 0, "tags": [],
           **({"counter": a["counter"]} if a["kind"] == "hotp" else {"period": a["period"]})} for a in everything]
motp = andotp[0] | {"type": "MOTP", "label": "m"}
nonce = random(12)
key = hashlib.sha256(PASSWORD.encode()).digest()
save("andotp_old.bin", nonce + gcm(key, nonce, json.dumps([*andotp, motp]).encode()),
     [*everything, "refused\tkind\ttype\t大阪公立大学\tm"], PASSWORD)


# FreeOTP+.
def freeotp(a):
    signed = [byte - 256 if byte > 127 else byte for byte in a["key"]]
    return {"algo": a["algorithm"], "counter": (a["counter"] or 1) - 1, "digits": a["digits"], "issuerExt": a["issuer"],
            "issuerInt": a["issuer"], "label": a["user"], "period": a["period"], "secret": signed,
            "type": a["kind"].upper()}


steam = freeotp(account("totp", "Steam", "gamer", KEY))
tokens = [*map(freeotp, [*TOTPS, HOTP]), steam, freeotp(FIRST) | {"algo": "SHA224", "label": "224"}]
save("freeotp_plus.json", dump({"tokenOrder": ["a"], "tokens": tokens}), [
    *TOTPS, HOTP, "question\t2\ttype\tSteam\tgamer", "refused\talgorithm\talgorithm\t大阪公立大学\t224"])

# Raivo OTP.
raivo = [{"secret": unpadded(a["key"]), "issuer": a["issuer"], "account": a["user"], "kind": a["kind"].upper(),
          "algorithm": a["algorithm"], "digits": str(a["digits"]), "timer": str(a["period"] if a["kind"] == "totp" else 0),
          "counter": str(a["counter"] or 0), "iconType": "", "iconValue": "", "pinned": "false"} for a in [*TOTPS, HOTP]]
save("raivo.json", dump(raivo), [*TOTPS, HOTP])
archive = io.BytesIO()
with pyzipper.AESZipFile(archive, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as file:
    file.setpassword(PASSWORD.encode())
    file.writestr("raivo-otp-export.html", "<!DOCTYPE html><title>Raivo OTP</title>" + "<p>.</p>" * 20)
    file.writestr("raivo-otp-export.json", dump(raivo))
save("raivo_sealed.zip", archive.getvalue(), [*TOTPS, HOTP], PASSWORD)

# KeePassXC's CSV, with everything that a CSV may have in it; keepassxc.csv is written by the program itself.
out = io.StringIO()
writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
writer.writerow(["Group", "Title", "Username", "Password", "URL", "Notes", "TOTP", "Icon", "Last Modified", "Created"])
note = 'two\nlines, a "quote" and a comma'
writer.writerow(["Root", 'a "title", so to say', "user", "p,w", "", note, uri(account("totp", "", "", KEY)), "0", "", ""])
writer.writerow(["Root", "No code", "bob", "pw", "", "", "", "0", "", ""])
save("keepassxc_quotes.csv", out.getvalue(), [account("totp", 'a "title", so to say', "user", KEY), "others\t1"])


# FIDO Credential Exchange Format.
def totp(a):
    return {"type": "totp", "secret": unpadded(a["key"]), "period": a["period"], "digits": a["digits"],
            "username": a["user"], "algorithm": a["algorithm"].lower(), "issuer": a["issuer"]}


def item(title, *credentials):
    return {"id": "aXRlbQ", "creationAt": 1700000000, "modifiedAt": 1700000000, "title": title,
            "credentials": list(credentials)}


basic = {"type": "basic-auth", "username": {"fieldType": "string", "value": "a"},
         "password": {"fieldType": "concealed-string", "value": "b"}}
untitled = account("totp", "Title", "", KEY)
items = [item("大阪公立大学", basic, totp(FIRST)), item("Example", totp(SECOND)),
         item("Title", {key: value for key, value in totp(untitled).items() if key not in ("username", "issuer")}),
         item("SHA3", totp(FIRST) | {"algorithm": "sha3-256"})]
cxf = {"version": {"major": 1, "minor": 0}, "exporterRpId": "example.com", "exporterDisplayName": "Example",
       "timestamp": 1700000000,
       "accounts": [{"id": "YWNjb3VudA", "username": "", "email": "", "collections": [], "items": items}]}
cxf_rows = [FIRST, SECOND, untitled, "refused\talgorithm\talgorithm\t大阪公立大学\tab12345", "others\t1"]
save("cxf.json", dump(cxf), cxf_rows)
alone = {"version": 1, "exporter": "authenticator.sh", "timestamp": 1700000000, "id": "YQ", "userName": "", "email": "",
         "collections": [], "items": items}
save("cxf_authenticator_sh.json", dump(alone), cxf_rows)

# One account each, under a key that is quickly made: for tests that open them thousands of times.
save("aegis_small.json", dump(aegis_sealed(2, aegis_db | {"entries": [aegis_entry(FIRST)]})), [FIRST], PASSWORD)
save("ente_small.json", dump(ente_sealed(8 * 1024, 1, ente_uri(FIRST))), [FIRST], PASSWORD)
