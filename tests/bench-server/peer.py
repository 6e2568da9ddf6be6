"""Sets up another one-time-password server from PyPI to be measured beside ours.

Run by that server's own Python: peer.py PACKAGE FOLDER DATABASE COUNT. Its own commands make keys and tables; its own
library gives COUNT tokens (TOTP, SHA-1, 6 digits, 30 s, no PIN) with seeds made here. Prints `serial seed`, one a line.
"""

import os
import secrets
import subprocess
import sys
from importlib import import_module
from pathlib import Path

# What differs between the two: the prefix of settings, the command, and what stands before its words.
KINDS = {
    "edumfa": ("EDUMFA", "edumfa-manage", []),
    "privacyidea": ("PI", "pi-manage", ["setup"]),
}


def settings(prefix, folder, database):
    """The settings that its documentation asks for in production, with the log at its usual level."""
    values = {
        "SECRET_KEY": secrets.token_hex(24),
        "SQLALCHEMY_DATABASE_URI": database,
        f"{prefix}_PEPPER": secrets.token_hex(12),
        f"{prefix}_ENCFILE": str(folder / "enckey"),
        f"{prefix}_AUDIT_KEY_PRIVATE": str(folder / "private.pem"),
        f"{prefix}_AUDIT_KEY_PUBLIC": str(folder / "public.pem"),
        f"{prefix}_LOGFILE": str(folder / "log"),
    }
    return "".join(f"{name} = {value!r}\n" for name, value in values.items())


def main(package, folder, database, count):
    folder = Path(folder)
    prefix, command, before = KINDS[package]
    config = folder / "peer.cfg"
    config.write_text(settings(prefix, folder, database))
    os.environ[f"{package.upper()}_CONFIGFILE"] = str(config)
    for word in ["create_enckey", "create_audit_keys", "create_tables"]:
        program = Path(sys.executable).with_name(command)
        subprocess.run([program, *before, word], check=True, stdout=sys.stderr)
    app = import_module(f"{package}.app").create_app("production", str(config), silent=True)
    with app.app_context():
        init_token = import_module(f"{package}.lib.token").init_token
        for _ in range(int(count)):
            seed = secrets.token_hex(20)
            token = init_token({"type": "totp", "otpkey": seed, "hashlib": "sha1", "otplen": 6, "timeStep": 30})
            print(token.token.serial, seed)


main(*sys.argv[1:])
