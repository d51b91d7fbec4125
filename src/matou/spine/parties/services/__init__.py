"""Business acts on parties, one function each."""

from matou.spine.parties.services.allowance import forget_old_allowances, take_allowance
from matou.spine.parties.services.membership import (
    AlreadyMember,
    LastManager,
    add_member,
    choose_company,
    grant_role,
    remove_member,
    withdraw_role,
)
from matou.spine.parties.services.personal import (
    note_reading,
    read_personal_number,
    reseal_personal_numbers,
)
from matou.spine.parties.services.registering import (
    CompanyKnown,
    PersonKnown,
    ensure_person,
    register_company,
    register_person,
)
from matou.spine.parties.services.second_factor import demo_code
from matou.spine.parties.services.sessions import (
    end_other_sessions,
    end_session,
    remember_session,
)
from matou.spine.parties.services.tokens import authenticate_token, issue_token, revoke_token
from matou.spine.parties.services.users import (
    IdNumberKept,
    SignInNameTaken,
    add_id_number,
    change_contact,
    close_sign_in,
    create_admin,
    create_user,
    reopen_sign_in,
    sign_up,
)

__all__ = [
    "AlreadyMember",
    "CompanyKnown",
    "IdNumberKept",
    "LastManager",
    "PersonKnown",
    "SignInNameTaken",
    "add_id_number",
    "add_member",
    "authenticate_token",
    "change_contact",
    "choose_company",
    "close_sign_in",
    "create_admin",
    "create_user",
    "demo_code",
    "end_other_sessions",
    "end_session",
    "ensure_person",
    "forget_old_allowances",
    "grant_role",
    "issue_token",
    "note_reading",
    "read_personal_number",
    "register_company",
    "register_person",
    "remember_session",
    "remove_member",
    "reopen_sign_in",
    "reseal_personal_numbers",
    "revoke_token",
    "sign_up",
    "take_allowance",
    "withdraw_role",
]
