"""The outside world without Django: files, keys on disk, randomness, child processes."""

from comity.edge.apart import run_apart, run_functions
from comity.edge.batches import batches_in
from comity.edge.calling import (
    CalledSite,
    as_described,
    ask_site,
    called_site,
    site_for_voter,
    tell_site,
    told_faults,
)
from comity.edge.certificates import certificate_end
from comity.edge.cosign import COSIGNED_PATH, Joined, add_cosignatures, cosign_followed
from comity.edge.erasing import (
    Erasable,
    check_erasable,
    erase_payload,
    erasing_content,
    finish_erasures,
)
from comity.edge.exporting import export_record
from comity.edge.fetch import Fetch, NotServedError, open_source
from comity.edge.files import (
    SECRET_FOLDER,
    create_file,
    locked,
    make_folder,
    make_room,
    open_to_others,
    read_bounded,
    sync_folder,
    system_fault,
    write_atomically,
)
from comity.edge.follow import Followed, Following, follow
from comity.edge.home import Home, find_home
from comity.edge.keys import (
    KeySigner,
    create_key,
    load_key,
    signer_from_seed,
    verify_signature,
)
from comity.edge.log_directory import (
    Act,
    LogDirectory,
    Receipt,
    claimed_key,
    entry_time,
    file_reader,
    payload_key_reader,
    payload_reader,
)
from comity.edge.mirror import Fork, keep_fork, read_fork
from comity.edge.oidc import (
    OidcAsked,
    OidcClient,
    OidcProvider,
    Proved,
    address_to_ask,
    find_provider,
    is_secured,
    prove,
)
from comity.edge.own_record import (
    Entered,
    ensure_own_record,
    erase_own,
    own_log,
    own_receipt,
    own_sealed,
    publish_to_log,
    strip_own,
)
from comity.edge.passkeys import verify_assertion
from comity.edge.passphrase import (
    SHORTEST_PASSPHRASE,
    lock_by_passphrase,
    open_by_passphrase,
)
from comity.edge.plugin_drafting import draft_summary
from comity.edge.plugin_process import Installed, installed_plugins, plugin_in, run_plugin
from comity.edge.pseudonyms import (
    PseudonymKey,
    destroy_pseudonyms,
    has_pseudonyms,
    make_pseudonyms,
    pseudonyms_of,
)
from comity.edge.resume import Resumed, resume_own
from comity.edge.rotate import Rotated, rotate_own, trust_rotations
from comity.edge.sealed_store import LOST as WRAPPING_LOST
from comity.edge.sealed_store import Sealed, SealedStore, remove_for_good
from comity.edge.shipped import shipped, shipped_versions
from comity.edge.stripping import strip_bundle
from comity.edge.trust import (
    policy_of_key,
    read_key,
    read_policy,
    remember_head,
    remembered_heads,
    roots_of,
    trust_log,
)
from comity.edge.verifier_file import VERIFIER_NAME, verifier_bytes
from comity.edge.voting import VoterFolder
from comity.edge.witness_store import WitnessStore, create_witness
from comity.edge.workbook_apart import read_workbook
from comity.edge.wrapping import (
    WRAPPED_SIZE,
    Wrapping,
    create_wrapping,
    decrypt,
    encrypt,
    load_wrapping,
    unwrapped,
)

__all__ = [
    "COSIGNED_PATH",
    "SECRET_FOLDER",
    "SHORTEST_PASSPHRASE",
    "VERIFIER_NAME",
    "WRAPPED_SIZE",
    "WRAPPING_LOST",
    "Act",
    "CalledSite",
    "Entered",
    "Erasable",
    "Fetch",
    "Followed",
    "Following",
    "Fork",
    "Home",
    "Installed",
    "Joined",
    "KeySigner",
    "LogDirectory",
    "NotServedError",
    "OidcAsked",
    "OidcClient",
    "OidcProvider",
    "Proved",
    "PseudonymKey",
    "Receipt",
    "Resumed",
    "Rotated",
    "Sealed",
    "SealedStore",
    "VoterFolder",
    "WitnessStore",
    "Wrapping",
    "add_cosignatures",
    "address_to_ask",
    "as_described",
    "ask_site",
    "batches_in",
    "called_site",
    "certificate_end",
    "check_erasable",
    "claimed_key",
    "cosign_followed",
    "create_file",
    "create_key",
    "create_witness",
    "create_wrapping",
    "decrypt",
    "destroy_pseudonyms",
    "draft_summary",
    "encrypt",
    "ensure_own_record",
    "entry_time",
    "erase_own",
    "erase_payload",
    "erasing_content",
    "export_record",
    "file_reader",
    "find_home",
    "find_provider",
    "finish_erasures",
    "follow",
    "has_pseudonyms",
    "installed_plugins",
    "is_secured",
    "keep_fork",
    "load_key",
    "load_wrapping",
    "lock_by_passphrase",
    "locked",
    "make_folder",
    "make_pseudonyms",
    "make_room",
    "open_by_passphrase",
    "open_source",
    "open_to_others",
    "own_log",
    "own_receipt",
    "own_sealed",
    "payload_key_reader",
    "payload_reader",
    "plugin_in",
    "policy_of_key",
    "prove",
    "pseudonyms_of",
    "publish_to_log",
    "read_bounded",
    "read_fork",
    "read_key",
    "read_policy",
    "read_workbook",
    "remember_head",
    "remembered_heads",
    "remove_for_good",
    "resume_own",
    "roots_of",
    "rotate_own",
    "run_apart",
    "run_functions",
    "run_plugin",
    "shipped",
    "shipped_versions",
    "signer_from_seed",
    "site_for_voter",
    "strip_bundle",
    "strip_own",
    "sync_folder",
    "system_fault",
    "tell_site",
    "told_faults",
    "trust_log",
    "trust_rotations",
    "unwrapped",
    "verifier_bytes",
    "verify_assertion",
    "verify_signature",
    "write_atomically",
]
