"""The shape of a code (码): eight random characters and one check character.

Alphabet: Crockford's base 32 (digits and capitals without I, L, O, U), so nothing looks alike.
Check: ISO/IEC 7064 MOD 37,36; only bodies whose check character also lies in the alphabet
are issued. A typed O reads as 0, I and L as 1; case, spaces and hyphens don't matter.
"""

import secrets

from stdnum.iso7064 import mod_37_36

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BODY_LENGTH = 8
LENGTH = BODY_LENGTH + 1
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": ""})


def new_code() -> str:
    """Return a fresh random code (32^8, about 1.1e12 bodies); the caller keeps it unique."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(BODY_LENGTH))
        check = mod_37_36.calc_check_digit(body)
        if check in ALPHABET:
            return body + check


def normal_code(text: str) -> str | None:
    """Return the code as it is stored, or None when the text cannot be one."""
    code = text.strip().upper().translate(_LOOK_ALIKES)
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return None
    return code if mod_37_36.is_valid(code) else None


def shown_code(code: str) -> str:
    """Return the code grouped for people: ``7K3M-9QXP-4``."""
    return "-".join(part for part in (code[:4], code[4:8], code[8:]) if part)
