"""Where an instance keeps its data and its secret, read from the environment and from files."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from comity.edge import OidcClient, find_home, is_secured, read_bounded
from comity.fault import N_, Fault, FaultKind, Place, refuse
from comity.site.frozen import frozen_faults
from comity.site.instance import Instance, demo_world, read_instance

__all__ = [
    "DEMO_SECRET",
    "Configuration",
    "configured",
    "refuse_elsewhere",
    "refuse_told_elsewhere",
    "start_faults",
]

DEMO_SECRET: Final = "comity-demonstration-no-secret-at-all-everybody-may-know-it"  # noqa: S105 - says so itself
SHORTEST_SECRET: Final = 32
LARGEST_SECRET: Final = 10_000

NO_SECRET: Final = FaultKind(
    "site.secret_missing",
    N_("this instance has the secret of the demonstration, or one that is too short"),
    N_("a real instance has a secret of its own, of at least 32 characters"),
    N_("Put a long random text into a file and name the file in COMITY_SECRET_KEY_FILE."),
)
SECRET_NOT_TEXT: Final = FaultKind(
    "site.secret_not_text",
    N_("the secret in it is not text"),
    N_("a secret is one line of text, of at least 32 characters"),
    N_("Write it as letters and figures, such as what this prints: openssl rand -hex 32"),
)
NO_INSTANCE: Final = FaultKind(
    "site.instance_missing",
    N_("there is no such file"),
    N_("a real instance says who runs it, for whom and under which law"),
    N_(
        "Run: comity init, or write it (docs/howto/run-for-an-organisation). "
        "To look around first, run: comity demo"
    ),
)
NO_PROVIDER: Final = FaultKind(
    "site.oidc_incomplete",
    N_("signing in at a provider is switched on and not complete"),
    N_("it needs the provider’s address with https, the name it knows this site by, and PyJWT"),
    N_("Complete the settings, or take them away (docs/howto/openid-connect)."),
)
ELSEWHERE: Final = FaultKind(
    "site.database_elsewhere",
    N_("the database of this site is PostgreSQL"),
    N_("this command works on a database that is a file in the data folder"),
    N_("Use PostgreSQL's own tools for it; docs/howto/postgresql says which."),
)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Folders, secret and instance. ``described`` tells whether instance.toml was there.

    ``database_url`` is the address of a PostgreSQL database, ``owner_url`` that by which its tables
    are changed; without the first the database is a file. ``plugins_unconfined``: the operator
    lets plug-ins run where nothing can shut them off. ``oidc`` is the provider that people may
    sign in at; usually none. Without ``worker`` browsers keep no page for when there is no network,
    and drop those they kept.
    """

    config_folder: Path
    data_folder: Path
    demo: bool
    secret: str
    instance: Instance
    described: bool
    plugins_unconfined: bool = False
    database_url: str = ""
    owner_url: str = ""
    oidc: OidcClient | None = None
    worker: bool = True

    @property
    def has_database(self) -> bool:
        """Return whether there is a database: PostgreSQL always is, the SQLite file once made."""
        return bool(self.database_url) or self.database.is_file()

    @property
    def database(self) -> Path:
        """Return the path of the SQLite file."""
        return self.data_folder / "comity.sqlite3"

    @property
    def database_name(self) -> str:
        """Return what the database is called where something is said of it; never its address."""
        return "COMITY_DATABASE_URL" if self.database_url else str(self.database)

    @property
    def log_folder(self) -> Path:
        """Return the folder of checkpoint and tiles, served as it is."""
        return self.data_folder / "log"

    @property
    def bundle_folder(self) -> Path:
        """Return the folder of published bundles."""
        return self.data_folder / "bundles"

    @property
    def draft_folder(self) -> Path:
        """Return the folder of drafts that nobody has signed off; never served."""
        return self.data_folder / "drafts"

    @property
    def sealed_folder(self) -> Path:
        """Return the folder of protected conversations' votes, sealed for auditors; never served.

        Auditors alone are given what lies in it (``dialogue.give_sealed_bundle``).
        """
        return self.data_folder / "sealed"

    @property
    def key_file(self) -> Path:
        """Return the file of the log's secret key, outside the data and their backups."""
        return _key(self.config_folder, "demo.key" if self.demo else "site.key")

    @property
    def wrapping_file(self) -> Path:
        """Return the file of the key that keys of sealed content are wrapped by, as key_file."""
        name = "demo.wrapping.key" if self.demo else "site.wrapping.key"
        return self.config_folder / "keys" / name

    @property
    def pseudonym_folder(self) -> Path:
        """Return the folder of the conversations' keys of pseudonyms, outside data and backups."""
        return _key(self.config_folder, "demo-pseudonyms" if self.demo else "pseudonyms")

    @property
    def witness_file(self) -> Path:
        """Return the file of the witnesses this instance names and of its quorum: policy lines."""
        return (self.data_folder if self.demo else self.config_folder) / "witnesses.txt"

    @property
    def fork_folder(self) -> Path:
        """Return the folder where proofs are kept that the log has signed two histories."""
        return self.data_folder / "forks"

    @property
    def sub_log_folder(self) -> Path:
        """Return the folder of the files of sub-logs, which nobody is served."""
        return self.data_folder / "sub_logs"

    @property
    def sub_key_folder(self) -> Path:
        """Return the folder of the secret keys of sub-logs."""
        return self.key_file.parent / f"{self.key_file.stem}.sub_logs"

    @property
    def plugin_folder(self) -> Path:
        """Return the folder of model plug-ins, each in a folder of its own; usually none."""
        return self.config_folder / "plugins"

    @property
    def instance_file(self) -> Path:
        """Return the path of instance.toml."""
        return self.config_folder / "instance.toml"


