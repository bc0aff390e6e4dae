"""All that the steps of a verification can say, one kind of reason each.

Their keys are part of what ``--json`` promises: a key never changes its meaning.
"""

from comity.fault import N_
from comity.record.reason import ReasonKind

NOT_RUN = ReasonKind("not_run", N_("not run"))
UNCHECKED = ReasonKind("unchecked", N_("the signature was not checked"))
UNREADABLE = ReasonKind("unreadable", N_("{file}: {error}"))

# Signature, heads, signer, witnesses
NO_KEY = ReasonKind("no_key", N_("no key is known that could check it"))
SIGNED = ReasonKind("signed", N_("signed by {origin}"))
NOT_BY_CLAIMED = ReasonKind(
    "not_by_claimed", N_("the checkpoint is not signed by the key that came with it")
)
BY_ANOTHER = ReasonKind(
    "by_another", N_("the checkpoint is signed by another key than the one that came with it")
)
OLDER_UNUSABLE = ReasonKind("older_unusable", N_("the older checkpoint is not usable: {error}"))
OLDER_FOREIGN = ReasonKind(
    "older_foreign", N_("the older checkpoint is not by {origin} and its key")
)
IN_POLICY = ReasonKind("in_policy", N_("{origin} is in your policy"))
NOT_IN_POLICY = ReasonKind("not_in_policy", N_("the signer is not in your policy"))
KEY_NOT_IN_POLICY = ReasonKind(
    "key_not_in_policy", N_("{origin}, key {key}…, is not in your policy")
)
OTHER_KEY = ReasonKind("other_key", N_("your policy knows {origin} by another key than {key}…"))
NO_WITNESS_ASKED = ReasonKind("no_witness_asked", N_("your policy asks for no witness"))
WITNESSED = ReasonKind("witnessed", N_("witnessed by {names}"))
TOO_FEW_WITNESSES = ReasonKind(
    "too_few_witnesses", N_("witnessed by {names}; your policy asks for {quorum}")
)
NOBODY_KNOWN = ReasonKind("nobody_known", N_("nobody your policy knows"))
TWO_TREES = ReasonKind("two_trees", N_("{origin} has signed two different trees of {size} entries"))
COPY_DIFFERS = ReasonKind(
    "copy_differs", N_("a copy of {origin} at hand has another tree at {size} entries")
)
ANOTHER_TREE = ReasonKind(
    "another_tree", N_("{origin} has signed another tree of {size} entries before")
)
CONTINUES_COPY = ReasonKind("continues_copy", N_("it continues the copy of the log at hand"))
SEEN = ReasonKind("seen", N_("the head of {size} entries was seen before"))
NONE_SEEN = ReasonKind("none_seen", N_("no head of this log was seen before"))
OTHER_SIZE = ReasonKind(
    "other_size",
    N_(
        "this head has {size} entries and the largest seen has {largest}; "
        "whether one continues the other needs a copy of the log"
    ),
)

CONTINUES = ReasonKind(
    "continues", N_("it continues the head of {size} entries, by a proof that came with it")
)
OLDER_UNTOLD = ReasonKind(
    "older_untold",
    N_(
        "this head has {size} entries and the older checkpoint {older}; "
        "whether one continues the other needs a proof of consistency or a copy of the log"
    ),
)
PROVES_NOTHING = ReasonKind(
    "proves_nothing",
    N_("{file} does not prove what the log had at {older} of its {size} entries"),
)

# Receipts
PROOF_FOR = ReasonKind("proof_for", N_("a proof for entry {index}"))
PROOF_ALONE = ReasonKind(
    "proof_alone", N_("the proof does not hold the entry it is for; give it as well")
)
NOT_NUMBER = ReasonKind(
    "not_number", N_("the entry is not number {index} of the log at {size} entries")
)
IS_ENTRY = ReasonKind("is_entry", N_("it is entry {index} in a record of {size}"))

