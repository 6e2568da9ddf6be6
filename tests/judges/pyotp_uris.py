"""Reads otpauth URIs, a line each, and prints what pyotp takes them for."""

import sys

import pyotp

for line in sys.stdin:
    otp = pyotp.parse_uri(line.strip())
    kind, number = ("totp", otp.interval) if isinstance(otp, pyotp.TOTP) else ("hotp", otp.initial_count)
    algorithm = otp.digest().name.upper()
    print(f"{kind} {otp.secret} {algorithm} {otp.digits} {number}\t{otp.issuer}\t{otp.name}")