def configured(environment: Mapping[str, str]) -> Configuration:
    """Return the configuration that ``environment`` and the files it names describe.

    Without an instance.toml, and always with COMITY_DEMO=1, it is that of the demonstration.
    """
    folder = find_home(environment).folder
    demo = environment.get("COMITY_DEMO") == "1"
    described = not demo and (folder / "instance.toml").is_file()
    instance = read_instance(folder / "instance.toml") if described else demo_world()[0]
    data = environment.get("COMITY_DATA_DIR") or folder / ("demo" if demo else "site")
    return Configuration(
        config_folder=folder,
        data_folder=Path(data).absolute(),
        demo=demo,
        secret=_secret(environment, None if demo else folder / "secret"),
        instance=instance,
        described=described,
        plugins_unconfined=environment.get("COMITY_PLUGINS_UNCONFINED") == "1",
        database_url="" if demo else _told(environment, "COMITY_DATABASE_URL"),
        owner_url="" if demo else _told(environment, "COMITY_DATABASE_OWNER_URL"),
        oidc=None if demo else _oidc(environment),
        worker=environment.get("COMITY_WORKER") != "0",
    )


def refuse_elsewhere(configuration: Configuration) -> None:
    """Raise where the database is none that this computer's files hold."""
    if configuration.database_url:
        raise refuse(ELSEWHERE.at(Place("COMITY_DATABASE_URL")))


def refuse_told_elsewhere(environment: Mapping[str, str]) -> None:
    """Raise where ``environment`` names such a database, before there is a site to configure."""
    if _told(environment, "COMITY_DATABASE_URL"):
        raise refuse(ELSEWHERE.at(Place("COMITY_DATABASE_URL")))


def start_faults(configuration: Configuration) -> tuple[Fault, ...]:
    """Return why this instance must not start for the public; a demonstration always may."""
    if configuration.demo:
        return ()
    faults = []
    if configuration.secret == DEMO_SECRET or len(configuration.secret) < SHORTEST_SECRET:
        faults.append(NO_SECRET.at(Place("COMITY_SECRET_KEY")))
    if not configuration.described:
        faults.append(NO_INSTANCE.at(Place(str(configuration.instance_file))))
    faults += _oidc_faults(configuration.oidc)
    return (*faults, *frozen_faults(configuration.data_folder))


def _oidc(environment: Mapping[str, str]) -> OidcClient | None:
    issuer = _told(environment, "COMITY_OIDC_ISSUER")
    name = _told(environment, "COMITY_OIDC_CLIENT_ID")
    secret = _told(environment, "COMITY_OIDC_CLIENT_SECRET")
    return OidcClient(issuer, name, secret) if issuer or name or secret else None


def _oidc_faults(client: OidcClient | None) -> list[Fault]:
    if client is None:
        return []
    lacks = [] if client.name and is_secured(client.issuer) else ["COMITY_OIDC_ISSUER"]
    lacks += [] if find_spec("jwt") else ["PyJWT"]
    return [NO_PROVIDER.at(Place(one)) for one in lacks]


@lru_cache(maxsize=64)
def _key(config_folder: Path, name: str) -> Path:
    """Return the path of a key; each vote asks for two."""
    return config_folder / "keys" / name


def _told(environment: Mapping[str, str], name: str) -> str:
    """Return what ``name`` says, or the file that ``name`` with _FILE names; empty without both."""
    file = environment.get(f"{name}_FILE")
    return _line_in(file) if file else environment.get(name, "")


def _secret(environment: Mapping[str, str], usual: Path | None) -> str:
    """Return the secret: of the file named, else from the environment, else of the usual file."""
    told = _told(environment, "COMITY_SECRET_KEY")
    if not told and usual is not None and usual.is_file():
        return _line_in(str(usual))
    return told or DEMO_SECRET


def _line_in(file: str) -> str:
    try:
        return read_bounded(Path(file), LARGEST_SECRET).decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise refuse(SECRET_NOT_TEXT.at(Place(file))) from error