# Bundles
MEMBERS = ReasonKind("members", N_("{count} members"))
LISTS_ALL = ReasonKind("lists_all", N_("it lists every member"))
OTHER_PATHS = ReasonKind(
    "other_paths", N_("{file}: {function} version {version} has other inputs or outputs")
)
ALL_KNOWN = ReasonKind("all_known", N_("every function is known here"))
NEEDS = ReasonKind("needs", N_("it needs {functions}, not here"))
NEEDS_PACKAGE = ReasonKind("needs_package", N_("{functions} needs the full package"))
NEED_PACKAGE = ReasonKind("need_package", N_("{functions} need the full package"))
VERSIONED = ReasonKind("versioned", N_("{function} version {version}"))
BOTH = ReasonKind("both", N_("{first}, {rest}"))
TWO_CHECKPOINTS = ReasonKind(
    "two_checkpoints", N_("{file} is not the checkpoint that {proof} leads to")
)
NOT_PUBLISHED = ReasonKind("not_published", N_("{file} is not the file that was published."))
NOT_PUBLISHED_AND_MORE = ReasonKind(
    "not_published_and_more",
    N_("{file} is not the file that was published (nor are {more} more)."),
)
WITH_IT = ReasonKind("with_it", N_("{change} With it, {difference}."))
FILES = ReasonKind("files", N_("{count} files"))
OTHER_PAYLOAD = ReasonKind("other_payload", N_("{file} is not what the record's entry commits to"))
OTHER_MANIFEST = ReasonKind(
    "other_manifest", N_("{file} is not the one the record's entry commits to.")
)
ENTERED = ReasonKind("entered", N_("{act} at {at}"))
OTHER_ACT = ReasonKind(
    "other_act", N_("the record's entry is no publication of this: its act is {act}")
)
OTHER_SUBJECT = ReasonKind("other_subject", N_("the record's entry is about {subject}"))
OTHER_RULE = ReasonKind(
    "other_rule", N_("the rule in the bundle ({file}) is not the one the record's entry names")
)
NOT_ENTRY = ReasonKind("not_entry", N_("{file} is not entry {index} of the log at {size} entries"))
ENTRY_OF = ReasonKind("entry_of", N_("entry {index} in a record of {size}"))
INPUT_ERASED = ReasonKind(
    "input_erased",
    N_("{file} was erased on {day} ({basis}); what was computed from it stands as published"),
)
NONE_ERASED = ReasonKind("none_erased", N_("nothing was erased"))
ERASED_BY = ReasonKind("erased_by", N_("inputs erased: {count}; the record says so of each"))
STRIPS_OTHER = ReasonKind(
    "strips_other",
    N_("entry {index} does not erase inputs of what entry {publication} published"),
)
STRIPS_ANOTHER = ReasonKind(
    "strips_another", N_("entry {index} erases another {file} than the one published here")
)
FUNCTIONS_RAN = ReasonKind("functions_ran", N_("{count} of {all} functions ran"))
REFUSES = ReasonKind("refuses", N_("{function} refuses its inputs: {fault}"))
FAILS = ReasonKind("fails", N_("{function} fails on these inputs: {error}: {message}"))
NONE_RECOMPUTED = ReasonKind("none_recomputed", N_("nothing was recomputed"))
DIFFERENCE = ReasonKind("difference", N_("{difference}."))
FIGURES = ReasonKind("figures", N_("{count} figures"))
SOME_FIGURES = ReasonKind(
    "some_figures", N_("{count} figures hold; the others were not recomputed")
)

