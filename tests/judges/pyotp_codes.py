"""Reads `KIND KEY ALGORITHM DIGITS PERIOD NUMBER` lines (NUMBER is seconds, or the counter), prints pyotp's codes."""

import hashlib
import sys

import pyotp
from pyotp.contrib import Steam

DIGESTS = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}


def code(kind, key, algorithm, digits, period, number):
    digest, digits, number = DIGESTS[algorithm], int(digits), int(number)
    if kind == "totp":
        return pyotp.TOTP(key, digits=digits, digest=digest, interval=int(period)).at(number)
    if kind == "hotp":
        return pyotp.HOTP(key, digits=digits, digest=digest).at(number)
    return Steam(key).at(number)


sys.stdout.write("".join(code(*line.split()) + "\n" for line in sys.stdin))