# Records
NO_CHECKPOINT = ReasonKind("no_checkpoint", N_("there is no {file}"))
TOO_LONG = ReasonKind("too_long", N_("a record of more than {most} entries is not read here"))
IS_BALLOT = ReasonKind(
    "is_ballot", N_("it is one of the {count} sealed ballots of entry {index} of {size}")
)
NOT_BALLOT = ReasonKind(
    "not_ballot", N_("it is not among the sealed ballots of entry {index} of {size}")
)
ENTRY_UNREADABLE = ReasonKind("entry_unreadable", N_("entry {index} cannot be read: {error}"))
ENTRIES_FIT = ReasonKind("entries_fit", N_("{count} entries give the signed root"))
ENTRY_CHANGED = ReasonKind("entry_changed", N_("entry {index} is not the one that was signed for"))
ENTRY_OR_TILE = ReasonKind(
    "entry_or_tile",
    N_("entry {index} and its tile disagree, and neither gives the signed root"),
)
ROOT_DIFFERS = ReasonKind(
    "root_differs",
    N_("the entries do not give the signed root, and no tile tells which is wrong"),
)
TILE_DIFFERS = ReasonKind("tile_differs", N_("{file} is not the tile of this tree"))
TILES_FIT = ReasonKind("tiles_fit", N_("every tile fits"))
NOT_THERE = ReasonKind("not_there", N_("it is not there"))
CONTENT_MISSING = ReasonKind("content_missing", N_("the content of entry {index} is missing"))
CONTENT_CHANGED = ReasonKind(
    "content_changed", N_("the content of entry {index} is not what the entry commits to")
)
CONTENT_ERASED = ReasonKind(
    "content_erased", N_("the content of entry {index} was erased on {day} under {basis}")
)
LISTED = ReasonKind("listed", N_("{first}; {rest}"))
AND_MORE = ReasonKind("and_more", N_("and {count} more"))
COUNTED = ReasonKind("counted", N_("{public} public, {sealed} sealed"))
AT_ENTRY = ReasonKind("at_entry", N_("entry {index}: {what}"))
CLOSING_ERASED = ReasonKind("closing_erased", N_("what entry {index} closes was erased"))
CLOSED = ReasonKind("closed", N_("{count} closed"))
NONE_CLOSED = ReasonKind("none_closed", N_("nothing was closed yet"))
CAME_LATE = ReasonKind(
    "came_late",
    N_("it came to {subject} after entry {closing} closed it, and no act admits it"),
)
CLOSES_UNSAID = ReasonKind(
    "closes_unsaid", N_("it closes {subject} and does not say in public what it closes")
)
CLOSES_OTHERWISE = ReasonKind(
    "closes_otherwise", N_("it closes {subject} in another form: {error}")
)
CLOSES_WITH = ReasonKind(
    "closes_with", N_("it closes {subject} with {name} {said}; the log has {true}")
)
NONE = ReasonKind("none", N_("none"))

# Sign-offs by passkey
ASSERTION_UNREADABLE = ReasonKind(
    "assertion_unreadable", N_("the signature by passkey cannot be read")
)
SIGNED_OTHERWISE = ReasonKind(
    "signed_otherwise", N_("the passkey signed something else than this sign-off")
)
SIGNED_ELSEWHERE = ReasonKind(
    "signed_elsewhere", N_("it was signed at {origin}, and the passkey belongs to {host}")
)
SIGNED_FOR_OTHER = ReasonKind("signed_for_other", N_("it was signed for another host than {host}"))
NOT_VERIFIED = ReasonKind("not_verified", N_("the device did not see to it who signed"))
PASSKEY_SIGNATURE = ReasonKind(
    "passkey_signature", N_("the signature does not hold under the passkey")
)
OTHER_PASSKEY = ReasonKind(
    "other_passkey", N_("it registers another passkey than its subject names")
)
UNKNOWN_PASSKEY = ReasonKind(
    "unknown_passkey", N_("no entry before it registers the passkey {passkey}")
)
PASSKEY_ENDED = ReasonKind(
    "passkey_ended", N_("the passkey {passkey} was revoked before, by entry {index}")
)
PASSKEY_ERASED = ReasonKind(
    "passkey_erased", N_("what the record said of the passkey {passkey} was erased")
)
OTHER_HOLDER = ReasonKind(
    "other_holder", N_("the passkey {passkey} is not that of whom the mandate names")
)
SIGNED_TWICE = ReasonKind("signed_twice", N_("this sign-off stands in the record before"))
COUNT_BACK = ReasonKind(
    "count_back",
    N_("the device says it signed {count} times, and said {before} before: it may be a copy"),
)
SIGN_OFFS = ReasonKind(
    "sign_offs",
    N_("{signed} by passkey hold; {attested} are the server’s word; {closed} cannot be read"),
)
NO_SIGN_OFFS = ReasonKind("no_sign_offs", N_("nothing was signed off yet"))
SIGN_OFFS_UNCHECKED = ReasonKind(
    "sign_offs_unchecked",
    N_("signed off by passkey: {signed}; to check that needs the full package"),
)
SIGN_OFF_ERASED = ReasonKind(
    "sign_off_erased",
    N_("what the record said of the passkey that signed entry {index} was erased"),
)
NAMES_NO_SIGN_OFF = ReasonKind(
    "names_no_sign_off", N_("the record’s entry names no signature by passkey")
)
SIGN_OFF_MISSING = ReasonKind(
    "sign_off_missing",
    N_("the record’s entry names a signature by passkey, and {file} is missing"),
)
SIGN_OFF_UNNAMED = ReasonKind(
    "sign_off_unnamed", N_("{file} proves a signature that the record’s entry does not name")
)
SIGN_OFF_FAILS = ReasonKind("sign_off_fails", N_("{file}: {error}"))
OTHER_SIGN_OFF = ReasonKind(
    "other_sign_off", N_("it is another sign-off than the record’s entry names")
)
SIGNS_OTHER = ReasonKind("signs_other", N_("it signs off something else than this bundle"))
NO_PASSKEY = ReasonKind("no_passkey", N_("no entry before the sign-off registers its passkey"))
SIGNED_BY_PASSKEY = ReasonKind(
    "signed_by_passkey",
    N_(
        "a passkey that entry {index} registered signed this; "
        "that it was not revoked before, the whole record tells"
    ),
)

# Places and values of a difference
DIFFERS_AT = ReasonKind(
    "differs_at", N_("{where}: published {published}, the {source} give {given}")
)
DIFFERS_IN_COLUMN = ReasonKind(
    "differs_in_column",
    N_("{where}: published {published}, the {source} give {given} ({column})"),
)
PLACE_IN = ReasonKind("place_in", N_("{file}, {place}"))
LINE_OF = ReasonKind("line_of", N_("line {line}"))
BYTE_OF = ReasonKind("byte_of", N_("byte {byte}"))
NOTHING = ReasonKind("nothing", N_("nothing"))
A_FILE = ReasonKind("a_file", N_("a file"))
A_LINE = ReasonKind("a_line", N_("a line"))
EMPTY_LINE = ReasonKind("empty_line", N_("an empty line"))
ROWS = ReasonKind("rows", N_("{count} rows"))
LINES = ReasonKind("lines", N_("{count} lines"))
ITEMS = ReasonKind("items", N_("{count} items"))
BYTES = ReasonKind("bytes", N_("{count} bytes"))
OTHER_BYTES = ReasonKind("other_bytes", N_("other bytes ({count} bytes)"))
NO_JSON = ReasonKind("no_json", N_("no JSON ({error})"))
DEEPER = ReasonKind("deeper", N_("a deeper nesting"))
DEEPEST = ReasonKind("deepest", N_("at most {most} levels"))
AN_OBJECT = ReasonKind("an_object", N_("an object"))
A_LIST = ReasonKind("a_list", N_("a list of {count}"))

# What a result is computed from, and what a record has
SOURCES = {
    "votes": ReasonKind("source_votes", N_("votes")),
    "cells": ReasonKind("source_cells", N_("cells")),
    "inputs": ReasonKind("source_inputs", N_("inputs")),
    "entries": ReasonKind("source_entries", N_("entries")),
}

# Intake notes
NOTE_FOREIGN = ReasonKind(
    "note_foreign", N_("the intake note is signed by no key that this record has named for it")
)
NOTE_KEPT = ReasonKind("note_kept", N_("entries that the note promises, all there: {count}"))
NOTE_OF_BALLOTS = ReasonKind(
    "note_of_ballots", N_("ballots in the note: {count}; whether they are there, receipts show")
)
NOTE_EARLY = ReasonKind(
    "note_early", N_("entries not there yet: {missing}; the log has promised them by {by}")
)
NOTE_BROKEN = ReasonKind(
    "note_broken",
    N_("the log took entries and left them out: {missing}; it has signed that they are in by {by}"),
)
